"""Who has to wait before a call, for how long, and what do calls teach all replicas?"""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.common.database import Database
from services.common.metrics import REGISTRY
from services.notifier.domain.message import Purpose
from services.notifier.domain.outcomes import Accepted, Refused, TryAgain, Unclear
from services.notifier.domain.remedy import Remedy
from services.notifier.storage.recipients import Recipients
from services.notifier.storage.senders import SenderRepository
from services.notifier.usecases.gates import Wait
from tests.notifier.gating import MINUTE, NOW, SECOND, Replica, message, seconds

DOWN = TryAgain("PROVIDER_DOWN", fault=True)
STOP = Refused("CREDENTIAL_REFUSED", remedy=Remedy.STOP_CHANNEL)
FINE = Accepted("wamid.1")


@pytest.fixture(scope="module")
async def database(lyo_databases: Any) -> AsyncIterator[Database]:
    url = lyo_databases("notifier").url("notifier")
    async with Database.opened(url, schema="notifier") as opened:
        yield opened


@pytest.fixture
def replica(database: Database) -> Replica:
    return Replica(database)


# The breaker


async def test_after_five_failures_nobody_calls_the_account_for_a_minute(replica):
    await replica.calls(DOWN, count=5)

    assert await replica.another().wait() == Wait(MINUTE, "PROVIDER_DOWN")


async def test_other_accounts_and_other_tenants_are_called_meanwhile(replica):
    await replica.calls(DOWN, count=5)

    assert await replica.another(account="200").wait() is None
    assert await replica.another(tenant_id=uuid4()).wait() is None


async def test_failures_that_replicas_saw_apart_count_together(replica):
    other = replica.another()
    await replica.calls(DOWN, count=3)
    await other.calls(Unclear("PROVIDER_TIMEOUT"), count=2)

    assert await replica.wait() == Wait(MINUTE, "PROVIDER_DOWN")


async def test_refusals_of_what_we_asked_and_limits_never_open_it(replica):
    await replica.calls(Refused("CONTENT_INVALID", remedy=Remedy.BUG), count=20)
    await replica.calls(TryAgain("RECIPIENT_RATE_LIMITED"), count=20)

    assert await replica.wait() is None


async def test_calls_that_went_well_keep_it_closed_though_none_of_them_was_written(replica):
    before = await replica.rows()
    await replica.calls(FINE, count=10)
    assert await replica.rows() == before

    await replica.calls(DOWN, count=9)

    assert await replica.wait() is None


async def test_once_the_minute_is_over_one_call_of_all_replicas_is_made_to_see(replica):
    await replica.calls(DOWN, count=5)
    replica.now += MINUTE
    other = replica.another()

    assert await replica.wait() is None
    assert await other.wait() == Wait(15 * SECOND, "PROVIDER_DOWN")


async def test_replicas_that_ask_at_the_same_moment_make_one_call_among_them(replica):
    await replica.calls(DOWN, count=5)
    replicas = [replica.another() for _ in range(6)]
    for each in replicas:
        each.now += MINUTE

    waits = await asyncio.gather(
        *[each.wait(message(to=f"+39333{n:07}")) for n, each in enumerate(replicas)]
    )

    assert waits.count(None) == 1


async def test_the_call_to_see_closes_it_for_all_where_it_goes_well(replica):
    await replica.calls(DOWN, count=5)
    replica.now += MINUTE

    await replica.goes(FINE)

    assert await replica.another().wait() is None


async def test_a_refusal_of_the_call_to_see_shows_that_the_provider_is_back(replica):
    await replica.calls(DOWN, count=5)
    replica.now += MINUTE

    await replica.goes(Refused("RECIPIENT_UNREACHABLE"))

    assert await replica.another().wait() is None


async def test_the_call_to_see_opens_it_for_another_minute_where_it_fails(replica):
    await replica.calls(DOWN, count=5)
    replica.now += MINUTE

    await replica.goes(DOWN)

    assert await replica.another().wait() == Wait(MINUTE, "PROVIDER_DOWN")


async def test_a_call_to_see_whose_process_died_is_made_again_by_another(replica):
    await replica.calls(DOWN, count=5)
    replica.now += MINUTE
    assert await replica.wait() is None

    replica.now += 15 * SECOND

    assert await replica.another().wait() is None


async def test_a_call_that_was_under_way_when_it_opened_does_not_close_it(replica):
    late = message()
    assert await replica.wait(late) is None
    await replica.calls(DOWN, count=5)

    await replica.note(FINE, late)

    assert await replica.wait() == Wait(MINUTE, "PROVIDER_DOWN")


async def test_each_turn_of_the_breaker_is_counted(replica):
    before = [turns(to) for to in ("open", "half_open", "closed")]

    await replica.calls(DOWN, count=5)
    replica.now += MINUTE
    await replica.goes(DOWN)
    replica.now += MINUTE
    await replica.goes(FINE)

    after = [turns(to) for to in ("open", "half_open", "closed")]
    assert [b - a for a, b in zip(before, after, strict=True)] == [2, 2, 1]


def turns(to: str) -> float:
    labels = {"provider": "meta", "to": to}
    return REGISTRY.get_sample_value("breaker_transitions_total", labels) or 0


# Pauses


