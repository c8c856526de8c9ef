"""Templates as Meta lists them; those who hand on to Meta list them alike."""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from services.notifier.domain.template import Template, TemplateButton, TemplateState

Object = Mapping[str, Any]

MOST = 1000
"""Templates of one account that are looked at."""

_STATES = {
    "APPROVED": TemplateState.APPROVED,
    "PAUSED": TemplateState.PAUSED,
    "FLAGGED": TemplateState.PAUSED,
    "LOCKED": TemplateState.PAUSED,
    "REJECTED": TemplateState.DISABLED,
    "DISABLED": TemplateState.DISABLED,
    "DELETED": TemplateState.DISABLED,
    "PENDING_DELETION": TemplateState.DISABLED,
    "ARCHIVED": TemplateState.DISABLED,
    "LIMIT_EXCEEDED": TemplateState.DISABLED,
}
"""All others are not approved yet."""

_PARAMETER = re.compile(r"\{\{\s*([A-Za-z0-9_]{1,100})\s*\}\}")


def read(listed: Any, channel_id: UUID) -> Template | None:
    """One template of the list; None where it is none."""
    if not isinstance(listed, dict):
        return None
    name, language = _text(listed.get("name")), _text(listed.get("language"))
    if not name or not language:
        return None
    parts = {_word(each.get("type")): each for each in _parts(listed.get("components"))}
    text = _text(parts.get("BODY", {}).get("text"))
    state, detail = _state(listed, parts.get("HEADER", {}))
    names = parameters_in(text)
    return Template(
        channel_id=channel_id,
        name=name,
        language=language,
        state=state,
        category=_word(listed.get("category")),
        text=text,
        parameter_names=names,
        named=is_named(names),
        buttons=tuple(_button(each) for each in _objects(parts.get("BUTTONS", {}).get("buttons"))),
        provider_template_id=_id(listed.get("id")),
        detail=detail,
    )


def parameters_in(text: str) -> tuple[str, ...]:
    """The names of the parameters in the order of a message: numbers as they count, names as they
    first stand."""
    names = tuple(dict.fromkeys(_PARAMETER.findall(text)))
    return names if is_named(names) else tuple(sorted(names, key=int))


def is_named(names: Iterable[str]) -> bool:
    """Whether parameters have names, not numbers."""
    return not all(each.isdecimal() for each in names)


def _state(listed: Object, header: Object) -> tuple[TemplateState, str]:
    """A header that wants something filled in cannot be sent: nobody tells us what."""
    said = _word(listed.get("status"))
    state = _STATES.get(said, TemplateState.PENDING)
    fills = _PARAMETER.search(_text(header.get("text"))) is not None
    if state is TemplateState.APPROVED:
        if fills or _word(header.get("format")) not in {"", "TEXT"}:
            return TemplateState.DISABLED, "its header has a parameter or a file: not sent"
        return state, ""
    why = _text(listed.get("rejected_reason"))
    return state, ": ".join(each for each in (said, why) if each and each != "NONE")


def _button(part: Object) -> TemplateButton:
    kind = _word(part.get("type")).lower()
    fills = kind == "url" and _PARAMETER.search(_text(part.get("url"))) is not None
    return TemplateButton(kind, _text(part.get("text")), fills)


def _parts(value: Any) -> list[Object]:
    """Components; some who hand them on write them as JSON in a string."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return []
    return _objects(value)


def _objects(value: Any) -> list[Object]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _text(value: Any) -> str:
    return value.replace("\0", "")[:4096] if isinstance(value, str) else ""


def _word(value: Any) -> str:
    return _text(value).upper()


def _id(value: Any) -> str:
    return str(value)[:200] if isinstance(value, str | int) else ""
