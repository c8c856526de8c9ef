"""A template as a provider has it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class TemplateState(StrEnum):
    APPROVED = "approved"
    PAUSED = "paused"
    DISABLED = "disabled"
    PENDING = "pending"


@dataclass(frozen=True)
class TemplateButton:
    """`kind` as the provider calls it in lower case: `quick_reply`, `url`, ... `fills_url`: the end
    of its URL is a parameter."""

    kind: str
    title: str
    fills_url: bool = False


@dataclass(frozen=True)
class Template:
    """`parameter_names`: of its text, in order, `1`, `2`, ... where it numbers them."""

    channel_id: UUID
    name: str
    language: str
    state: TemplateState
    category: str
    text: str
    parameter_names: tuple[str, ...] = ()
    named: bool = False
    """Parameters are sent by name, not by place."""
    buttons: tuple[TemplateButton, ...] = ()
    provider_template_id: str = ""
    detail: str = ""
    update_time: datetime | None = None
