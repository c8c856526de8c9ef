"""Forgets what is old: jobs and requests are kept 8 days, to know their repetitions by."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

import psycopg

from services.common.clock import Clock, utc_now
from services.common.database import Connection, Database
from services.common.errors import Unavailable
from services.common.logs import event

log = logging.getLogger(__name__)

Purge = Callable[[Connection, datetime, int], Awaitable[int]]
"""Removes at most so many rows that are older than an instant; says how many."""

KEPT = timedelta(days=8)
EVERY = timedelta(minutes=10)
AT_ONCE = 1000


class Upkeep:
    """A worker that purges now and then. Several processes may do it: they share the rows."""

    def __init__(
        self,
        database: Database,
        purges: Sequence[Purge],
        *,
        now: Clock = utc_now,
        kept: timedelta = KEPT,
        every: timedelta = EVERY,
    ) -> None:
        self._database = database
        self._purges = purges
        self._now = now
        self._kept = kept
        self._every = every

    async def run(self, stop: asyncio.Event) -> None:
        """Purge, rest, and so on until told to stop."""
        while not stop.is_set():
            with contextlib.suppress(Unavailable):  # there is no hurry
                for purge in self._purges:
                    await self._tried(purge)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._every.total_seconds()):
                    await stop.wait()

    async def _tried(self, purge: Purge) -> None:
        """Purge; what the database refuses is told, and tried again the next time."""
        try:
            await self.purged(purge)
        except psycopg.Error as error:
            event(log, "not_purged", level=logging.ERROR, error=error)

    async def purged(self, purge: Purge) -> int:
        """Remove all that is too old, in small transactions; how many."""
        total, before = 0, self._now() - self._kept
        while True:
            async with self._database.autocommit() as connection:
                count = await purge(connection, before, AT_ONCE)
            total += count
            if count < AT_ONCE:
                break
        if total:
            event(log, "purged", rows=total)
        return total
