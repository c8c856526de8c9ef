"""What the lane queues of this process tell; the label `queue` is the schema."""

import asyncio
import contextlib
from datetime import timedelta

from services.common.database import Database
from services.common.errors import Unavailable
from services.common.lanes import Lanes
from services.common.metrics import counter, gauge

READY = gauge("lane_ready", "Lanes that wait for a worker.", ["queue"])
OLDEST_AGE = gauge(
    "lane_oldest_age_seconds", "How long the oldest job that could run has waited.", ["queue"]
)
DEAD = gauge("lane_dead", "Jobs given up, until somebody redrives them.", ["queue"])
CLAIMS = counter("lane_claims_total", "Lanes claimed by this process.", ["queue"])
LOST = counter(
    "lane_lost_total", "Lanes that this process lost while it worked on them.", ["queue"]
)
FAILED = counter("lane_failed_total", "Claims that ended in an unexpected error.", ["queue"])


async def observe(database: Database, lanes: Lanes, every: timedelta) -> None:
    """Keep the gauges of a queue up to date, for ever."""
    while True:
        with contextlib.suppress(Unavailable):
            async with database.autocommit() as connection:
                stats = await lanes.stats(connection)
            READY.labels(lanes.schema).set(stats.ready)
            OLDEST_AGE.labels(lanes.schema).set(stats.oldest_age.total_seconds())
            DEAD.labels(lanes.schema).set(stats.dead)
        await asyncio.sleep(every.total_seconds())
