"""A template, and its words with everything filled in."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

_PLACE = re.compile(r"\{\{\s*([A-Za-z0-9_]+)\s*\}\}")

Status = Literal["APPROVED", "PENDING", "PAUSED", "DISABLED", "REJECTED"]
Kind = Literal[
    "quick_reply", "url", "phone_number", "catalog", "copy_code", "flow", "mpm", "order_details",
]  # fmt: skip


class Button(BaseModel):
    """A button of a template; `url` may end in `{{1}}`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Kind = "quick_reply"
    text: Annotated[str, StringConstraints(min_length=1, max_length=25)]
    url: str = ""

    @property
    def fills_url(self) -> bool:
        return bool(_PLACE.search(self.url))


class Template(BaseModel):
    """One language of a template, in one account: a WABA, a Twilio account, a Zaptra account."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    account: str
    name: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,512}$")]
    language: Annotated[str, StringConstraints(min_length=2, max_length=15)]
    category: Literal["UTILITY", "MARKETING", "AUTHENTICATION"] = "UTILITY"
    status: Status = "APPROVED"
    header_format: Literal["TEXT", "IMAGE", "VIDEO", "DOCUMENT", "LOCATION"] = "TEXT"
    header: Annotated[str, StringConstraints(max_length=60)] = ""
    body: Annotated[str, StringConstraints(min_length=1, max_length=1024)]
    footer: Annotated[str, StringConstraints(max_length=60)] = ""
    buttons: Annotated[list[Button], Field(max_length=10)] = Field(default_factory=list)

    @property
    def key(self) -> tuple[str, str, str]:
        return self.account, self.name, self.language

    @property
    def digest(self) -> str:
        """32 hexadecimal digits that stand for it, always the same ones."""
        return hashlib.sha256("\n".join(self.key).encode()).hexdigest()[:32]

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of what is filled into the body: `1`, `2`, ... where they are numbered."""
        return places(self.body)

    @property
    def named(self) -> bool:
        return not all(name.isdecimal() for name in self.parameters)

    @property
    def header_count(self) -> int:
        """How many parameters the header takes."""
        return len(places(self.header)) if self.header_format == "TEXT" else 1


def places(text: str) -> tuple[str, ...]:
    """The names in double braces, each once; numbers in their order."""
    names = list(dict.fromkeys(_PLACE.findall(text)))
    if all(name.isdecimal() for name in names):
        names.sort(key=int)
    return tuple(names)


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with its values; what is not given stays as it is."""
    return _PLACE.sub(lambda place: values.get(place[1], place[0]), text)


def numbered(values: Sequence[str]) -> dict[str, str]:
    return {str(place): value for place, value in enumerate(values, 1)}
