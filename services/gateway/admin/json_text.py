"""JSON as it comes from outside: one object, not deep, nothing twice, no number that is none."""

import json
import math
from typing import Any, NoReturn

from services.common.errors import InvalidArgument, Violation

DEEPEST = 32
"""How many objects and lists may stand in each other."""


def read(body: bytes) -> dict[str, Any]:
    """The object in the body; of an empty body an empty one."""
    if not body.strip():
        return {}
    try:
        content = json.loads(
            body.decode(),
            object_pairs_hook=_object,
            parse_constant=_no_number,
            parse_float=_finite,
        )
    except RecursionError:
        raise _too_deep() from None
    except ValueError:  # also a text that is not UTF-8, and a number of thousands of digits
        raise _not_json("the body is not JSON") from None
    if not isinstance(content, dict):
        raise _not_json("the body is not a JSON object")
    if _is_deep(content):
        raise _too_deep()
    return content


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content: dict[str, Any] = {}
    for name, value in pairs:
        if name in content:
            said = "is there twice"
            named = name[:100]
            violation = Violation(named, "FIELD_REPEATED", said)
            raise InvalidArgument("FIELD_REPEATED", f"{named} {said}", violations=[violation])
        content[name] = value
    return content


def _no_number(_: str) -> NoReturn:
    raise ValueError


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError
    return number


def _is_deep(content: Any) -> bool:
    """Level by level, because a walk into the depth would itself be too deep."""
    level = [content]
    for _ in range(DEEPEST):
        level = [inner for each in level for inner in _inside(each)]
        if not level:
            return False
    return True


def _inside(value: Any) -> list[Any]:
    """The objects and lists in this one."""
    values = value.values() if isinstance(value, dict) else value
    return [each for each in values if isinstance(each, dict | list)]


def _not_json(text: str) -> InvalidArgument:
    return InvalidArgument("BODY_NOT_JSON", text)


def _too_deep() -> InvalidArgument:
    text = f"at most {DEEPEST} objects and lists may stand in each other"
    return InvalidArgument("BODY_TOO_DEEP", text)