async def test_too_much_to_one_recipient_delays_them_alone_and_exactly_as_long_as_was_said(replica):
    limited = TryAgain("RATE", after=30 * SECOND, remedy=Remedy.WAIT_PAIR)
    await replica.note(limited, message(to="+391"))

    wait = await replica.another().wait(message(Purpose.REMINDER, to="+391"))

    assert wait == Wait(30 * SECOND, "RECIPIENT_RATE_LIMITED")
    assert await replica.wait(message(to="+392")) is None


@pytest.mark.parametrize(("attempts", "wait"), [(1, 4), (2, 16), (3, 64)], ids=str)
async def test_without_a_time_a_recipient_is_left_alone_four_times_longer_each_time(
    replica, attempts, wait
):
    told = message(attempts=attempts)
    await replica.note(TryAgain("RATE", remedy=Remedy.WAIT_PAIR), told)

    assert seconds(await replica.wait()) == wait


async def test_too_much_from_a_number_delays_all_that_leaves_by_it_exactly_as_long_as_was_said(
    replica,
):
    await replica.note(TryAgain("BUSY", after=30 * SECOND, remedy=Remedy.WAIT_NUMBER))

    assert await replica.another().wait(message(to="+399")) == Wait(30 * SECOND, "BUSY")
    replica.now += 30 * SECOND
    assert await replica.wait(message(to="+399")) is None


async def test_a_shorter_pause_does_not_end_a_longer_one(replica):
    await replica.note(TryAgain("BUSY", after=30 * SECOND, remedy=Remedy.WAIT_NUMBER))
    await replica.note(TryAgain("LESS", after=2 * SECOND, remedy=Remedy.WAIT_NUMBER))

    assert await replica.wait() == Wait(30 * SECOND, "BUSY")


async def test_those_who_wait_for_a_number_do_not_all_come_back_at_the_same_moment(replica):
    await replica.note(TryAgain("BUSY", after=30 * SECOND, remedy=Remedy.WAIT_NUMBER))

    waits = [seconds(await replica.wait(message(to=f"+39{n}"))) for n in range(80)]

    assert waits[0] == 30
    assert len(set(waits)) == 80
    assert waits[-1] == pytest.approx(31, abs=0.05)


async def test_a_stopped_channel_is_looked_at_by_one_message_a_minute(replica):
    await replica.note(STOP)
    assert await replica.wait() == Wait(MINUTE, "CREDENTIAL_REFUSED")
    replica.now += MINUTE

    await replica.goes(STOP)

    assert await replica.another().wait() == Wait(MINUTE, "CREDENTIAL_REFUSED")


async def test_while_one_message_looks_the_others_wait(replica):
    await replica.note(STOP)
    replica.now += MINUTE
    assert await replica.wait() is None

    wait = await replica.another().wait(message(to="+392"))

    assert wait is not None
    assert wait.reason == "CREDENTIAL_REFUSED"


async def test_a_stopped_channel_goes_on_for_all_once_a_message_was_taken(replica):
    await replica.note(STOP)
    replica.now += MINUTE

    await replica.goes(FINE)

    other = replica.another()
    assert [await other.wait(message(to=f"+39{n}")) for n in range(3)] == [None] * 3


async def test_advertising_pauses_for_a_day_and_everything_else_goes_on(replica):
    spam = Refused("SPAM_SUSPECTED", remedy=Remedy.PAUSE_CAMPAIGNS)
    await replica.note(spam)

    wait = await replica.wait(message(Purpose.CAMPAIGN))

    assert wait == Wait(timedelta(hours=24), "SPAM_SUSPECTED")
    assert await replica.wait(message(Purpose.REMINDER)) is None


async def test_what_nobody_asked_for_pauses_and_replies_go_on(replica):
    async with replica.database.tenant_transaction(replica.tenant_id) as connection:
        senders = SenderRepository(connection, replica.tenant_id)
        await senders.pause_unasked(UUID(int=1), NOW + MINUTE)

    assert await replica.wait(message(Purpose.NOTIFICATION)) == Wait(MINUTE, "LIMIT_REACHED")
    assert await replica.wait(message(Purpose.REPLY)) is None


# The window


@pytest.mark.parametrize(
    ("ago", "is_open"),
    [(timedelta(hours=23, minutes=59), True), (timedelta(hours=24), False), (None, False)],
    ids=["today", "yesterday", "never"],
)
async def test_the_window_is_open_for_24_hours_after_the_customer_wrote(replica, ago, is_open):
    asked = message()
    async with replica.database.tenant_transaction(replica.tenant_id) as connection:
        if ago is not None:
            recipients = Recipients(connection, replica.tenant_id)
            await recipients.wrote(asked.channel_id, asked.recipient, NOW - ago)
        found = await replica.gates.window_open(connection, replica.tenant_id, asked, NOW)

    assert found is is_open


async def test_what_was_written_earlier_and_is_told_later_does_not_close_the_window(replica):
    asked = message()
    async with replica.database.tenant_transaction(replica.tenant_id) as connection:
        recipients = Recipients(connection, replica.tenant_id)
        for ago in (timedelta(hours=1), timedelta(hours=30)):
            await recipients.wrote(asked.channel_id, asked.recipient, NOW - ago)
        assert await replica.gates.window_open(connection, replica.tenant_id, asked, NOW)
