"""Fields of a JSON object as the platform describes them, or `Odd`.

null counts as missing. NUL, which no database takes as text, is dropped from what people wrote
and refused in what identifies something.
"""

from typing import Any

from services.gateway.reading import Odd

Object = dict[str, Any]

LONGEST_ID = 300
LONGEST_TEXT = 8192
"""Platforms allow 4,096. A turn takes 100 messages, and all of them go in one call of 4 MB."""
YEAR_10000 = 253_402_300_800


def object_of(value: Any, reason: str) -> Object:
    """The value, which must be an object."""
    if not isinstance(value, dict):
        raise Odd(reason)
    return value


def object_in(part: Object, name: str, reason: str) -> Object:
    """The object in that field; an empty one where it is missing."""
    value = part.get(name)
    return {} if value is None else object_of(value, reason)


def text_in(part: Object, name: str, reason: str, *, limit: int = LONGEST_TEXT) -> str:
    """What people wrote, cut where it is longer; empty where it is missing."""
    value = part.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Odd(reason)
    if "\0" in value:
        value = value.replace("\0", "")
    return value[:limit]


def id_in(part: Object, name: str, reason: str, *, limit: int = LONGEST_ID) -> str:
    """What identifies something; empty where it is missing."""
    value = part.get(name)
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > limit or "\0" in value:
        raise Odd(reason)
    return value


def required_id_in(part: Object, name: str, reason: str, *, limit: int = LONGEST_ID) -> str:
    """What identifies something, which must be there."""
    value = id_in(part, name, reason, limit=limit)
    if not value:
        raise Odd(reason)
    return value


def seconds_in(part: Object, name: str, reason: str) -> int:
    """An instant in seconds since 1970, which platforms write as a string or as a number."""
    value = part.get(name)
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 12:
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < YEAR_10000:
        raise Odd(reason)
    return value
