"""Values from outside into the fields of a message: what does not belong there is named."""

import re
from collections.abc import Mapping
from typing import Any

from google.protobuf import json_format
from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message

from services.common.errors import InvalidArgument, Violation

NAMED_AT_MOST = 20
_WORDS = {"true": True, "false": False}
_NUMBER = re.compile(r"-?[0-9]{1,10}")
_KINDS = {
    FieldDescriptor.CPPTYPE_BOOL: "true or false",
    FieldDescriptor.CPPTYPE_INT32: "a whole number of 32 bits",
    FieldDescriptor.CPPTYPE_INT64: "a whole number of 64 bits",
    FieldDescriptor.CPPTYPE_STRING: "a text",
}
_MESSAGES = {
    "google.protobuf.Timestamp": "an instant such as 2026-12-24T15:30:00Z",
    "google.protobuf.Duration": "a length in seconds such as 1800s",
}


def fill(
    message: Message, content: Mapping[str, Any], known: Mapping[str, FieldDescriptor]
) -> None:
    """Put the values into the fields of the message; nothing of them is repeated in an error."""
    unknown = [*_unknown(content, known)]
    if unknown:
        raise _refused("FIELD_UNKNOWN", dict.fromkeys(unknown, "is not a field of this request"))
    wrong = [name for name, value in content.items() if not _put(message, name, value)]
    if wrong:
        raise _refused("FIELD_INVALID", {name: f"must be {kind_of(known[name])}" for name in wrong})


def from_query(text: str, field: FieldDescriptor) -> Any:
    """The value of a parameter, as JSON would have it."""
    if field.cpp_type == FieldDescriptor.CPPTYPE_BOOL:
        return _WORDS.get(text, text)
    if field.cpp_type == FieldDescriptor.CPPTYPE_INT32 and _NUMBER.fullmatch(text):
        return int(text)
    return text


def kind_of(field: FieldDescriptor) -> str:
    """What a field takes, in words."""
    if field.enum_type is not None:
        of = "a list of these: " if field.is_repeated else "one of "
        return of + ", ".join(each.name for each in field.enum_type.values[1:])
    if field.is_repeated:
        return "a list"
    if field.message_type is not None:
        return _MESSAGES.get(field.message_type.full_name, "an object")
    return _KINDS[field.cpp_type]


def _put(message: Message, name: str, value: Any) -> bool:
    """Whether the value is of the field's kind. Without a NUL, which no database text can hold."""
    if _has_nul(value):
        return False
    try:
        json_format.ParseDict({name: value}, message)
    except (json_format.ParseError, ValueError, TypeError):
        return False
    return True


def _has_nul(value: Any) -> bool:
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, dict):
        return any(_has_nul(each) for each in value.values())
    return isinstance(value, list) and any(_has_nul(each) for each in value)


def _unknown(
    content: Mapping[str, Any], known: Mapping[str, FieldDescriptor], inside: str = ""
) -> list[str]:
    """The paths of all that is no field, in whatever depth."""
    found = [f"{inside}{name[:100]}" for name in content if name not in known]
    for name, value in content.items():
        of: Descriptor | None = known[name].message_type if name in known else None
        if of is None or not of.full_name.startswith("lyo."):
            continue
        each = enumerate(value) if isinstance(value, list) else [(None, value)]
        for number, inner in each:
            if isinstance(inner, dict):
                place = f"{inside}{name}." if number is None else f"{inside}{name}[{number}]."
                found += _unknown(inner, of.fields_by_name, place)
    return found


def _refused(reason: str, found: Mapping[str, str]) -> InvalidArgument:
    """An answer names the first of very many."""
    violations = [Violation(name, reason, rule) for name, rule in found.items()][:NAMED_AT_MOST]
    named = "; ".join(f"{each.field} {each.message}" for each in violations)
    return InvalidArgument(reason, named, violations=violations)
