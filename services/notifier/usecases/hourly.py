"""Tells the log once an hour how the providers of each tenant did that had anything to send."""

import asyncio
import contextlib
import logging
from datetime import datetime, timedelta
from uuid import UUID

import psycopg

from services.common import context, requests
from services.common.breaker import Breaker
from services.common.clock import Clock
from services.common.database import Database
from services.common.errors import Unavailable
from services.common.fields import RequestKey, derived
from services.common.logs import event
from services.notifier.domain.health import ProviderHealth
from services.notifier.storage.breakers import Breakers
from services.notifier.storage.health import HealthRepository, breakers_open, busy_tenants
from services.notifier.usecases.metrics import BREAKERS, PROVIDERS

log = logging.getLogger(__name__)

HOUR = timedelta(hours=1)
LOOK = timedelta(seconds=10)
AWAY = timedelta(minutes=10)
"""A call that failed longer ago says nothing of today: of a tenant that sends nothing more nobody
would ever find out that its provider is back."""


class Hourly:
    """A worker. Whichever replica comes first tells of a tenant's hour: that it did is stored, as
    what a request did is, so nobody tells it twice, and a restart at the full hour loses nothing.

    Meanwhile it keeps the gauge of the breakers up to date, which all replicas share.
    """

    def __init__(self, database: Database, now: Clock) -> None:
        self._database = database
        self._now = now

    async def run(self, stop: asyncio.Event) -> None:
        """Tell of each hour once it is over, until told to stop."""
        told: datetime | None = None
        while not stop.is_set():
            hour = self._now().replace(minute=0, second=0, microsecond=0) - HOUR
            try:
                await self.observe()
                if hour != told:
                    await self.tell(hour)
                    told = hour
            except Unavailable:
                pass  # there is another look soon
            except psycopg.Error as error:
                event(log, "health_not_told", level=logging.ERROR, error=error)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK.total_seconds()):
                    await stop.wait()

    async def observe(self) -> None:
        """Show how many accounts of each provider are not called."""
        async with self._database.autocommit() as connection:
            found = await breakers_open(connection, self._now() - AWAY)
        for provider in {*PROVIDERS, *found}:
            BREAKERS.labels(provider).set(found.get(provider, 0))

    async def tell(self, hour: datetime) -> None:
        """Tell of every tenant that had anything to send in the hour that began then."""
        async with self._database.autocommit() as connection:
            tenants = await busy_tenants(connection, hour, hour + HOUR)
        for tenant_id in tenants:
            with context.work(tenant_id=str(tenant_id)):
                for health in await self._first_told(tenant_id, hour):
                    self._tell(health, hour)

    async def _first_told(self, tenant_id: UUID, hour: datetime) -> list[ProviderHealth]:
        """How the tenant's channels did, for who asks first; nothing for the others."""
        key = RequestKey(derived(tenant_id, f"health {hour.isoformat()}"), b"")
        async with self._database.tenant_transaction(tenant_id) as connection:
            if await requests.earlier(connection, tenant_id, key) is not None:
                return []
            repository = HealthRepository(connection, tenant_id)
            counted = [
                (channel_id, account, counts[channel_id])
                for channel_id, account in await repository.called(hour, hour + HOUR)
                for counts in [await repository.counts([channel_id], hour, hour + HOUR, account)]
            ]
            breakers = await Breakers(connection, tenant_id).all()
        return [
            ProviderHealth(
                channel_id=channel_id,
                provider=account.provider,
                account=account.account,
                counts=counts,
                breaker=breakers.get(account, Breaker()),
            )
            for channel_id, account, counts in counted
        ]

    def _tell(self, health: ProviderHealth, hour: datetime) -> None:
        counts = health.counts
        event(
            log,
            "provider_health",
            hour=hour.isoformat(),
            channel_id=str(health.channel_id),
            provider=health.provider,
            breaker=health.breaker.state(self._now()).value,
            calls=counts.calls,
            accepted=counts.accepted,
            delivered=counts.delivered,
            failed=counts.failed,
            queued=counts.queued,
            success_rate=round(counts.success_rate, 4),
            average_ms=round(counts.average / timedelta(milliseconds=1)),
        )
