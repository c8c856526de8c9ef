"""The time of numbers that this process took in advance."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from uuid import UUID

KEPT = timedelta(milliseconds=100)
"""A portion that was not used up in this time is lost: later it would be a burst."""
KEPT_AT_MOST = 10_000


class Portion:
    """What is left of one number's."""

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self._left = 0
        self._size = 0
        self._until: datetime | None = None

    def take(self, now: datetime) -> bool:
        """Use one place; False where none is left."""
        if self._left == 0 or not self._fresh(now):
            return False
        self._left -= 1
        return True

    def size(self, now: datetime, most: int) -> int:
        """How many places to take next: more where the last ones were soon used up, so that
        little is taken from other processes by who needs little."""
        busy = self._left == 0 and self._fresh(now)
        return min(2 * self._size, most) if busy else 1

    def fill(self, size: int, now: datetime) -> None:
        """So many places were taken, and one of them is used."""
        self._left, self._size, self._until = size - 1, size, now + KEPT

    def _fresh(self, now: datetime) -> bool:
        return self._until is not None and now < self._until


class Portions:
    """Of all numbers that this process sends from."""

    def __init__(self) -> None:
        self._of: dict[UUID, Portion] = {}

    @contextlib.asynccontextmanager
    async def locked(self, channel_id: UUID) -> AsyncIterator[Portion]:
        """The portion of a number, one at a time: else all who find it used up would take another.

        The holder waits for nothing but the row of the number, and who has that row waits for
        nobody here.
        """
        if len(self._of) >= KEPT_AT_MOST:
            self._of = {key: each for key, each in self._of.items() if each.lock.locked()}
        portion = self._of.setdefault(channel_id, Portion())
        async with portion.lock:
            yield portion
