"""Templates as Twilio's contents: their ids, their forms, and what is filled into them."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sandbox.templates.shown import Values
from sandbox.templates.template import Template
from sandbox.twilio.errors import known

PATH = "/v1/Content"
WRITTEN = datetime(2026, 1, 2, tzinfo=UTC)
_ODD = ("\n", "\t", "     ")


def sid_of(template: Template) -> str:
    return f"HX{template.digest}"


def button_variables(template: Template) -> dict[int, str]:
    """The variable of each button that has one: they go on where those of the body end. A quick
    reply's is what comes back, a link's the end of its address."""
    count = len(template.parameters)
    filled = [
        place
        for place, button in enumerate(template.buttons)
        if button.kind == "quick_reply" or button.fills_url
    ]
    return {place: str(count + number) for number, place in enumerate(filled, 1)}


def values_in(template: Template, variables: str | None) -> Values:
    """What ContentVariables fill in. The real Twilio takes its samples for what is missing; here
    only quick replies may be left out, since nobody means to send samples."""
    given = _variables(variables)
    buttons = button_variables(template)
    needed = {
        *template.parameters,
        *(name for place, name in buttons.items() if template.buttons[place].fills_url),
    }
    if missing := needed - set(given):
        raise known(21656, f"{', '.join(sorted(missing))} missing")
    if unknown := set(given) - needed - set(buttons.values()):
        raise known(21656, f"there is no {', '.join(sorted(unknown))}")
    return Values(
        body=given,
        header=given,
        buttons={place: given[name] for place, name in buttons.items() if name in given},
    )


def _variables(text: str | None) -> Mapping[str, str]:
    """Strings by name; nothing empty, no line breaks, no long runs of spaces."""
    try:
        given = json.loads(text or "{}")
    except ValueError:
        raise known(21656, "not JSON") from None
    if not isinstance(given, dict):
        raise known(21656, "not an object")
    for name, value in given.items():
        if not isinstance(value, str) or not value or any(odd in value for odd in _ODD):
            raise known(21656, name)
    return given


def content_json(template: Template, root: str) -> dict[str, Any]:
    """A content as Twilio shows it."""
    sid, when = sid_of(template), WRITTEN.strftime("%Y-%m-%dT%H:%M:%SZ")
    url = f"{root}{PATH}/{sid}"
    names = [*template.parameters, *button_variables(template).values()]
    return {
        "sid": sid,
        "account_sid": template.account,
        "friendly_name": template.name,
        "language": template.language,
        "variables": {name: f"sample {name}" for name in names},
        "types": _types(template),
        "url": url,
        "date_created": when,
        "date_updated": when,
        "links": {
            "approval_create": f"{url}/ApprovalRequests/whatsapp",
            "approval_fetch": f"{url}/ApprovalRequests",
        },
    }


def approval_json(template: Template, root: str) -> dict[str, Any]:
    """What WhatsApp says of a content."""
    return {
        "sid": sid_of(template),
        "account_sid": template.account,
        "whatsapp": _approval(template),
        "url": f"{root}{PATH}/{sid_of(template)}/ApprovalRequests",
    }


def content_and_approval_json(template: Template, root: str) -> dict[str, Any]:
    """A content with its approval, as the list of both has it."""
    shown = {**content_json(template, root), "approval_requests": _approval(template)}
    del shown["url"]
    return shown


def _approval(template: Template) -> dict[str, Any]:
    return {
        "type": "whatsapp",
        "name": template.name,
        "category": template.category,
        "content_type": next(iter(_types(template))),
        "status": template.status.lower(),
        "rejection_reason": "",
        "allow_category_change": True,
    }


def _types(template: Template) -> dict[str, Any]:
    """The richest kind that its buttons allow."""
    variables = button_variables(template)
    replies = [
        {"type": "QUICK_REPLY", "title": each.text, "id": f"{{{{{variables[place]}}}}}"}
        for place, each in enumerate(template.buttons)
        if each.kind == "quick_reply"
    ]
    links = [
        {"type": "URL", "title": each.text, "url": _renumbered(each.url, variables.get(place, ""))}
        for place, each in enumerate(template.buttons)
        if each.kind == "url"
    ]
    if replies and links:
        return {"whatsapp/card": {"body": template.body, "actions": [*replies, *links]}}
    if replies:
        return {"twilio/quick-reply": {"body": template.body, "actions": replies}}
    if links:
        return {"twilio/call-to-action": {"body": template.body, "actions": links}}
    return {"twilio/text": {"body": template.body}}


def _renumbered(url: str, name: str) -> str:
    return url.replace("{{1}}", f"{{{{{name}}}}}") if name else url
