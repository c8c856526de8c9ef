"""One route of the table at work: who may, what they ask, and the call that answers."""

import logging
from dataclasses import replace
from typing import Any

import grpc
from google.protobuf.message import Message

from services.common import context
from services.common.actor import Actor
from services.common.errors import InvalidArgument, NotFound, Violation
from services.common.logs import event
from services.common.scopes import ScopeMissing, Scopes
from services.gateway.admin import one_message
from services.gateway.admin.customers import ByPhone, Customers
from services.gateway.admin.fields import field_at, kind_of, renamed
from services.gateway.admin.rendering import answer_of, message_answer
from services.gateway.admin.requests import (
    Headers,
    asked_in,
    is_uuid,
    request_with,
    tenant_asked,
    tenant_in,
)
from services.gateway.admin.route import Form, Route
from services.gateway.admin.shapes import Shape
from services.gateway.answers import Answer
from services.gateway.routes.bodies import raw_body
from services.gateway.routes.bookings import BookingForms

log = logging.getLogger(__name__)

LARGEST_BODY = 1024 * 1024
CALL_SECONDS = 30
"""Longer than services give each other: to remove a tenant takes its time."""


class Call:
    """One route: the scope it needs, and the call behind it."""

    def __init__(
        self,
        shape: Shape,
        scopes: Scopes,
        channel: grpc.aio.Channel,
        *,
        customers: Customers,
        forms: BookingForms,
        later: "Call | None" = None,
    ) -> None:
        self.shape = shape
        self.scope = scope_of(shape.route, scopes)
        self._route = shape.route
        self._limited = not shape.route.asks_tenant and shape.route.rpc not in scopes.narrowing
        self._customers = customers
        self._forms = forms
        self._later = later
        self._call: Any = channel.unary_unary(
            f"/{shape.route.rpc}",
            request_serializer=shape.request.SerializeToString,
            response_deserializer=shape.response.FromString,
        )

    async def answer(self, scope: Any, receive: Any, actor: Actor) -> Answer:
        """The answer to this actor; a MeshError where there is none."""
        actor.require_scopes([self.scope])
        path = self._path(scope, actor)
        body = b""
        if self.shape.takes_body:
            body = await raw_body(scope, receive, limit=LARGEST_BODY)
        asked = asked_in(self.shape, scope["query_string"], body)
        if self._route.asks_tenant:
            path["tenant_id"] = tenant_asked(asked, actor)
            context.tenant.set(path["tenant_id"])
        if self._later is not None and one_message.SEND_AT in asked:
            asked[one_message.SEND_TIME] = asked.pop(one_message.SEND_AT)
            return await self._later.answered(scope, path, asked, actor)
        return await self.answered(scope, path, asked, actor)

    async def answered(
        self, scope: Any, path: dict[str, str], asked: dict[str, Any], actor: Actor
    ) -> Answer:
        """The answer to what was read."""
        only_text = one_message.TEXT in asked
        try:
            request = await self._request(path, asked, scope["headers"], actor)
            response = await self._response(request)
        except InvalidArgument as error:
            raise as_given(error, self.shape, only_text=only_text) from error
        self._note(actor)
        return await self._shown(response, scope["path"], path, actor)

    def _path(self, scope: Any, actor: Actor) -> dict[str, str]:
        """The ids in the path, of which the tenant must be the actor's."""
        path: dict[str, str] = dict(scope["path_params"])
        tenant_id = tenant_in(path)
        if tenant_id:
            path["tenant_id"] = tenant_id
            context.tenant.set(tenant_id)
        if tenant_id or self._limited:
            actor.require_tenant(tenant_id)
        return path

    async def _request(
        self, path: dict[str, str], asked: dict[str, Any], headers: Headers, actor: Actor
    ) -> Any:
        """The request. The customer comes last: one who is named by phone is made only where all
        else can be read."""
        for name, value in self.shape.defaults.items():
            asked.setdefault(name, value)
        if self._route.form is Form.MESSAGE:
            one_message.put_together(asked)
        who = ByPhone.taken_from(asked) if self._route.by_phone else None
        request: Any = request_with(self.shape, path, asked, headers)
        if who is not None:
            self._customers.require(actor)
            found = await self._customers.find(path["tenant_id"], who, request.request_id)
            request.customer_id = found
        elif self._route.by_phone:
            await self._customers.check(path["tenant_id"], request.customer_id)
        elif self._route.of_customer:
            found = await self._customers.named(path["tenant_id"], request.customer_id)
            request.customer_id = found
        if self._route.form is Form.MESSAGE:
            one_message.name_it(request)
        return request

    async def _response(self, request: Any) -> Message:
        """A booking is looked for by our id, else by the tenant's own, which may look like ours."""
        if self._route.by_ref and is_uuid(request.booking_id):
            try:
                return await self._sent(request)
            except NotFound as missing:
                if missing.reason != "BOOKING_NOT_FOUND":
                    raise
        if self._route.by_ref:
            request.external_ref, request.booking_id = request.booking_id, ""
        return await self._sent(request)

    async def _sent(self, request: Message) -> Message:
        response: Message = await self._call(request, timeout=CALL_SECONDS)
        return response

    async def _shown(self, response: Any, at: str, path: dict[str, str], actor: Actor) -> Answer:
        if self._route.form is Form.JSON:
            return answer_of(self.shape, response, at)
        if self._route.form is Form.MESSAGE:
            return message_answer(one_message.only(response), at)
        return await self._forms.answer(
            self._route.form, path["tenant_id"], response.booking, actor
        )

    def _note(self, actor: Actor) -> None:
        """Who changed what is in the log; what they wrote is not."""
        if self._route.method != "GET":
            event(log, "administered", call=self._route.rpc, actor=actor.name)


def as_given(error: InvalidArgument, shape: Shape, *, only_text: bool) -> InvalidArgument:
    """The error as the caller may read it: with the fields named as they were given, where in a
    PATCH `tenant.persona` is `persona`, and a message that is sent alone is not the first of
    several; and with the names of what an enum takes."""
    prefix = f"{shape.changed.name}." if shape.changed else ""

    def told(violation: Violation) -> Violation:
        place = violation.field.removeprefix(prefix)
        if shape.route.form is Form.MESSAGE:
            place = one_message.place_of(place, only_text=only_text)
        return replace(violation, field=place, message=_rule(violation, shape))

    return renamed(error, told)


def _rule(violation: Violation, shape: Shape) -> str:
    """What is asked of a field; numbers of an enum's values say nothing to whoever writes JSON."""
    field = field_at(violation.field, shape.call.input_type)
    if field is None or field.enum_type is None or violation.reason != "FIELD_INVALID":
        return violation.message
    return f"must be {kind_of(field)}"


def scope_of(route: Route, scopes: Scopes) -> str:
    """The scope that a route needs. Nobody may use one without a scope, so nothing starts then."""
    scope = scopes.of(route.rpc)
    if scope is None:
        raise ScopeMissing(
            f"{route.method} {route.path}: services/scopes.toml has no scope for {route.rpc}"
        )
    return scope
