"""Do transactions of many tenants on few connections stay apart? In full: `make prove`."""

import contextlib
import random

import pytest

from tests.isolation.interleaving import (
    TABLES,
    Play,
    left_on_connections,
    opened,
    stored_for_another,
)

ROUNDS = 15
NOT_OURS = {"DivisionByZero", "CancelledError"}


@pytest.fixture
def made(lyo_database):
    return lyo_database("sample", made_by=TABLES)


async def test_interleaved_and_cancelled_transactions_meet_no_row_of_another_tenant(made):
    play = Play.of(random.Random(4))
    async with opened(made) as database:
        await play.interleave(database.tenant_transaction, ROUNDS)
        left = await left_on_connections(database)

    assert play.foreign == []
    assert stored_for_another(made) == 0
    assert left <= {"", None}
    assert set(play.ended) == {"done", *NOT_OURS}  # each kind of end did happen


async def test_a_tenant_that_stays_set_on_its_connection_would_be_noticed(made):
    """The same play on transactions that make the mistake: the first tenant's SET stays."""
    play = Play.of(random.Random(4))
    once = "SELECT set_config(%s, coalesce(nullif(current_setting(%s, true), ''), %s), false)"

    async with opened(made) as database:

        @contextlib.asynccontextmanager
        async def careless(tenant):
            async with database.autocommit() as connection:
                await connection.execute(once, ("lyo.tenant", "lyo.tenant", str(tenant)))
                yield connection

        await play.interleave(careless, 1)

    assert play.foreign
