"""A template as a customer sees it: every word filled in, replies to tap, links to open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sandbox.templates.template import Template, filled


@dataclass(frozen=True)
class Values:
    """What is filled in. `buttons`: by position, a payload or the end of a URL."""

    body: Mapping[str, str] = field(default_factory=dict)
    header: Mapping[str, str] = field(default_factory=dict)
    buttons: Mapping[int, str] = field(default_factory=dict)


def text_of(template: Template, values: Values) -> str:
    return filled(template.body, values.body)


def content_of(template: Template, values: Values) -> dict[str, Any]:
    """What phones keep of it. Quick replies stand where the buttons of a message do, so that
    they are tapped in the same way."""
    content: dict[str, Any] = {"name": template.name, "language": template.language}
    if template.header:
        content["header"] = {"type": "text", "text": filled(template.header, values.header)}
    if template.footer:
        content["footer"] = {"text": template.footer}
    if replies := _replies(template, values.buttons):
        content["action"] = {"buttons": replies}
    if links := _links(template, values.buttons):
        content["links"] = links
    return content


def _replies(template: Template, given: Mapping[int, str]) -> Sequence[dict[str, Any]]:
    """Without a payload, what comes back is the button's text."""
    return [
        {"type": "reply", "reply": {"id": given.get(place, button.text), "title": button.text}}
        for place, button in enumerate(template.buttons)
        if button.kind == "quick_reply"
    ]


def _links(template: Template, given: Mapping[int, str]) -> Sequence[dict[str, str]]:
    return [
        {"title": button.text, "url": filled(button.url, {"1": given.get(place, "")})}
        for place, button in enumerate(template.buttons)
        if button.kind == "url"
    ]
