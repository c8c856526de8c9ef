"""Watches the embedded PostgreSQL: started again when it dies, as every other process is."""

import asyncio

from lyoctl.children import Sink
from lyoctl.embedded import Embedded
from lyoctl.embedded_files import EmbeddedError

LOOK_EVERY = 0.5
TRY_AGAIN_AFTER = 1.0


async def keep_postgres(postgres: Embedded, sink: Sink) -> None:
    """Run until cancelled. PostgreSQL itself recovers what was committed."""
    while True:
        await asyncio.sleep(LOOK_EVERY)
        if not postgres.alive:
            sink("postgres", "ended; starting it again")
            try:
                await asyncio.to_thread(postgres.start)
            except (EmbeddedError, OSError) as error:
                sink("postgres", str(error))
                await asyncio.sleep(TRY_AGAIN_AFTER)
