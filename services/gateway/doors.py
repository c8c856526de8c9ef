"""What is served to those who have an API key: /admin and /api, and their description. And what is
served to those who have a link."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

import grpc
from lyo.booking.v1 import link_service_pb2_grpc as link_rpc
from lyo.tenant.v1 import tenant_service_pb2_grpc as tenant_rpc
from starlette.routing import BaseRoute

from services.common.actor import Actors
from services.common.grants import Grants
from services.common.process import Process
from services.gateway.admin.door import admin_routes
from services.gateway.routes.booking_page import BookingPage
from services.gateway.routes.closed import closed_routes
from services.gateway.routes.documents import document_routes
from services.gateway.routes.keys import KeyDoor
from services.gateway.settings import Settings


@dataclass(frozen=True)
class Callees:
    """Who is asked behind the doors: what a key may do, and everything else by service."""

    grants: Grants
    actors: Actors
    channel_to: Callable[[str], grpc.aio.Channel]

    @classmethod
    def of(cls, process: Process) -> Self:
        return cls(process.grants(), process.actors, process.channel)


def page_routes(process: Process, settings: Settings, callees: Callees) -> list[BaseRoute]:
    """The page of a booking's links, which asks for nothing but a link."""
    links = link_rpc.LinkServiceStub(callees.channel_to("booking"))
    tenants = tenant_rpc.TenantServiceStub(callees.channel_to("tenant"))
    return BookingPage(links, tenants, proxies=settings.proxies, now=process.now).routes()


def locked_routes(process: Process, settings: Settings, callees: Callees) -> list[BaseRoute]:
    """Everything that asks for a key; outside production also its description, which asks none."""
    keys = KeyDoor(callees.grants, callees.actors, proxies=settings.proxies, now=process.now)
    described = [] if process.settings.production else document_routes(settings.public_base_url)
    administered = admin_routes(callees.channel_to, keys, process.scopes)
    return [*described, *administered, *closed_routes(keys)]
