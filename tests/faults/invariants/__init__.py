"""The checker: do I1 to I8 hold, by what the database keeps, Meta's journal and the ledger say?

Looked at once nothing is under way. Rows are read without indexes. Of the product it believes how
jobs are sealed, how ids are derived, how a booking is worded, and the attempts that it counted.
"""

import asyncio
from collections.abc import Sequence

import psycopg

from tests.faults.invariants.calls import calls_of
from tests.faults.invariants.evidence import Evidence, keys_of
from tests.faults.invariants.findings import Findings, insist
from tests.faults.invariants.judgement import judge
from tests.faults.invariants.reading import read
from tests.faults.invariants.stored import Stored
from tests.faults.world import World

__all__ = ["Evidence", "Findings", "check", "gather", "insist", "judge"]

STATUS_WAIT = "LYO_NOTIFIER_STATUS_WAIT_SECONDS"


async def check(world: World, said: Sequence[str] = ()) -> Findings:
    """What is wrong in a quiet world; `said`: lines of our processes, where they count too."""
    return judge(await gather(world, said))


async def gather(world: World, said: Sequence[str] = ()) -> Evidence:
    """All that is looked at. The journal first: it may only lag behind the database."""
    journal = await world.town.journal()
    stored = await asyncio.to_thread(_stored, world)
    return Evidence(
        stored=stored,
        calls=calls_of(journal),
        first_entry=journal[0]["id"] if journal else 1,
        ledger=tuple(world.platform.ledger.values()),
        said=tuple(said),
        status_wait=float(world.mesh.installation.variables.get(STATUS_WAIT, 30)),
    )


def _stored(world: World) -> Stored:
    with psycopg.connect(world.database_url) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        return read(connection, keys_of(world))
