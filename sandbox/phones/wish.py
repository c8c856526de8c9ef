"""What somebody does on a phone, as `POST /phones/...` takes it."""

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Kind = Literal[
    "text", "image", "video", "document", "audio", "sticker", "button", "reaction", "location",
    "contacts", "order", "edit", "revoke", "system", "unsupported", "flow", "interactive_error",
]  # fmt: skip
Short = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class TappedButton(BaseModel):
    model_config = ConfigDict(extra="forbid")

    id: str
    title: str


class TappedRow(TappedButton):
    description: str | None = None


class Wish(BaseModel):
    """Exactly one of text, button, list, type and raw says what is sent."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    text: str | None = None
    button: TappedButton | None = None
    row: TappedRow | None = Field(None, alias="list")
    type: Kind | None = None
    """Any kind of message; `content` replaces the example that is sent as its object."""
    content: Any = None
    raw: Any = None
    """The whole body of the webhook: text as it is, anything else as JSON."""
    id: Short | None = None
    """The message's id; the same one twice is a redelivery."""
    name: Short | None = None
    """The customer's profile name."""
    reply_to: Short | None = None
    """The message answered; for a tap, found by itself."""
    extra: dict[str, Any] = Field(default_factory=dict)
    """Further keys of the message, `referral` for example."""
    signature: str | None = None
    """Instead of the right one; empty: none at all. Such a webhook is not sent again."""

    @model_validator(mode="after")
    def _one_thing(self) -> Self:
        given = [self.text, self.button, self.row, self.type, self.raw]
        if sum(value is not None for value in given) != 1:
            raise ValueError("exactly one of text, button, list, type, raw is required")
        if self.content is not None and self.type is None:
            raise ValueError("content goes with type")
        return self
