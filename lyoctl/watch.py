"""Watches the embedded PostgreSQL: started again when it dies, as every other process is."""

import asyncio

from lyoctl.children import Sink
from lyoctl.embedded import Embedded

LOOK_EVERY = 0.5


async def keep_postgres(postgres: Embedded, sink: Sink) -> None:
    """Run until cancelled. PostgreSQL itself recovers what was committed."""
    while True:
        await asyncio.sleep(LOOK_EVERY)
        if not postgres.alive:
            sink("postgres", "ended; starting it again")
            await asyncio.to_thread(postgres.start)
