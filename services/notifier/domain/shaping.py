"""Content as a provider can show it: in several messages where it is long, with choices as a menu
or as numbered lines where it has no buttons for them. Nothing is lost, and nothing refused."""

from collections.abc import Sequence
from dataclasses import replace

from services.notifier.domain.content import Button, Content, Media, MediaKind, Menu, MenuRow
from services.notifier.domain.limits import Limits
from services.notifier.domain.splitting import pieces

OPEN = "☰"
"""Opens a menu that was buttons: a sign, since nobody knows the language."""
BLANK = "…"
"""Beside choices there has to be a text."""


def parts(content: Content, limits: Limits) -> list[Content]:
    """What is sent, in this order; the last of it has the choices."""
    if content.template is not None:
        return [content]
    content = _with_choices(content, limits)
    if content.media is not None:
        return _with_media(content, content.media, limits)
    if content.buttons or content.menu is not None:
        return _beside_choices(content, limits)
    return [Content(text=each) for each in pieces(content.text, limits.text)] or [content]


def _with_choices(content: Content, limits: Limits) -> Content:
    """With its choices as buttons, as a menu, or in its text."""
    if content.buttons:
        return _with_buttons(content, limits)
    if content.menu is not None and not _fits(content.menu.rows, limits):
        return _numbered(content, content.menu.rows)
    return content


def _with_buttons(content: Content, limits: Limits) -> Content:
    titles = [each.title for each in content.buttons]
    alike = len(set(titles)) < len(titles)
    rows = tuple(MenuRow(each.choice_id, each.title) for each in content.buttons)
    if alike or _longest(titles) > limits.button_title:
        return _numbered(content, rows)
    if len(titles) <= limits.buttons:
        return content
    if _fits(rows, limits):
        return replace(content, buttons=(), menu=Menu(OPEN, rows))
    return _numbered(content, rows)


def _fits(rows: Sequence[MenuRow], limits: Limits) -> bool:
    return len(rows) <= limits.rows and _longest([each.title for each in rows]) <= limits.row_title


def _longest(titles: Sequence[str]) -> int:
    return max(map(len, titles), default=0)


def _numbered(content: Content, rows: Sequence[MenuRow | Button]) -> Content:
    """`1. Title` and so on, after the text."""
    lines = [f"{number}. {_line(each)}" for number, each in enumerate(rows, 1)]
    text = "\n".join([content.text, *lines] if content.text else lines)
    return replace(content, text=text, buttons=(), menu=None)


def _line(row: MenuRow | Button) -> str:
    more = row.description if isinstance(row, MenuRow) else ""
    return f"{row.title}: {more}" if more else row.title


def _beside_choices(content: Content, limits: Limits) -> list[Content]:
    """Long texts first; what stands beside the choices may be shorter than other texts."""
    *before, last = pieces(content.text, limits.text) or [BLANK]
    *middle, last = pieces(last, limits.text_beside_choices)
    plain = [Content(text=each) for each in (*before, *middle)]
    return [*plain, replace(content, text=last)]


def _with_media(content: Content, media: Media, limits: Limits) -> list[Content]:
    """The file, then what does not fit under it. Sound has no caption."""
    rest = replace(content, media=None)
    if not limits.media:
        text = "\n".join(each for each in (content.text, media.url) if each)
        return parts(replace(rest, text=text), limits)
    if rest == Content():
        return [content]
    plain = not content.buttons and content.menu is None
    if plain and media.kind is not MediaKind.AUDIO and len(content.text) <= limits.caption:
        return [content]
    return [Content(media=media), *parts(rest, limits)]
