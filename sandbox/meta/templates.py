"""Templates as Graph knows them: the list of an account, and whether one may be sent as it is."""

import base64
import binascii
import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from sandbox.door import Answer, Call
from sandbox.meta import errors
from sandbox.meta.errors import Refusal
from sandbox.meta.models import template as sent
from sandbox.templates.shown import Values
from sandbox.templates.stock import Stock
from sandbox.templates.template import Template, numbered

DEFAULT_PAGE, LONGEST_PAGE = 25, 1000
ODD_SPACES = re.compile(r"[\n\t]| {5,}")
_REFUSED = {"PAUSED": 132015, "DISABLED": 132016}


def approved(stock: Stock, account: str, asked: sent.Template) -> Template:
    """The template that is meant; Refusal where it may not be sent."""
    found = stock.find(account, asked.name, asked.language.code)
    if found is None or found.status in {"PENDING", "REJECTED"}:
        where = f"template name ({asked.name}) does not exist in {asked.language.code}"
        raise errors.known(132001, where)
    if found.status in _REFUSED:
        raise errors.known(_REFUSED[found.status])
    return found


def values_of(template: Template, asked: sent.Template) -> Values:
    """What is filled in; Refusal where that is too little, too much or of another kind."""
    parts = asked.components or []
    header = [p for part in parts if isinstance(part, sent.Header) for p in part.parameters or []]
    body = [p for part in parts if isinstance(part, sent.Body) for p in part.parameters or []]
    _check_count("header", len(header), template.header_count)
    _check_count("body", len(body), len(template.parameters))
    buttons = {int(part.index): part for part in parts if isinstance(part, sent.Button)}
    _check_buttons(template, buttons)
    return Values(
        body=_named(template, body) if template.named else numbered(_texts(body)),
        header=numbered(_texts(header)),
        buttons={place: _given(button) for place, button in buttons.items()},
    )


def _check_count(part: str, given: int, expected: int) -> None:
    if given != expected:
        raise errors.known(
            132000,
            f"{part}: number of localizable_params ({given}) does not match the expected number"
            f" of params ({expected})",
        )


def _check_buttons(template: Template, given: Mapping[int, sent.Button]) -> None:
    for place, button in given.items():
        kinds = [each.kind for each in template.buttons[place : place + 1]]
        if kinds != [button.sub_type.lower()]:
            where = f"buttons: there is no {button.sub_type} button at index {place}"
            raise errors.known(132018, where)
    for place, each in enumerate(template.buttons):
        if each.fills_url and place not in given:
            where = f"buttons: Button at index {place} of type Url requires a parameter"
            raise errors.known(131008, where)


def _named(template: Template, parameters: Sequence[sent.Parameter]) -> dict[str, str]:
    names = [getattr(parameter, "parameter_name", None) for parameter in parameters]
    if sorted(filter(None, names)) != sorted(template.parameters):
        raise Refusal(100, "(#100) Invalid parameter", "Parameter name is missing or empty")
    texts = zip(names, _texts(parameters), strict=True)
    return {name: text for name, text in texts if name}


def _texts(parameters: Sequence[sent.Parameter]) -> list[str]:
    texts = [_text(parameter) for parameter in parameters]
    if any(ODD_SPACES.search(text) for text in texts):
        raise errors.known(
            132018,
            "Param text cannot have new-line/tab characters or more than 4 consecutive spaces",
        )
    return texts


def _text(parameter: sent.Parameter) -> str:
    match parameter:
        case sent.TextParameter():
            return parameter.text
        case sent.CurrencyParameter():
            return parameter.currency.fallback_value
        case sent.DateTimeParameter():
            return parameter.date_time.fallback_value
        case _:
            return parameter.type.capitalize()


def _given(button: sent.Button) -> str:
    match button.parameters[0]:
        case sent.PayloadParameter(payload=text) | sent.ButtonTextParameter(text=text):
            return text
        case _:
            return ""


def listed(call: Call, templates: Sequence[Template]) -> Answer:
    """A page of the templates that the query asks for, and where the next one begins."""
    wanted = [each for each in templates if _is_wanted(each, call.query)]
    size, first = _size(call.query), _after(call.query)
    page = wanted[first : first + size]
    body: dict[str, Any] = {"data": [as_json(each) for each in page]}
    if page:
        cursors = {"before": _cursor(first), "after": _cursor(first + len(page))}
        body["paging"] = {"cursors": cursors}
        if first + size < len(wanted):
            query = urlencode({**call.query, "limit": size, "after": cursors["after"]})
            host = call.headers.get("host", "graph.facebook.com")
            body["paging"]["next"] = f"http://{host}{call.path}?{query}"
    return Answer(200, body)


def _is_wanted(template: Template, query: Mapping[str, str]) -> bool:
    return all(
        query.get(key, value) == value
        for key, value in (
            ("name", template.name),
            ("language", template.language),
            ("status", template.status),
            ("category", template.category),
        )
    )


def _size(query: Mapping[str, str]) -> int:
    text = query.get("limit", str(DEFAULT_PAGE))
    if not text.isascii() or not text.isdecimal() or not 1 <= int(text) <= LONGEST_PAGE:
        raise Refusal(100, "(#100) Param limit must be a number between 1 and 1000")
    return int(text)


def _cursor(place: int) -> str:
    return base64.urlsafe_b64encode(f"page:{place}".encode()).decode().rstrip("=")


def _after(query: Mapping[str, str]) -> int:
    if not (cursor := query.get("after")):
        return 0
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        return int(text.removeprefix("page:"))
    except (binascii.Error, ValueError):
        raise Refusal(100, "(#100) Invalid parameter", "Invalid cursor passed") from None


def as_json(template: Template) -> dict[str, Any]:
    """One template as Graph lists it."""
    return {
        "id": str(int(template.digest[:12], 16)),
        "name": template.name,
        "language": template.language,
        "status": template.status,
        "category": template.category,
        "parameter_format": "NAMED" if template.named else "POSITIONAL",
        "components": list(_components(template)),
    }


def _components(template: Template) -> Sequence[dict[str, Any]]:
    parts: list[dict[str, Any]] = []
    if template.header_format != "TEXT":
        parts.append({"type": "HEADER", "format": template.header_format})
    elif template.header:
        parts.append({"type": "HEADER", "format": "TEXT", "text": template.header})
    parts.append({"type": "BODY", "text": template.body})
    if template.footer:
        parts.append({"type": "FOOTER", "text": template.footer})
    if template.buttons:
        parts.append({"type": "BUTTONS", "buttons": [_button(each) for each in template.buttons]})
    return parts


def _button(button: Any) -> dict[str, str]:
    url = {"url": button.url} if button.url else {}
    return {"type": button.kind.upper(), "text": button.text, **url}
