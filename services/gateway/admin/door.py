"""/admin and /api as ASGI: who asks, and which call answers on that path."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import grpc
from starlette.exceptions import HTTPException
from starlette.routing import Route as Served

from services.common.mesh import service_of
from services.common.scopes import Scopes
from services.gateway.admin.call import Call, scope_of
from services.gateway.admin.customers import Customers
from services.gateway.admin.route import Form, Route
from services.gateway.admin.shapes import Shape
from services.gateway.admin.table import ROUTES
from services.gateway.routes.bodies import SenderGone
from services.gateway.routes.bookings import BookingForms
from services.gateway.routes.keys import KeyDoor

Channels = Callable[[str], grpc.aio.Channel]
"""Gives the channel to a service of the mesh."""


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
    table = [*table]
    for route in table:
        scope_of(route, scopes)
    channels = {each: channel_to(each) for each in sorted({_service(route) for route in table})}
    tenant = channels.get("tenant") or channel_to("tenant")
    customers, forms = Customers(tenant, scopes), BookingForms(tenant, scopes)
    calls: dict[str, dict[str, Call]] = {}
    for route in table:
        channel = channels[_service(route)]

        def call_of(row: Route, channel: grpc.aio.Channel = channel, **more: Any) -> Call:
            return Call(Shape(row), scopes, channel, customers=customers, forms=forms, **more)

        later = call_of(route._replace(rpc=route.later)) if route.later else None
        calls.setdefault(_served(route), {})[route.method] = call_of(route, later=later)
    return [Served(path, Door(of_path, keys)) for path, of_path in _exact_first(calls)]


def _service(route: Route) -> str:
    return service_of(route.rpc)


def _served(route: Route) -> str:
    """The path as the router reads it: a tenant's own id of a booking may have slashes in it."""
    if route.form in {Form.JSON, Form.MESSAGE}:
        return route.path
    return route.path.replace("{booking_id}", "{booking_id:path}")


def _exact_first(calls: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """`/customers/import` before `/customers/{customer_id}`, wherever they stand in the table."""
    return sorted(calls.items(), key=lambda each: each[0].count("{"))
