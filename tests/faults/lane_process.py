"""A worker of a lane queue as a process of its own: `python -m tests.faults.lane_process`.

A job's payload says for how many seconds it is worked on. LANES_FREEZE: where the process stops
itself (SIGSTOP) in its first claim: `before` its transaction, `inside` it, or when it has
`finished` and not yet committed.
"""

import asyncio
import os
import signal
from datetime import timedelta
from uuid import UUID

from services.common import logs
from services.common.database import Database
from services.common.lane_worker import LaneWorker
from services.common.lanes import Claim, Lanes

STARTED = "INSERT INTO starts (key, job_id, worker) VALUES (%s, %s, %s)"
DONE = "INSERT INTO effects (tenant_id, key, job_id, worker) VALUES (%s, %s, %s, %s)"


class Work:
    """Writes down when each job begins, and, in the transaction that finishes it, that it is done.

    The effect of a job is unique, as the result of a turn is: who repeats it waits for whoever
    has it in an open transaction.
    """

    def __init__(self, database: Database, lanes: Lanes) -> None:
        self.database = database
        self.lanes = lanes
        self.name = os.environ["LANES_NAME"]
        self.freezes_at = os.environ.get("LANES_FREEZE")

    async def handle(self, claim: Claim) -> None:
        async with self.database.autocommit() as connection:
            for job in claim.jobs:
                await connection.execute(STARTED, (claim.key, job.job_id, self.name))
        await asyncio.sleep(sum(float(job.payload) for job in claim.jobs))
        self.freeze("before")
        assert claim.tenant_id
        await self.finish(claim, claim.tenant_id)

    async def finish(self, claim: Claim, tenant: UUID) -> None:
        async with self.database.tenant_transaction(tenant) as connection:
            for job in claim.jobs:
                values = (tenant, claim.key, job.job_id, self.name)
                await connection.execute(DONE, values)
            self.freeze("inside")
            await self.lanes.finish(connection, claim)
            self.freeze("finished")

    def freeze(self, point: str) -> None:
        if self.freezes_at == point:
            self.freezes_at = None
            os.kill(os.getpid(), signal.SIGSTOP)


def seconds(name: str) -> timedelta:
    return timedelta(seconds=float(os.environ[name]))


async def main() -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with Database.opened(os.environ["LANES_URL"], schema="sample") as database:
        lanes = Lanes("sample", per_tenant=True, database=database)
        worker = LaneWorker(
            database,
            lanes,
            Work(database, lanes).handle,
            per_lane=int(os.environ["LANES_EACH"]),
            lease=seconds("LANES_LEASE"),
            heartbeat=seconds("LANES_HEARTBEAT"),
            poll=seconds("LANES_POLL"),
        )
        print('{"event": "working"}', flush=True)
        await worker.run(stop)


if __name__ == "__main__":
    logs.configure("lanes")
    asyncio.run(main())
