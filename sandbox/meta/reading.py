"""From a request's body to a message that Graph accepts, or the refusal Graph would give."""

from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from sandbox.meta.errors import Refusal
from sandbox.meta.models.message import ANY_MESSAGE, Mark, Message

_VALUE = "(#131009) Parameter value is not valid"
_UNIONS = frozenset({"interactive", "header", "components", "parameters"})


def message_in(body: Any) -> Message | Mark:
    """Raise Refusal where the body is none that Graph accepts."""
    if not isinstance(body, dict) or "messaging_product" not in body:
        raise Refusal(100, "(#100) The parameter messaging_product is required.")
    try:
        if "status" in body:
            return Mark.model_validate(body)
        return ANY_MESSAGE.validate_python(body)
    except ValidationError as error:
        raise _refusal(error.errors(include_url=False)[0], body) from None


def _refusal(error: ErrorDetails, body: dict[str, Any]) -> Refusal:
    where = _places(error["loc"], body)
    kind = error["type"]
    if kind in {"missing", "union_tag_not_found"}:
        return _missing(error, where)
    if kind == "union_tag_invalid":
        place, kinds = _path([*where, "type"]), error["ctx"]["expected_tags"]
        return Refusal(100, f"(#100) Param {place} must be one of {{{kinds}}}.")
    if kind == "extra_forbidden":
        return _unexpected(where)
    if kind == "string_too_long" and where[:1] == ["text"]:
        limit = error["ctx"]["max_length"]
        return Refusal(100, f"(#100) Param {_path(where)} must be at most {limit} characters long.")
    if kind == "value_error" and not where:
        return Refusal(100, f"(#100) {_said(error)}", _said(error))
    return Refusal(131009, _VALUE, f"{_path(where)}: {_said(error)}")


def _missing(error: ErrorDetails, where: list[int | str]) -> Refusal:
    if error["type"] == "union_tag_not_found":
        where = [*where, "type"]
    return Refusal(100, f"(#100) The parameter {_path(where)} is required.")


def _unexpected(where: list[int | str]) -> Refusal:
    parent = _path(where[:-1]) or "message"
    return Refusal(100, f'(#100) Unexpected key "{where[-1]}" on param "{parent}".')


def _said(error: ErrorDetails) -> str:
    return error["msg"].removeprefix("Value error, ")


def _places(loc: tuple[int | str, ...], body: dict[str, Any]) -> list[int | str]:
    """Where in the body it is: pydantic's path without the names of union members."""
    places: list[int | str] = []
    here: Any = body
    tagged = "status" not in body
    for part in loc:
        if tagged and isinstance(here, dict) and here.get("type") == part:
            tagged = False
            continue
        if isinstance(part, str) and not isinstance(here, dict):
            break
        places.append(part)
        here = _inside(here, part)
        tagged = any(place in _UNIONS for place in places[-2:])
    return places


def _inside(value: Any, part: int | str) -> Any:
    if isinstance(value, dict):
        return value.get(part)
    if isinstance(value, list) and isinstance(part, int):
        return value[part]
    return None


def _path(where: list[int | str]) -> str:
    """`text['body']`, as Graph writes places."""
    if not where:
        return ""
    return str(where[0]) + "".join(
        f"[{part}]" if isinstance(part, int) else f"['{part}']" for part in where[1:]
    )
