"""/admin as ASGI: who asks, may they, what do they ask, and the call that answers."""

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

import grpc
from starlette.exceptions import HTTPException
from starlette.routing import Route as Served

from services.common import context
from services.common.actor import Actor
from services.common.errors import InvalidArgument
from services.common.logs import event
from services.common.mesh import service_of
from services.common.scopes import ScopeMissing, Scopes
from services.gateway.admin.rendering import answer_of
from services.gateway.admin.requests import request_of, tenant_in
from services.gateway.admin.shapes import Shape
from services.gateway.admin.table import ROUTES, Route
from services.gateway.answers import Answer
from services.gateway.routes.bodies import SenderGone, raw_body
from services.gateway.routes.keys import KeyDoor

log = logging.getLogger(__name__)

LARGEST_BODY = 1024 * 1024
CALL_SECONDS = 30
"""Longer than services give each other: to remove a tenant takes its time."""

Channels = Callable[[str], grpc.aio.Channel]
"""Gives the channel to a service of the mesh."""


class Call:
    """One route: the scope it needs, and the call behind it."""

    def __init__(self, shape: Shape, scopes: Scopes, channel: grpc.aio.Channel) -> None:
        self.shape = shape
        self.scope = scope_of(shape.route, scopes)
        self._limited = shape.route.rpc not in scopes.narrowing
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
        request = request_of(self.shape, path, scope["query_string"], scope["headers"], body)
        try:
            response = await self._call(request, timeout=CALL_SECONDS)
        except InvalidArgument as error:
            raise renamed(error, self.shape) from error
        self._note(actor)
        return answer_of(self.shape, response, scope["path"])

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

    def _note(self, actor: Actor) -> None:
        """Who changed what is in the log; what they wrote is not."""
        if self.shape.route.method != "GET":
            event(log, "administered", call=self.shape.route.rpc, actor=actor.name)


def renamed(error: InvalidArgument, shape: Shape) -> InvalidArgument:
    """The error with the fields named as a PATCH gives them: `tenant.persona` is `persona`."""
    if shape.changed is None:
        return error
    prefix = f"{shape.changed.name}."
    violations = [replace(each, field=each.field.removeprefix(prefix)) for each in error.violations]
    return InvalidArgument(
        error.reason, error.message, details=error.details, violations=violations
    )


def scope_of(route: Route, scopes: Scopes) -> str:
    """The scope that a route needs. Nobody may use one without a scope, so nothing starts then."""
    scope = scopes.of(route.rpc)
    if scope is None:
        raise ScopeMissing(
            f"{route.method} {route.path}: services/scopes.toml has no scope for {route.rpc}"
        )
    return scope


class Door:
    """One path, with a call for each of its HTTP methods."""

    def __init__(self, calls: Mapping[str, Call], keys: KeyDoor) -> None:
        self._calls = calls
        self._keys = keys

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Called by the router. The key comes first: who has none learns of no method."""
        actor = await self._keys.enter(scope)
        method = "GET" if scope["method"] == "HEAD" else scope["method"]
        call = self._calls.get(method)
        if call is None:
            raise HTTPException(405, f"{', '.join(self._calls)} only", {"allow": self._allowed})
        try:
            answer = await call.answer(scope, receive, actor)
        except SenderGone:
            return
        await answer.send(send)

    @property
    def _allowed(self) -> str:
        return ", ".join([*self._calls, "HEAD"] if "GET" in self._calls else self._calls)


def admin_routes(
    channel_to: Channels, keys: KeyDoor, scopes: Scopes, table: Iterable[Route] = ROUTES
) -> list[Served]:
    """All routes of the table; ScopeMissing where nobody decided who may use one."""
    channels: dict[str, grpc.aio.Channel] = {}
    calls: dict[str, dict[str, Call]] = {}
    for route in table:
        scope_of(route, scopes)
        service = service_of(route.rpc)
        if service not in channels:
            channels[service] = channel_to(service)
        call = Call(Shape(route), scopes, channels[service])
        calls.setdefault(route.path, {})[route.method] = call
    return [Served(path, Door(of_path, keys)) for path, of_path in _exact_first(calls)]


def _exact_first(calls: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """`/customers/import` before `/customers/{customer_id}`, wherever they stand in the table."""
    return sorted(calls.items(), key=lambda each: each[0].count("{"))
