"""The body of POST /{phone_number_id}/messages: a message to a customer, or a read receipt."""

import re
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, TypeAdapter, model_validator

from sandbox.meta.models.commerce import (
    CatalogMessage,
    OrderMessage,
    ProductListMessage,
    ProductMessage,
)
from sandbox.meta.models.contacts import Contact
from sandbox.meta.models.graph import GraphModel, Word
from sandbox.meta.models.interactive import (
    ButtonMessage,
    CallPermissionMessage,
    FlowMessage,
    LinkMessage,
    ListMessage,
    LocationRequestMessage,
)
from sandbox.meta.models.media import CaptionedMedia, Document, Location, Media
from sandbox.meta.models.template import Template

BUSINESS_SCOPED = re.compile(r"[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}")
SHORTEST_PHONE, LONGEST_PHONE = 5, 15

Interactive = Annotated[
    ButtonMessage
    | ListMessage
    | LinkMessage
    | FlowMessage
    | LocationRequestMessage
    | CallPermissionMessage
    | CatalogMessage
    | ProductMessage
    | ProductListMessage
    | OrderMessage,
    Field(discriminator="type"),
]


class Context(GraphModel):
    message_id: Word


class Outgoing(GraphModel):
    """What every message has. With both `to` and `recipient`, `to` wins."""

    messaging_product: Literal["whatsapp"]
    recipient_type: Literal["individual"] = "individual"
    to: Word | None = None
    recipient: Word | None = None
    context: Context | None = None
    biz_opaque_callback_data: Annotated[str, StringConstraints(max_length=512)] | None = None

    @model_validator(mode="after")
    def _somebody(self) -> Self:
        if self.to is None and self.recipient is None:
            raise ValueError("The parameter to is required.")
        if self.to is not None and not _is_phone(self.to):
            raise ValueError("to is no phone number; business-scoped ids go to recipient")
        if self.recipient is not None and not BUSINESS_SCOPED.fullmatch(self.recipient):
            raise ValueError("recipient is no business-scoped user id")
        return self

    @property
    def address(self) -> str:
        """Who gets it: the digits of a phone, or a business-scoped user id."""
        return digits(self.to) if self.to is not None else self.recipient or ""


class Text(GraphModel):
    body: Annotated[str, StringConstraints(min_length=1, max_length=4096)]
    preview_url: bool | None = None


class TextMessage(Outgoing):
    type: Literal["text"]
    text: Text


class Reaction(GraphModel):
    message_id: Word
    emoji: str


class ReactionMessage(Outgoing):
    type: Literal["reaction"]
    reaction: Reaction


class InteractiveMessage(Outgoing):
    type: Literal["interactive"]
    interactive: Interactive


class TemplateMessage(Outgoing):
    type: Literal["template"]
    template: Template


class ImageMessage(Outgoing):
    type: Literal["image"]
    image: CaptionedMedia


class VideoMessage(Outgoing):
    type: Literal["video"]
    video: CaptionedMedia


class AudioMessage(Outgoing):
    type: Literal["audio"]
    audio: Media


class StickerMessage(Outgoing):
    type: Literal["sticker"]
    sticker: Media


class DocumentMessage(Outgoing):
    type: Literal["document"]
    document: Document


class LocationMessage(Outgoing):
    type: Literal["location"]
    location: Location


class ContactsMessage(Outgoing):
    type: Literal["contacts"]
    contacts: Annotated[list[Contact], Field(min_length=1, max_length=5)]


Message = (
    TextMessage
    | ReactionMessage
    | InteractiveMessage
    | TemplateMessage
    | ImageMessage
    | VideoMessage
    | AudioMessage
    | StickerMessage
    | DocumentMessage
    | LocationMessage
    | ContactsMessage
)
ANY_MESSAGE: TypeAdapter[Message] = TypeAdapter(Annotated[Message, Field(discriminator="type")])


class TypingIndicator(GraphModel):
    type: Literal["text"]


class Mark(GraphModel):
    """A read receipt; with `typing_indicator`, also that an answer is being written."""

    messaging_product: Literal["whatsapp"]
    status: Literal["read"]
    message_id: Word
    typing_indicator: TypingIndicator | None = None


def digits(phone: str) -> str:
    """A phone as Meta keys it: nothing but its digits."""
    return "".join(character for character in phone if character in "0123456789")


def _is_phone(text: str) -> bool:
    if re.search(r"[^0-9+()\s.-]", text):
        return False
    return SHORTEST_PHONE <= len(digits(text)) <= LONGEST_PHONE
