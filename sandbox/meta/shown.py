"""What a customer reads of a message that the business sent."""

from typing import Any

from pydantic import BaseModel

from sandbox.meta.models.message import (
    InteractiveMessage,
    Message,
    ReactionMessage,
    TemplateMessage,
    TextMessage,
)


def text_of(message: Message) -> str:
    match message:
        case TextMessage():
            return message.text.body
        case ReactionMessage():
            return message.reaction.emoji
        case InteractiveMessage():
            body = message.interactive.body
            return body.text if body else message.interactive.type
        case TemplateMessage():
            return message.template.name
        case _:
            content = content_of(message)
            return str(content.get("caption") or content.get("filename") or message.type)


def content_of(message: Message) -> dict[str, Any]:
    """The part that depends on the kind, as it was sent; text needs none."""
    if isinstance(message, TextMessage):
        return {}
    part = getattr(message, message.type)
    if isinstance(part, BaseModel):
        return part.model_dump(exclude_none=True)
    return {message.type: [card.model_dump(exclude_none=True) for card in part]}
