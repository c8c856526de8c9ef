"""How a worker hears of new work at once: within the process directly, else by NOTIFY.

A notification takes a lock of the whole database until its commit, so it is never part of the
transaction that enqueues, and many wakes become one. Behind it all there is the worker's poll.
"""

import asyncio
import logging
import random
from collections.abc import Callable

import psycopg

from services.common.database import KEEP_ALIVE, Database
from services.common.errors import Unavailable
from services.common.logs import event

log = logging.getLogger(__name__)

GATHER_SECONDS = 0.05
"""After a notification the next one waits so long: who gets many is awake anyway."""

RECONNECT_SECONDS = (0.1, 2.0)


class LaneBell:
    """Rung after a commit. `database` is needed where no worker of the queue is in this process."""

    def __init__(self, channel: str, database: Database | None) -> None:
        self.channel = channel
        self.rung = asyncio.Event()
        self._database = database
        self._local_has_room: Callable[[], bool] | None = None
        self._telling: asyncio.Task[None] | None = None
        self._untold = False

    def attach(self, has_room: Callable[[], bool], database: Database) -> None:
        """A worker in this process listens: it is told directly while it has room."""
        self._local_has_room = has_room
        self._database = self._database or database

    def detach(self) -> None:
        self._local_has_room = None

    def ring(self) -> None:
        """Wake the worker in this process, or, without one that has room, those elsewhere."""
        if self._local_has_room is not None:
            self.rung.set()
            if self._local_has_room():
                return
        self._untold = True
        if self._database is not None and (self._telling is None or self._telling.done()):
            self._telling = asyncio.get_running_loop().create_task(self._tell(self._database))

    async def _tell(self, database: Database) -> None:
        while self._untold:
            self._untold = False
            try:
                async with database.autocommit() as connection:
                    await connection.execute("SELECT pg_notify(%s, '')", (self.channel,))
            except Unavailable:
                event(log, "wake_lost", level=logging.DEBUG)  # the poll will find the work
            await asyncio.sleep(GATHER_SECONDS)

    async def listen(self, url: str) -> None:
        """Ring whenever someone elsewhere does, for ever. What was missed while the connection
        was lost is made up for by ringing after each reconnection."""
        shortest, longest = RECONNECT_SECONDS
        pause = shortest
        while True:
            try:
                connection = await psycopg.AsyncConnection.connect(
                    url, autocommit=True, **KEEP_ALIVE
                )
                async with connection:
                    await connection.execute(f'LISTEN "{self.channel}"'.encode())
                    self.rung.set()
                    pause = shortest
                    async for _ in connection.notifies():
                        self.rung.set()
            except psycopg.OperationalError as error:
                event(log, "listening_interrupted", reason=type(error).__name__)
            await asyncio.sleep(pause * random.uniform(0.5, 1))  # noqa: S311 (not a secret)
            pause = min(pause * 2, longest)
