"""Does a number keep its pace, whichever process sends, and who comes first where it is busy?"""

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest

from services.common.database import Database
from services.notifier.domain.message import Purpose
from tests.notifier.gating import SECOND, Replica, message, seconds


@pytest.fixture(scope="module")
async def database(lyo_databases: Any) -> AsyncIterator[Database]:
    url = lyo_databases("notifier").url("notifier")
    async with Database.opened(url, schema="notifier") as opened:
        yield opened


@pytest.fixture
def replica(database: Database) -> Replica:
    return Replica(database)


# Pace


async def test_one_recipient_gets_a_burst_and_then_one_message_in_six_seconds(replica):
    waits = []
    for _ in range(46):
        replica.now += SECOND / 80
        waits.append(await replica.wait())

    assert waits[:45] == [None] * 45
    assert waits[45] is not None
    assert waits[45].reason == "RECIPIENT_PACED"
    assert seconds(waits[45]) == pytest.approx(6 - 45 / 80, abs=0.02)


async def in_one_second(replicas: list[Replica], purpose: Purpose, *, from_n: int = 0) -> int:
    """How many messages leave in a second in which every replica always has one to send."""
    count = 0
    for n in range(from_n, from_n + 100):
        for which, replica in enumerate(replicas):
            asked = message(purpose, to=f"+39{which}{n:05}")
            count += await replica.wait(asked) is None
            replica.now += SECOND / 100
    return count


@pytest.mark.parametrize("replicas", [1, 3], ids=["one process", "three processes"])
async def test_a_number_sends_80_a_second_whichever_process_they_leave_from(database, replicas):
    first = Replica(database)
    all_of_it = [first, *[first.another() for _ in range(replicas - 1)]]

    await in_one_second(all_of_it, Purpose.REPLY)
    count = await in_one_second(all_of_it, Purpose.REPLY, from_n=1000)

    assert 72 <= count <= 92


@pytest.mark.parametrize("purpose", [Purpose.NOTIFICATION, Purpose.CAMPAIGN], ids=str)
async def test_what_nobody_asked_for_leaves_as_fast_as_it_comes_due(replica, purpose):
    placed, waits = await replica.place(180, purpose), []
    begun = replica.now
    for n, due in enumerate(placed):
        replica.now = begun + due * SECOND
        waits.append(await replica.wait(message(purpose, to=f"+39{n}")))

    assert waits == [None] * 180


async def test_replicas_that_send_little_take_no_room_from_each_other(database):
    first = Replica(database)
    replicas = [first, *[first.another() for _ in range(4)]]
    waits = []
    for n in range(60):
        for each in replicas:
            each.now += SECOND / 60
        waits.append(await replicas[n % 5].wait(message(to=f"+39{n}")))

    assert waits == [None] * 60


async def test_a_reply_passes_where_notices_wait_for_the_number(replica):
    while await replica.wait(message(Purpose.NOTIFICATION, to=f"+39{uuid4()}")) is None:
        pass

    waits = [await replica.wait(message(to=f"+39{n}")) for n in range(2)]

    assert waits == [None] * 2


async def test_who_waits_for_the_number_is_told_when_there_is_room(replica):
    while (wait := await replica.wait(message(to=f"+39{uuid4()}"))) is None:
        pass
    assert wait.reason == "NUMBER_PACED"

    replica.now += wait.after

    assert await replica.wait(message(to="+39")) is None


async def test_without_a_rate_nothing_is_paced_and_nothing_is_written(replica):
    lifted = replica.another(rate=0)

    assert [await lifted.wait() for _ in range(200)] == [None] * 200
    assert await lifted.rows() == (0, 0, 0)


# Places


async def test_one_message_that_nobody_asked_for_is_due_at_once(replica):
    assert await replica.place(1) == [0.0]


async def test_many_of_them_are_due_at_the_pace_that_leaves_a_quarter_to_replies(replica):
    placed = await replica.place(241)

    assert placed[0] == 0.0
    assert placed[60] == pytest.approx(1, abs=0.01)
    assert placed[240] == pytest.approx(4, abs=0.01)


async def test_who_comes_later_stands_behind_them_whichever_process_it_comes_to(replica):
    await replica.place(120)

    assert await replica.another().place(1) == [pytest.approx(2, abs=0.01)]
    assert await replica.another(tenant_id=uuid4()).place(1) == [0.0]


async def test_the_line_is_forgotten_once_it_is_over(replica):
    await replica.place(120)
    replica.now += 10 * SECOND

    assert await replica.place(1) == [0.0]


async def test_a_campaign_does_not_delay_confirmations(replica):
    await replica.place(20_000, Purpose.CAMPAIGN)

    assert await replica.place(1, Purpose.CONFIRMATION) == [0.0]


async def test_replies_stand_in_no_line(replica):
    await replica.place(600)

    assert await replica.place(2, Purpose.REPLY) == [0.0, 0.0]
