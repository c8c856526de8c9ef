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
from sandbox.openai.api import OpenAI
from sandbox.openai.parts import Parts as OpenAIParts
from sandbox.owner import Owner
from sandbox.phones.chats import Chats
from sandbox.phones.platform import Platform
from sandbox.settings import Settings
from sandbox.templates.files import read_templates
from sandbox.templates.stock import Stock
from sandbox.tenants import TenantFile, read_tenants
from sandbox.twilio.accounts import Accounts as TwilioAccounts
from sandbox.twilio.api import Twilio
from sandbox.twilio.parts import Parts as TwilioParts
from sandbox.twilio.parts import Rules as TwilioRules
from sandbox.twilio.phone import TwilioPhones
from sandbox.twilio.statuses import Statuses as TwilioStatuses
from sandbox.zaptra.accounts import Accounts as ZaptraAccounts
from sandbox.zaptra.api import Zaptra
from sandbox.zaptra.parts import Parts as ZaptraParts
from sandbox.zaptra.phone import ZaptraPhones

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
        self.templates = Stock(read_templates(_public_url(settings)))
        self.meta = Parts(
            numbers=Numbers([number for file in self.tenants for number in file.numbers()]),
            chats=self.chats,
            deliveries=self.deliveries,
            rules=_rules(settings),
            now=now,
            templates=self.templates,
        )
        self.statuses = Statuses(self.meta)
        self.graph = Graph(self.meta, self.statuses)
        self.twilio_parts = self._twilio_parts(settings)
        self.twilio_statuses = TwilioStatuses(self.twilio_parts)
        self.twilio = Twilio(self.twilio_parts, self.twilio_statuses)
        self.zaptra_parts = self._zaptra_parts(settings)
        self.zaptra = Zaptra(self.zaptra_parts)
        self.openai_parts = OpenAIParts(settings.openai_key.get_secret_value(), now)
        self.openai = OpenAI(self.openai_parts)
        self.platforms: dict[str, Platform] = {
            each.channel: each
            for each in (
                WhatsApp(self.meta),
                TwilioPhones(self.twilio_parts),
                ZaptraPhones(self.zaptra_parts),
            )
        }

    def _twilio_parts(self, settings: Settings) -> TwilioParts:
        senders = [sender for file in self.tenants for sender in file.senders()]
        return TwilioParts(
            accounts=TwilioAccounts(senders),
            templates=self.templates,
            chats=self.chats,
            deliveries=self.deliveries,
            rules=TwilioRules(
                public_url=_public_url(settings),
                status_delay=settings.status_delay_seconds,
                window=_window(settings),
                kept=settings.messages_kept,
            ),
            now=self.now,
        )

    def _zaptra_parts(self, settings: Settings) -> ZaptraParts:
        accounts = [account for file in self.tenants for account in file.accounts()]
        return ZaptraParts(
            accounts=ZaptraAccounts(accounts),
            templates=self.templates,
            chats=self.chats,
            deliveries=self.deliveries,
            status_delay=settings.status_delay_seconds,
            now=self.now,
            usual_form=settings.zaptra_answers,
        )

    async def reset(self) -> None:
        """As freshly started, but for the journal's next id."""
        self.faults.reset()
        await self.deliveries.stop()
        self.journal.clear()
        self.chats.clear()
        self.owner.forget()
        self.meta.reset()
        self.twilio_parts.reset()
        self.zaptra_parts.reset()
        self.openai_parts.reset()
        self.templates.reset()

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
    return Rules(
        app_secret=settings.app_secret,
        status_delay=settings.status_delay_seconds,
        window=_window(settings),
        kept=settings.messages_kept,
    )


def _window(settings: Settings) -> timedelta | None:
    return timedelta(hours=settings.window_hours) or None


def _public_url(settings: Settings) -> str:
    return (settings.public_url or settings.gateway_url).rstrip("/")


def _gaps(settings: Settings) -> Gaps:
    return Gaps(
        first=settings.redelivery_first_seconds,
        longest=settings.redelivery_longest_seconds,
        give_up_after=settings.redelivery_hours * 3600,
    )
