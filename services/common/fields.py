"""Between fields on the wire and values: ids, texts, instants, durations, request keys.

protovalidate has checked presence and format before a servicer runs; what is missing all the same
(a field without a rule) is refused here by name.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

import protovalidate
from google.protobuf.duration_pb2 import Duration
from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp
from protovalidate import ViolationPb

from services.common.errors import InvalidArgument, Violation

NAMESPACE_LYO = uuid5(NAMESPACE_URL, "urn:lyo")
"""Of the ids that come of words alone, without an id to come from."""


NAMED_AT_MOST = 20


def text_of(request: Message, field: str) -> str:
    """The field's text, or an error that names the field."""
    value: str = getattr(request, field)
    if not value:
        raise _missing(field)
    return value


def uuid_of(request: Message, field: str) -> UUID:
    """The field's UUID, or an error that names the field."""
    try:
        return UUID(text_of(request, field))
    except ValueError:
        raise _invalid(field, "must be a UUID") from None


def time_of(request: Message, field: str) -> datetime:
    """The field's instant, in UTC, or an error that names the field."""
    if not request.HasField(field):
        raise _missing(field)
    stamp: Timestamp = getattr(request, field)
    try:
        return stamp.ToDatetime(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise _invalid(field, "must be an instant of the years 1 to 9999") from None


def length_of(request: Message, field: str) -> timedelta:
    """The field's duration, or an error that names the field."""
    if not request.HasField(field):
        raise _missing(field)
    length: Duration = getattr(request, field)
    try:
        return length.ToTimedelta()
    except (ValueError, OverflowError):
        raise _invalid(field, "must be a duration") from None


def timestamp(instant: datetime) -> Timestamp:
    """The instant for the wire. It must know its zone: a naive one would be a guess."""
    if instant.tzinfo is None:
        raise ValueError("an instant without a time zone cannot go on the wire")
    stamp = Timestamp()
    stamp.FromDatetime(instant)
    return stamp


def duration(length: timedelta) -> Duration:
    """The length for the wire."""
    wire = Duration()
    wire.FromTimedelta(length)
    return wire


@dataclass(frozen=True)
class RequestKey:
    """Which request a mutation is, and what it asked: the same id must ask the same again."""

    id: UUID
    digest: bytes


def request_key(request: Message) -> RequestKey:
    """The key of a mutation: its `request_id` and a digest of the kind and all fields of it."""
    name = request.DESCRIPTOR.full_name.encode()
    content = request.SerializeToString(deterministic=True)
    return RequestKey(
        uuid_of(request, "request_id"), hashlib.sha256(name + b"\0" + content).digest()
    )


def derived(origin: UUID | str, *parts: str) -> UUID:
    """The id of what comes of `origin`: the same for the same, so that repeating it is safe.

    An origin that is a text is a word of ours, such as "turn".
    """
    if isinstance(origin, UUID):
        return uuid5(origin, "\n".join(parts))
    return uuid5(NAMESPACE_LYO, "\n".join((origin, *parts)))


def refusal(found: Sequence[protovalidate.Violation]) -> InvalidArgument:
    """What protovalidate found, as one error that names each field that is wrong.

    Of very many the first: an error travels in header fields, which have a limit.
    """
    violations = [_violation(each) for each in found[:NAMED_AT_MOST]]
    named = "; ".join(f"{each.field or 'request'}: {each.message}" for each in violations)
    missing = any(each.reason == "FIELD_MISSING" for each in violations)
    reason = "FIELD_MISSING" if missing else "FIELD_INVALID"
    return InvalidArgument(reason, named, violations=violations)


def _violation(found: protovalidate.Violation) -> Violation:
    wire = found.proto
    rule = wire.rule_id
    too_short = rule.endswith((".min_len", ".min_items", ".min_pairs")) and not found.field_value
    missing = rule == "required" or rule.endswith("_empty") or too_short
    return Violation(_path(wire), "FIELD_MISSING" if missing else "FIELD_INVALID", wire.message)


def _path(wire: ViolationPb) -> str:
    """The path of the field as people write it: `items[0].phone`, `by_name["x"]`."""
    parts: list[str] = []
    for element in wire.field.elements if wire.field else ():
        subscript = element.subscript
        index = "" if subscript is None else f"[{json.dumps(subscript.value)}]"
        parts.append(element.field_name + index)
    return ".".join(parts)


def _missing(field: str) -> InvalidArgument:
    return _refused("FIELD_MISSING", field, "is required")


def _invalid(field: str, rule: str) -> InvalidArgument:
    return _refused("FIELD_INVALID", field, rule)


def _refused(reason: str, field: str, rule: str) -> InvalidArgument:
    violation = Violation(field, reason, rule)
    return InvalidArgument(reason, f"{field} {rule}", violations=[violation])
