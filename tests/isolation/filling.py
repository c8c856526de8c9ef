"""Valid requests for any method, made from its descriptor and the rules beside its fields.

A method that is added is tried with the others; where no valid request can be made of it, the test
says so and wants a value here.
"""

import itertools
import re
import uuid
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import protovalidate
from buf.validate import validate_pb2
from google.protobuf import message_factory
from google.protobuf.descriptor import Descriptor, FieldDescriptor, MethodDescriptor
from google.protobuf.descriptor_pb2 import FileDescriptorSet
from google.protobuf.message import Message
from lyo.notifier.v1.message_service_pb2 import PURPOSE_NOTIFICATION

from services.common.clients import files_of, methods_of, name_of
from services.common.mesh import Policy

IMAGE = Path(__file__).resolve().parents[2] / "protos" / "gen" / "image.binpb"
VALIDATOR = protovalidate.Validator()

Values = Mapping[str, Any]
"""What fields of these names get, at any depth: a value, or the values of a list."""

SENSIBLE: Values = {
    "address": "100000000000099",
    "client": "matrix",
    "content": True,  # a message has either content or an event, which no rule beside a field says
    "display_name": "Someone",
    "email": "someone@example.com",
    "languages": ["en"],
    "phone": "+393331234567",
    "purpose": PURPOSE_NOTIFICATION,  # a key replies only to who wrote
    "scopes": ["bookings:read"],
    "text": "hello",
    "time_zone": "Europe/Rome",
    "value": "+393331234567",
}
PATTERNED = ("abcdefghijkl", "en", "EUR")
"""One of them keeps each pattern that there is."""


def all_methods() -> list[MethodDescriptor]:
    """Every method of every service."""
    services = sorted(name for name in Policy.load().calls if name != "gateway")
    found = (
        each for service in services for file in files_of(service) for each in methods_of(file)
    )
    return sorted(found, key=name_of)


def request_of(method: MethodDescriptor, values: Values, *also: str) -> Message:
    """A valid request: what is required, these fields, and as few others as make it valid."""
    kind = message_factory.GetMessageClass(method.input_type)
    values = {**SENSIBLE, **values}
    for optional in _choices(method.input_type):
        request = kind()
        for field in method.input_type.fields:
            if is_required(field) or field.name in (*optional, *also):
                put(request, field, values)
        if not VALIDATOR.collect_violations(request):
            return request
    raise AssertionError(f"no valid request of {name_of(method)}: give its fields values here")


def _choices(kind: Descriptor) -> Iterator[tuple[str, ...]]:
    """Which optional fields to fill: none, else one, else two."""
    names = [field.name for field in kind.fields if not is_required(field)]
    for count in range(3):
        yield from itertools.combinations(names, count)


def is_required(field: FieldDescriptor) -> bool:
    """Whether the rules refuse the field where it is empty."""
    rules = rules_of(field)
    if rules.required or rules.repeated.min_items or rules.string.min_len:
        return True
    if rules.ignore != validate_pb2.IGNORE_UNSPECIFIED or field.message_type is not None:
        return False
    pattern = rules.string.pattern
    never_empty = rules.string.uuid or (pattern and not re.search(pattern, ""))
    allowed = getattr(rules.enum, "in")
    return bool(never_empty or 0 in rules.enum.not_in or (allowed and 0 not in allowed))


def put(message: Message, field: FieldDescriptor, values: Values) -> None:
    """Give the field a value that its rules allow."""
    if field.message_type is not None:
        _put_message(message, field, values)
    elif field.is_repeated:
        known = values.get(field.name) or [scalar(field, {})]
        getattr(message, field.name).extend(known)
    else:
        setattr(message, field.name, scalar(field, values))


def _put_message(message: Message, field: FieldDescriptor, values: Values) -> None:
    part = getattr(message, field.name)
    if field.is_repeated:
        part = part.add()
    name = field.message_type.full_name
    if name == "google.protobuf.Timestamp":
        part.FromDatetime(values.get(field.name) or datetime.now(UTC) + timedelta(days=1))
    elif name == "google.protobuf.Duration":
        part.CopyFrom(rules_of(field).duration.gte)
    elif name == "google.protobuf.FieldMask":
        part.paths.extend(mask_of(field))
    else:
        part.SetInParent()
        for inner in field.message_type.fields:
            if is_required(inner) or inner.name in values:
                put(part, inner, values)


def scalar(field: FieldDescriptor, values: Values) -> Any:
    """A number, a flag, a text or an enum."""
    if field.name in values:
        return values[field.name]
    rules = rules_of(field)
    if field.enum_type is not None:
        rule = rules.repeated.items.enum if field.is_repeated else rules.enum
        allowed = list(getattr(rule, "in")) or [each.number for each in field.enum_type.values]
        return next(number for number in allowed if number not in {*rule.not_in, 0})
    if field.type == FieldDescriptor.TYPE_STRING:
        return text(rules.repeated.items.string if field.is_repeated else rules.string)
    if field.type == FieldDescriptor.TYPE_BOOL:
        return True
    return max(rules.int32.gte, rules.int64.gte, 0)


def text(rules: validate_pb2.StringRules) -> str:
    """A text that keeps the rules."""
    if rules.uuid:
        return str(uuid.uuid4())
    if rules.pattern:
        return next(each for each in PATTERNED if re.search(rules.pattern, each))
    return "x" * max(rules.min_len, 1)


def rules_of(field: FieldDescriptor) -> validate_pb2.FieldRules:
    """The rules beside the field."""
    rules: validate_pb2.FieldRules = field.GetOptions().Extensions[validate_pb2.field]
    return rules


def mask_of(field: FieldDescriptor) -> list[str]:
    """The first path that the comment of a mask names."""
    said = comments()[field.full_name]
    return [re.findall(r"`(\w+)`", said)[0]]


@cache
def comments() -> dict[str, str]:
    """The comment of every field of the protos, by its full name."""
    image = FileDescriptorSet.FromString(IMAGE.read_bytes())
    found = {}
    for file in image.file:
        for location in file.source_code_info.location:
            path = list(location.path)
            if len(path) == 4 and path[0] == 4 and path[2] == 2:
                message = file.message_type[path[1]]
                name = f"{file.package}.{message.name}.{message.field[path[3]].name}"
                found[name] = location.leading_comments
    return found
