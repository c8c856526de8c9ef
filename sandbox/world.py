"""The outside world, put together: every provider, every phone, and what they share."""

import contextlib
from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
from httpx_aiohttp import HttpxAiohttpClient

from sandbox.clock import Clock, utc_now
from sandbox.deliveries import Deliveries, Gaps
from sandbox.door import Door
from sandbox.faults import Faults
from sandbox.journal import Journal
from sandbox.lyo import Lyo
from sandbox.meta.graph import Graph
from sandbox.meta.numbers import Numbers
from sandbox.meta.parts import Parts, Rules
from sandbox.meta.statuses import Statuses
from sandbox.meta.whatsapp import WhatsApp
from sandbox.owner import Owner
from sandbox.phones.chats import Chats
from sandbox.phones.platform import Platform
from sandbox.settings import Settings
from sandbox.tenants import TenantFile, read_tenants

MAX_CONNECTIONS = 200
# Shorter than the gateway keeps them, so that no webhook meets a connection just closed.
KEEP_ALIVE_SECONDS = 3


class World:
    def __init__(self, settings: Settings, http: httpx.AsyncClient, now: Clock) -> None:
        self.now = now
        self.tenants: list[TenantFile] = read_tenants(settings.tenants)
        self.journal = Journal(settings.journal_size, now)
        self.faults = Faults()
        self.door = Door(self.journal, self.faults)
        self.chats = Chats(settings.messages_kept)
        self.owner = Owner(Lyo(http, settings.api_key.get_secret_value()), now)
        self.deliveries = Deliveries(http, self.faults, _gaps(settings))
        self.meta = Parts(
            numbers=Numbers([number for file in self.tenants for number in file.numbers()]),
            chats=self.chats,
            deliveries=self.deliveries,
            rules=_rules(settings),
            now=now,
        )
        self.statuses = Statuses(self.meta)
        self.graph = Graph(self.meta, self.statuses)
        whatsapp = WhatsApp(self.meta)
        self.platforms: dict[str, Platform] = {whatsapp.channel: whatsapp}

    async def reset(self) -> None:
        """As freshly started, but for the journal's next id."""
        self.faults.reset()
        await self.deliveries.stop()
        self.journal.clear()
        self.chats.clear()
        self.owner.forget()
        self.meta.reset()

    def release(self) -> None:
        """Let go of every caller who waits, so that the process can end."""
        self.faults.reset()
        self.chats.close()


@contextlib.asynccontextmanager
async def open_world(settings: Settings, now: Clock = utc_now) -> AsyncIterator[World]:
    async with HttpxAiohttpClient(
        base_url=settings.gateway_url,
        timeout=settings.webhook_timeout_seconds,
        limits=httpx.Limits(max_connections=MAX_CONNECTIONS, keepalive_expiry=KEEP_ALIVE_SECONDS),
        trust_env=False,
    ) as http:
        world = World(settings, http, now)
        try:
            yield world
        finally:
            await world.deliveries.stop()


def _rules(settings: Settings) -> Rules:
    window = timedelta(hours=settings.window_hours)
    return Rules(
        app_secret=settings.app_secret,
        status_delay=settings.status_delay_seconds,
        window=window or None,
        kept=settings.messages_kept,
    )


def _gaps(settings: Settings) -> Gaps:
    return Gaps(
        first=settings.redelivery_first_seconds,
        longest=settings.redelivery_longest_seconds,
        give_up_after=settings.redelivery_hours * 3600,
    )
