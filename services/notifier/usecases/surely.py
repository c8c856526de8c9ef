"""What must be stored, though the database may be away for a while, or another transaction in the
way."""

import asyncio
from collections.abc import Awaitable, Callable
from itertools import chain, repeat
from typing import TypeVar

from services.common.database import UNLUCKY
from services.common.errors import Unavailable

T = TypeVar("T")

AGAIN = (Unavailable, *UNLUCKY)
"""Nothing was stored, and the same may be once more."""

PAUSES = (0.1, 0.2, 0.5, 1.0)
"""Seconds between tries while the database does not answer, the last of them again and again.
Where the process ends before it does, the message's status decides."""


async def surely(store: Callable[[], Awaitable[T]]) -> T:
    """Store it, as soon as the database answers: a provider cannot be asked a second time."""
    pauses = chain(PAUSES, repeat(PAUSES[-1]))
    while True:
        try:
            return await store()
        except AGAIN:
            await asyncio.sleep(next(pauses))
