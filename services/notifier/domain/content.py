"""What is sent, as callers say it: no provider's limits here (shaping.py has those)."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True)
class Button:
    """A choice to tap. `choice_id` comes back."""

    choice_id: str
    title: str


@dataclass(frozen=True)
class MenuRow:
    """A choice of a menu. `choice_id` comes back."""

    choice_id: str
    title: str
    description: str = ""


@dataclass(frozen=True)
class Menu:
    """Choices that are shown when `label` is tapped."""

    label: str
    rows: tuple[MenuRow, ...]


class MediaKind(StrEnum):
    IMAGE = "image"
    VIDEO = "video"
    AUDIO = "audio"
    DOCUMENT = "document"


@dataclass(frozen=True)
class Media:
    """A file at a public https address, which the provider fetches; we never do."""

    kind: MediaKind
    url: str
    file_name: str = ""


@dataclass(frozen=True)
class TemplateUse:
    """A template as the provider knows it, with what is filled in, in its order."""

    name: str
    language: str
    parameters: tuple[str, ...] = ()
    choice_ids: tuple[str, ...] = ()
    """What comes back when its quick replies are tapped, or ends the URL of its links, in the
    order of its buttons."""


@dataclass(frozen=True)
class Content:
    """Text, alone or with one of the others; or a template alone, whose text is what is read."""

    text: str = ""
    buttons: tuple[Button, ...] = ()
    menu: Menu | None = None
    media: Media | None = None
    template: TemplateUse | None = None
