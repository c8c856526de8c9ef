"""What can be sent at all, to which addresses."""

import re
from collections.abc import Iterator

from services.notifier.domain.content import Content, TemplateUse
from services.notifier.domain.errors import (
    ContentWrong,
    MediaUrlInvalid,
    NotE164,
    TemplateParametersWrong,
    TitleBlank,
)
from services.notifier.domain.media_url import wrong_with_url
from services.notifier.domain.message import Recipient, RecipientKind
from services.notifier.domain.template import Template
from services.notifier.domain.template_filling import wrong_with

_E164 = re.compile(r"\+[1-9][0-9]{7,14}")
_PLACE = re.compile(r"\{\{\s*(\w+)\s*\}\}")
"""Where a template's parameter stands in its text."""


def check_recipient(recipient: Recipient, field: str) -> None:
    """Refuse a phone that is not international. It is judged by its form alone: there are people
    with numbers that no numbering plan knows any more, and whoever writes is answered."""
    if recipient.kind is RecipientKind.PHONE and not _E164.fullmatch(recipient.value):
        raise NotE164(field)


def check_content(content: Content, index: int) -> None:
    """Refuse a content that says nothing, or two things at once."""
    for within, rule in _wrong(content):
        raise ContentWrong(index, f".content.{within}", rule)
    for within in _blank(content):
        raise TitleBlank(index, within)
    if content.media and (why := wrong_with_url(content.media.url)):
        raise MediaUrlInvalid(index, why)


def check_template(use: TemplateUse, template: Template, index: int) -> None:
    """Refuse what does not fit the template, naming each parameter."""
    names, given = template.parameter_names, len(use.parameters)
    wrong = [
        (f".parameters[{n}]", f"{{{{{names[n]}}}}} is missing") for n in range(given, len(names))
    ]
    wrong += [
        (f".parameters[{n}]", f"is more than the template has: {len(names)}")
        for n in range(len(names), given)
    ]
    wrong = wrong or [("", rule) for rule in wrong_with(use, template)]
    if wrong:
        raise TemplateParametersWrong(index, wrong)


def read(use: TemplateUse, template: Template) -> str:
    """What the customer reads of a template that is filled."""
    filled = dict(zip(template.parameter_names, use.parameters, strict=True))
    return _PLACE.sub(lambda found: filled.get(found[1], found[0]), template.text)


def _blank(content: Content) -> Iterator[str]:
    """Where there is nothing to read that is to be tapped."""
    rows = content.menu.rows if content.menu else ()
    if content.menu and not content.menu.label:
        yield "menu.label"
    yield from (f"buttons[{n}].title" for n, each in enumerate(content.buttons) if not each.title)
    yield from (f"menu.rows[{n}].title" for n, each in enumerate(rows) if not each.title)


def _wrong(content: Content) -> Iterator[tuple[str, str]]:
    beside = (content.buttons, content.menu, content.media)
    if content.template and (content.text or any(beside)):
        yield "template", "a template stands alone"
    if content.menu and content.buttons:
        yield "menu", "a message has either buttons or a menu"
    if content.media and (content.buttons or content.menu):
        yield "media", "media stands beside neither buttons nor a menu"
    if not (content.text.strip() or content.media or content.template):
        yield "text", "a message says something"
