"""Values from outside into the fields of a message: what does not belong there is named."""

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any

from google.protobuf import json_format, message_factory
from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message

from services.common.errors import InvalidArgument, Violation

NAMED_AT_MOST = 20
LOOKED_THROUGH_AT_MOST = 1000
"""A longer list is named as a whole: nothing takes so many."""
_Found = Iterator[tuple[str, str]]
_WORDS = {"true": True, "false": False}
_NUMBER = re.compile(r"-?[0-9]{1,10}")
_KINDS = {
    FieldDescriptor.CPPTYPE_BOOL: "true or false",
    FieldDescriptor.CPPTYPE_INT32: "a whole number of 32 bits",
    FieldDescriptor.CPPTYPE_INT64: "a whole number of 64 bits",
    FieldDescriptor.CPPTYPE_DOUBLE: "a number",
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
    wrong = {name: value for name, value in content.items() if not _put(message, name, value)}
    if wrong:
        kind: Any = message.DESCRIPTOR
        found = dict(islice(_wrong(kind, wrong), NAMED_AT_MOST))
        raise _refused("FIELD_INVALID", {place: f"must be {what}" for place, what in found.items()})


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
    one = _KINDS.get(field.cpp_type, "an object")
    if field.message_type is not None:
        one = _MESSAGES.get(field.message_type.full_name, one)
    return f"a list, each {one}" if field.is_repeated else one


def field_at(path: str, inside: Descriptor) -> FieldDescriptor | None:
    """The field at such a path as `content.buttons[0].title`; None where there is none."""
    name, _, rest = path.partition(".")
    field = inside.fields_by_name.get(name.partition("[")[0])
    if field is None or not rest:
        return field
    return field_at(rest, field.message_type) if field.message_type is not None else None


def renamed(error: InvalidArgument, told: Callable[[Violation], Violation]) -> InvalidArgument:
    """The error with its violations told in another way, also where its text repeats them."""
    violations, text = [told(each) for each in error.violations], error.message
    for before, after in zip(error.violations, violations, strict=True):
        text = text.replace(f"{before.field}: {before.message}", f"{after.field}: {after.message}")
        text = text.replace(before.field, after.field) if before.field else text
    return InvalidArgument(error.reason, text, details=error.details, violations=violations)


def _wrong(kind: Descriptor, content: Mapping[str, Any], inside: str = "") -> _Found:
    """The innermost values that are not of their field's kind: where, and what it takes."""
    for name, value in content.items():
        if not _put(_empty(kind), name, value):
            yield from _wrong_with(kind.fields_by_name[name], value, f"{inside}{name}")


def _wrong_with(field: FieldDescriptor, value: Any, place: str) -> _Found:
    inside = field.message_type
    if inside is None or not inside.full_name.startswith("lyo."):
        yield place, kind_of(field)
    elif field.is_repeated and isinstance(value, list) and len(value) <= LOOKED_THROUGH_AT_MOST:
        for number, each in enumerate(value):
            yield from _wrong_object(inside, each, f"{place}[{number}]")
    elif field.is_repeated:
        yield place, kind_of(field)
    else:
        yield from _wrong_object(inside, value, place)


def _wrong_object(kind: Descriptor, value: Any, place: str) -> _Found:
    if isinstance(value, dict):
        yield from _wrong(kind, value, f"{place}.")
    else:
        yield place, "an object"


def _empty(kind: Descriptor) -> Message:
    return message_factory.GetMessageClass(kind)()


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
