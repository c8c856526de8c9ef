"""The request of a call, made of the path, the headers, and the query or the body."""

import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import parse_qsl
from uuid import uuid4

from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message

from services.common.actor import Actor
from services.common.errors import InvalidArgument, Violation
from services.gateway.admin import json_text
from services.gateway.admin.fields import fill, from_query
from services.gateway.admin.shapes import ETAG, REQUEST_ID, TENANT_ID, Shape

IDEMPOTENCY_KEY = b"idempotency-key"
IF_MATCH = b"if-match"
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_ETAG = re.compile(r'"([^"]*)"')

Headers = Iterable[tuple[bytes, bytes]]


def request_of(
    shape: Shape, path: Mapping[str, str], query: bytes, headers: Headers, body: bytes
) -> Message:
    """The request, or InvalidArgument naming what is wrong."""
    return request_with(shape, path, asked_in(shape, query, body), headers)


def asked_in(shape: Shape, query: bytes, body: bytes) -> dict[str, Any]:
    """What the query or the body says, not yet looked at."""
    if not shape.takes_body:
        return _asked(query, shape.given)
    _refuse_query(query)
    return json_text.read(body)


def request_with(
    shape: Shape, path: Mapping[str, str], asked: Mapping[str, Any], headers: Headers
) -> Message:
    """The request with what is asked in its fields, or InvalidArgument naming what is wrong."""
    request = shape.request()
    _fill(request, shape, asked)
    _require(shape.route.needed, asked)
    for name, value in path.items():
        setattr(request, name, value)
    _fill_headers(request, shape, list(headers))
    return request


def tenant_in(named: Mapping[str, Any]) -> str:
    """The tenant that is named there; empty where none is."""
    if TENANT_ID not in named:
        return ""
    tenant_id = str(named[TENANT_ID]).lower()
    if not _UUID.fullmatch(tenant_id):
        raise _invalid(TENANT_ID, "must be a UUID")
    return tenant_id


def tenant_asked(asked: dict[str, Any], actor: Actor) -> str:
    """The tenant that is asked about, taken out of the rest; the key's where it has only one."""
    tenant_id = tenant_in(asked)
    asked.pop(TENANT_ID, None)
    own = actor.tenants or ()
    if not tenant_id and len(own) == 1:
        (tenant_id,) = own
    if not tenant_id:
        said = "is required: this key is for more than one tenant"
        violation = Violation(TENANT_ID, "FIELD_MISSING", said)
        raise InvalidArgument("FIELD_MISSING", f"{TENANT_ID} {said}", violations=[violation])
    actor.require_tenant(tenant_id)
    return tenant_id


def is_uuid(text: str) -> bool:
    """Whether it is one as it is mostly written."""
    return _UUID.fullmatch(text.lower()) is not None


def _require(needed: Iterable[str], asked: Mapping[str, Any]) -> None:
    for name in needed:
        if asked.get(name) is None:
            violation = Violation(name, "FIELD_MISSING", "is required")
            raise InvalidArgument("FIELD_MISSING", f"{name} is required", violations=[violation])


def _fill(request: Message, shape: Shape, content: Mapping[str, Any]) -> None:
    """A thing that is changed: the fields that are given are those that change."""
    if shape.changed is None:
        fill(request, content, shape.given)
        return
    if not content:
        said = "give the fields that shall change"
        raise InvalidArgument(
            "FIELD_MISSING", said, violations=[Violation("", "FIELD_MISSING", said)]
        )
    thing: Message = getattr(request, shape.changed.name)
    thing.SetInParent()
    fill(thing, content, shape.given)
    if shape.mask is not None:
        mask = getattr(request, shape.mask.name)
        mask.SetInParent()
        mask.paths.extend(content)


def _asked(query: bytes, known: Mapping[str, FieldDescriptor]) -> dict[str, Any]:
    asked: dict[str, Any] = {}
    for name, text in _parameters(query):
        if name in known and known[name].is_repeated:
            asked.setdefault(name, []).append(text)
            continue
        if name in asked:
            raise _invalid(name[:100], "is there twice")
        asked[name] = from_query(text, known[name]) if name in known else text
    return asked


def _parameters(query: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(query.decode("ascii"), keep_blank_values=True, errors="strict")
    except ValueError:
        raise _invalid("query", "cannot be read") from None


def _refuse_query(query: bytes) -> None:
    if query:
        raise _invalid("query", "is not read here: give the fields in the body")


def _fill_headers(request: Message, shape: Shape, headers: list[tuple[bytes, bytes]]) -> None:
    if REQUEST_ID in shape.call.input_type.fields_by_name:
        setattr(request, REQUEST_ID, _request_id(_header(headers, IDEMPOTENCY_KEY)))
    match = _header(headers, IF_MATCH)
    if match and not shape.takes_etag:
        raise _invalid("If-Match", "is not read here")
    if match and match != "*":
        found = _ETAG.fullmatch(match)
        if found is None:
            raise _invalid("If-Match", 'must be one ETag in quotes, as in "0123abcd"')
        setattr(request, ETAG, found[1])


def _request_id(given: str) -> str:
    if given and not _UUID.fullmatch(given.lower()):
        raise _invalid("Idempotency-Key", "must be a UUID")
    return given or str(uuid4())


def _header(headers: list[tuple[bytes, bytes]], wanted: bytes) -> str:
    values = [value.decode("latin-1").strip() for name, value in headers if name == wanted]
    if len(values) > 1:
        raise _invalid(wanted.decode().title(), "is there twice")
    return values[0] if values else ""


def _invalid(field: str, rule: str) -> InvalidArgument:
    violation = Violation(field, "FIELD_INVALID", rule)
    return InvalidArgument("FIELD_INVALID", f"{field} {rule}", violations=[violation])
