"""A process that enqueues groups that overlap: `python -m tests.faults.lane_enqueuing`.

LANES_ROUNDS groups, drawn with LANES_SEED. What a job is called says on which key it is, so that
two processes may both bring it, as a platform does that delivers twice.
"""

import asyncio
import os
import random
from uuid import UUID

from services.common.database import Database
from services.common.lanes import Lanes, NewJob

KEYS = 20
GROUP = 10
GATE = 1


def group(chance: random.Random, number: int) -> list[NewJob]:
    """Ten jobs on ten of the keys, in any order."""
    keys = chance.sample(range(KEYS), GROUP)
    return [NewJob(f"k{key}", b"0", f"{number}-{key}") for key in keys]


async def released(database: Database) -> None:
    """Wait until the test lets everybody begin."""
    async with database.transaction() as connection:
        await connection.execute("SELECT pg_advisory_xact_lock_shared(%s)", (GATE,))


async def main() -> None:
    chance = random.Random(os.environ["LANES_SEED"])
    tenant = UUID(os.environ["LANES_TENANT"])
    async with Database.opened(os.environ["LANES_URL"], schema="sample") as database:
        lanes = Lanes("sample", per_tenant=True, database=database)
        print('{"event": "working"}', flush=True)
        await released(database)
        stored = 0
        for number in range(int(os.environ["LANES_ROUNDS"])):
            async with database.tenant_transaction(tenant) as connection:
                stored += sum(await lanes.enqueue(connection, group(chance, number)))
        print(f'{{"event": "stored {stored}"}}', flush=True)


if __name__ == "__main__":
    asyncio.run(main())
