"""What a service is given to build itself with, and the parts that it is made of.

How a process lives with these: life.py.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import dataclass, field
from typing import Any, Protocol, Self

import grpc

from services.common.actor import Actors
from services.common.clients import files_of, open_channel
from services.common.clock import Clock, utc_now
from services.common.database import Database
from services.common.doors import MeshDoor, TeamDoor
from services.common.grants import Ask, Grants, asked_over
from services.common.health import Check, Health
from services.common.mesh import Policy, Signer, Verifier
from services.common.rates import Rates
from services.common.scopes import Scopes
from services.common.server import Registration
from services.common.server_interceptor import ServerCalls
from services.common.settings import Keys, ProcessSettings, ServiceSettings


class Worker(Protocol):
    """Something that works in the background until it is told to stop."""

    async def run(self, stop: asyncio.Event) -> None:
        """Work; once `stop` is set take nothing new, finish what is in hand, return."""


@dataclass(frozen=True)
class Parts:
    """What a service is made of: servicers or an ASGI app, workers, and what /readyz asks."""

    registrations: Sequence[Registration] = ()
    workers: Sequence[Worker] = ()
    asgi: Any = None
    http: Any = "httptools"
    """How uvicorn speaks HTTP with those who come to `asgi`."""
    checks: Mapping[str, Check] = field(default_factory=dict)
    ask: Ask | None = None
    """Who tells what an API key may do; None: the tenant service."""


class Process:
    """What every service is given to build itself with."""

    def __init__(
        self,
        name: str,
        settings: ProcessSettings,
        keys: Keys,
        database: Database,
        health: Health | None = None,
    ) -> None:
        self.name = name
        self.settings = settings
        self.database = database
        self.now: Clock = utc_now
        self.health = health or Health()
        self.stopping = asyncio.Event()
        """Set when the process drains: streams that would go on for ever end then."""
        self.policy = Policy.load()
        self.scopes = Scopes.load()
        self._keys = keys
        self._channels = AsyncExitStack()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._channels.aclose()

    def installation_key(self, purpose: str) -> bytes:
        """32 bytes for this purpose, the same in every process of the installation."""
        return self._keys.derived(f"installation/{purpose}")

    def channel(self, service: str) -> grpc.aio.Channel:
        """A new channel to another service. It is closed when the process ends."""
        target = ServiceSettings.of(service).target or f"dns:///{self.policy.listen[service]}"
        channel = open_channel(
            target,
            Signer(self._keys.mesh, self.name, now=self.now),
            files=files_of(service),
            never_repeated=self.policy.never_repeated,
        )
        self._channels.push_async_callback(channel.close)
        return channel

    @property
    def actors(self) -> Actors:
        """Signs and reads for whom this installation acts."""
        return Actors(self._keys.derived("actors"), now=self.now)

    def grants(self, ask: Ask | None = None) -> Grants:
        """What API keys may do, as the tenant service says, or as `ask` does."""
        return Grants(ask or asked_over(self.channel("tenant")), now=self.now)

    def mesh_calls(self) -> ServerCalls:
        """What guards the calls of services."""
        door = MeshDoor(Verifier(self._keys.mesh, now=self.now), self.policy, self.actors)
        return self._guarded(door)

    def team_calls(self, ask: Ask | None) -> ServerCalls:
        """What guards the calls of internal teams."""
        rates = Rates(self.now)
        door = TeamDoor(self.grants(ask), self.scopes, rates, self.actors, now=self.now)
        return self._guarded(door, outside=True)

    def _guarded(self, door: MeshDoor | TeamDoor, *, outside: bool = False) -> ServerCalls:
        return ServerCalls(
            door,
            narrowing=self.scopes.narrowing,
            outside=outside,
            calls_at_once=self.settings.calls_at_once,
        )


Build = Callable[[Process], AbstractAsyncContextManager[Parts]]
