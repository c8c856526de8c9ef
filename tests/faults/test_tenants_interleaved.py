"""Do 64,000 transactions of 50 tenants on five connections stay apart?"""

from tests.isolation.interleaving import (
    TABLES,
    TASKS,
    Play,
    left_on_connections,
    opened,
    stored_for_another,
)


async def test_no_transaction_of_many_interleaved_ones_meets_a_row_of_another_tenant(
    lyo_database, size, chance, report
):
    made = lyo_database("sample", made_by=TABLES)
    play = Play.of(chance)
    rounds = size(5, 2000)

    async with opened(made) as database:
        await play.interleave(database.tenant_transaction, rounds)
        left = await left_on_connections(database)

    report(
        "tenants interleaved",
        transactions=sum(play.ended.values()),
        cancelled=play.ended["CancelledError"],
        foreign_rows=len(play.foreign) + stored_for_another(made),
    )
    assert sum(play.ended.values()) == TASKS * rounds
    assert play.foreign == []
    assert stored_for_another(made) == 0
    assert left <= {"", None}
