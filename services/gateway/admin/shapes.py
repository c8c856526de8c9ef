"""What a route's call takes and gives, read off its descriptors: which field comes from where."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from google.protobuf import descriptor_pool, message_factory
from google.protobuf.descriptor import Descriptor, FieldDescriptor, MethodDescriptor
from google.protobuf.message import Message

from services.common.clients import files_of
from services.common.mesh import service_of
from services.gateway.admin.route import Form, Route

_PARAMETER = re.compile(r"{(\w+)}")
REQUEST_ID = "request_id"
ETAG = "etag"
TENANT_ID = "tenant_id"
EXTERNAL_REF = "external_ref"
MASK = "google.protobuf.FieldMask"
WITH_BODY = ("POST", "PUT", "PATCH")


@dataclass(frozen=True)
class Shape:
    """One route and the messages of its call."""

    route: Route

    @cached_property
    def call(self) -> MethodDescriptor:
        """The descriptor of the call; a KeyError where there is no such call."""
        files_of(service_of(self.route.rpc))  # its stubs are what fills the pool
        service, _, name = self.route.rpc.partition("/")
        found: Any = descriptor_pool.Default().FindServiceByName(service)
        method: MethodDescriptor = found.methods_by_name[name]
        return method

    @cached_property
    def request(self) -> type[Message]:
        return message_factory.GetMessageClass(self.call.input_type)

    @cached_property
    def response(self) -> type[Message]:
        return message_factory.GetMessageClass(self.call.output_type)

    @cached_property
    def path_names(self) -> tuple[str, ...]:
        """The fields that stand in the path."""
        return tuple(_PARAMETER.findall(self.route.path))

    @cached_property
    def takes_etag(self) -> bool:
        return ETAG in self.call.input_type.fields_by_name

    @property
    def takes_body(self) -> bool:
        return self.route.method in WITH_BODY

    @cached_property
    def changed(self) -> FieldDescriptor | None:
        """The field that holds the new values of a thing, whose fields PATCH gives directly."""
        if self.route.method != "PATCH":
            return None
        return next(each for each in self._fields() if _is_thing(each))

    @cached_property
    def mask(self) -> FieldDescriptor | None:
        """The field that names what shall change."""
        return next((each for each in self._fields() if _kind(each) == MASK), None)

    @cached_property
    def given(self) -> dict[str, FieldDescriptor]:
        """The fields that a caller gives in the query or the body, by name."""
        inside: Descriptor = self.call.input_type if self.changed is None else _inside(self.changed)
        elsewhere = {*self.path_names, REQUEST_ID, ETAG} if self.changed is None else set()
        if self.changed is None and TENANT_ID not in self.path_names:
            elsewhere.add(TENANT_ID)  # `asks_tenant` is no field of the call: a key may know it
        if self.route.by_ref:
            elsewhere.add(EXTERNAL_REF)  # it stands in the path, as the id does
        elsewhere.update(self.route.withheld)
        return {each.name: each for each in inside.fields if each.name not in elsewhere}

    @cached_property
    def defaults(self) -> dict[str, str]:
        """What fields hold that a caller may leave out."""
        return {name: value for name, value in self.route.defaults if name in self.given}

    @cached_property
    def thing(self) -> FieldDescriptor | None:
        """The one thing that the call answers, which is then given bare."""
        fields = list(self.call.output_type.fields)
        return fields[0] if len(fields) == 1 and _is_thing(fields[0]) else None

    @property
    def status(self) -> int:
        """The HTTP status of success."""
        if not self.call.output_type.fields:
            return 204
        made = self.call.name.startswith("Create") or self.route.form is Form.MESSAGE
        return 201 if made else 200

    def _fields(self) -> Iterator[FieldDescriptor]:
        yield from self.call.input_type.fields


def _kind(field: FieldDescriptor) -> str:
    return field.message_type.full_name if field.message_type is not None else ""


def _inside(field: FieldDescriptor) -> Descriptor:
    found = field.message_type
    assert found is not None  # noqa: S101 - `_is_thing` has looked
    return found


def _is_thing(field: FieldDescriptor) -> bool:
    """Whether the field is one message of ours."""
    return _kind(field).startswith("lyo.") and not field.is_repeated
