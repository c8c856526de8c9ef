"""A claim of the notifier's queue while 1,000,000 messages are scheduled for later.

What waits for its time must not be read by who looks for what is due: counted are the rows that a
claim fetches, and how long it takes, beside the same claim of an empty queue.
"""

import statistics
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID, uuid4

import psycopg

from bench.places import postgres, service_database
from bench.report import Breach, Figure, say
from lyoctl.embedded import Embedded
from services.common.database import Connection, Database
from services.common.lanes import Lanes, NewJob

DATABASE = "notifier"
DUE = 32
DEMANDED = 1.2
"""So many times the rows may be fetched that are fetched where nothing is scheduled."""
LEASE = timedelta(seconds=30)


async def measure(quick: bool) -> list[Figure]:
    """Claims before, and claims behind a million that wait."""
    count, rounds = (10_000, 5) if quick else (1_000_000, 30)
    with postgres() as server:
        url = service_database(server, DATABASE, "notifier")
        async with Database.opened(url, schema="notifier") as database:
            claims = _Claims(database, Lanes("notifier", per_tenant=True, database=database))
            empty, few = await _rounds(rounds, claims.once)
            say(f"  {count:,} scheduled messages ...")
            _schedule(server, count)
            full, rows = await _rounds(rounds, claims.once)
    name = f"a claim of {DUE} lanes behind {count:,} scheduled"
    return [
        Figure(
            "scheduled",
            f"{name}: rows fetched, against none scheduled",
            statistics.median(rows) / statistics.median(few),
            "x",
            demand=DEMANDED,
            n=rounds,
        ),
        Figure("scheduled", "rows fetched a lane", statistics.median(rows) / DUE, "rows", n=rounds),
        Figure("scheduled", f"{name}: p50", statistics.median(full) * 1000, "ms", n=rounds),
        Figure(
            "scheduled",
            "the same with nothing scheduled: p50",
            statistics.median(empty) * 1000,
            "ms",
            n=rounds,
        ),
    ]


class _Claims:
    """Queues some messages that are due, claims them and finishes them."""

    def __init__(self, database: Database, lanes: Lanes) -> None:
        self.database = database
        self.lanes = lanes
        self.me = uuid4()
        self.tenant_id = uuid4()

    async def once(self) -> tuple[float, int]:
        """How long the claim took, and how many rows it and the end of its lanes fetched."""
        async with self.database.tenant_transaction(self.tenant_id) as connection:
            await self.lanes.enqueue(connection, [_job(self.tenant_id) for _ in range(DUE)])
        async with self.database.tenant_transaction(self.tenant_id) as connection:
            begun = time.perf_counter()
            claims = await self.lanes.claim(
                connection, self.me, lanes=DUE, jobs_each=1, lease=LEASE
            )
            seconds = time.perf_counter() - begun
            for claim in claims:
                await self.lanes.finish(connection, claim)
            rows = await _fetched(connection)
        if len(claims) != DUE:
            raise Breach(f"{len(claims)} lanes were claimed of {DUE} that were due")
        return seconds, rows


def _job(tenant_id: UUID) -> NewJob:
    return NewJob(key=uuid4().hex, payload=b"", dedup_key=uuid4().hex, tenant_id=tenant_id)


async def _fetched(connection: Connection) -> int:
    """Rows of the queue that this transaction has read, walks through a table included."""
    cursor = await connection.execute(
        "SELECT sum(coalesce(idx_tup_fetch, 0) + seq_tup_read)::bigint"
        " FROM pg_stat_xact_user_tables WHERE relname IN ('lanes', 'lane_jobs')"
    )
    row = await cursor.fetchone()
    return int(row[0]) if row else 0


async def _rounds(
    rounds: int, once: Callable[[], Awaitable[tuple[float, int]]]
) -> tuple[list[float], list[int]]:
    await once()  # statements prepared
    done = [await once() for _ in range(rounds)]
    return [seconds for seconds, _ in done], [rows for _, rows in done]


def _schedule(server: Embedded, count: int) -> None:
    """So many messages of 100 tenants, each to a recipient of its own, over the next month."""
    due = "now() + interval '1 hour' + g * interval '2.5 seconds'"
    tenant = "md5((g % 100)::text)::uuid"
    with psycopg.connect(server.url(database=DATABASE), autocommit=True) as connection:
        connection.execute(
            "INSERT INTO notifier.lanes (key, tenant_id, available_time)"  # noqa: S608
            f" SELECT 'later' || g, {tenant}, {due} FROM generate_series(1, {count}) g".encode()
        )
        connection.execute(
            "INSERT INTO notifier.lane_jobs (tenant_id, key, dedup_key, payload, due_time)"  # noqa: S608
            f" SELECT {tenant}, 'later' || g, 'later' || g, '', {due}"
            f" FROM generate_series(1, {count}) g".encode()
        )
        connection.execute("VACUUM ANALYZE notifier.lanes, notifier.lane_jobs")
