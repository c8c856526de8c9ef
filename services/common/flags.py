"""Flags as another service says them, remembered for two seconds: they act within five everywhere.

    flags = Flags(asked_over(tenants), now)
    if await flags.on("assistant", tenant_id, who, otherwise=True): ...

Where they cannot be asked for, what was said last holds. Who has never been told is on the safe
side, which only the caller knows.
"""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Mapping
from contextvars import Context
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from lyo.tenant.v1 import flag_pb2 as pb

from services.common.clock import Clock
from services.common.context import TooLate, at_most
from services.common.errors import Later, NotFound
from services.common.grpc_errors import UpstreamFailed

if TYPE_CHECKING:
    from lyo.tenant.v1.tenant_service_pb2_grpc import TenantServiceAsyncStub

Otherwise = TypeVar("Otherwise", bool, None)

KEPT = timedelta(seconds=2)
PATIENCE = 1.0
"""Seconds that an answer may take; there is something to go on without it."""
MOST_REMEMBERED = 10_000


@dataclass(frozen=True)
class Setting:
    """How a flag holds for a tenant: on or off, and for how many of a hundred."""

    enabled: bool
    percentage: int


OFF = Setting(enabled=False, percentage=0)

Settings = Mapping[str, Setting]
_GONE: Settings = {}
Ask = Callable[[UUID], Awaitable[Settings]]
"""Every flag of a tenant, by name; NotFound where there is no such tenant."""


def is_on(name: str, enabled: bool, percentage: int, who: str) -> bool:
    """Whether a flag is on for one of many, always the same ones.

    The first 8 bytes of SHA-256 over `<name>/<who>`, as a big-endian number modulo 100, are below
    the percentage. So who has it keeps it while the percentage grows, and each flag has others.
    """
    digest = hashlib.sha256(f"{name}/{who}".encode()).digest()
    return enabled and int.from_bytes(digest[:8], "big") % 100 < percentage


def asked_over(tenants: "TenantServiceAsyncStub") -> Ask:
    """Asks the tenant service."""

    async def ask(tenant_id: UUID) -> Settings:
        answer = await tenants.GetFlags(pb.GetFlagsRequest(tenant_id=str(tenant_id)))
        return {each.name: Setting(each.enabled, each.percentage) for each in answer.flags}

    return ask


@dataclass(frozen=True)
class _Known:
    """What was said last, None where nothing ever was, and when to ask again."""

    settings: Settings | None
    until: datetime


class Flags:
    """The flags of all tenants, as far as this process has asked for them."""

    def __init__(self, ask: Ask, now: Clock) -> None:
        self._ask = ask
        self._now = now
        self._known: dict[UUID, _Known] = {}
        self._asking: dict[UUID, asyncio.Task[Settings | None]] = {}

    async def on(
        self, name: str, tenant_id: UUID, who: str, *, otherwise: Otherwise
    ) -> bool | Otherwise:
        """Whether the flag is on for `who` of a tenant; `otherwise` where nobody ever said.

        Everything is off for a tenant that there is not, or not any more.
        """
        setting = await self.setting(name, tenant_id)
        if setting is None:
            return otherwise
        return is_on(name, setting.enabled, setting.percentage, who)

    async def setting(self, name: str, tenant_id: UUID) -> Setting | None:
        """How the flag is set for a tenant; None where nobody ever said."""
        settings = await self._settings(tenant_id)
        if settings is _GONE:
            return OFF
        return settings.get(name) if settings else None

    async def _settings(self, tenant_id: UUID) -> Settings | None:
        known = self._known.get(tenant_id)
        if known and self._now() < known.until:
            return known.settings
        if tenant_id not in self._asking:
            # Of nobody's request: it serves all who wait, whoever of them gives up.
            task = asyncio.create_task(self._renew(tenant_id), context=Context())
            self._asking[tenant_id] = task
            task.add_done_callback(lambda _: self._asking.pop(tenant_id))
        return await asyncio.shield(self._asking[tenant_id])

    async def _renew(self, tenant_id: UUID) -> Settings | None:
        """What is said now; what was said before where no answer comes."""
        try:
            async with at_most(PATIENCE):
                settings: Settings | None = await self._ask(tenant_id)
        except NotFound:
            settings = _GONE
        except (Later, TooLate, UpstreamFailed):
            known = self._known.get(tenant_id)
            settings = known.settings if known else None
        self._remember(tenant_id, settings)
        return settings

    def _remember(self, tenant_id: UUID, settings: Settings | None) -> None:
        """At the end of the line; where it is full, the first one goes."""
        self._known.pop(tenant_id, None)
        if len(self._known) >= MOST_REMEMBERED:
            del self._known[next(iter(self._known))]
        self._known[tenant_id] = _Known(settings, self._now() + KEPT)
