"""Is everything kept that was answered with 200, also when much comes at once or things break?"""

import asyncio
import shutil
import signal
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from lyoctl.embedded import Embedded
from services.common.bootstrap import bootstrap
from services.common.database import Database
from services.common.errors import Unavailable
from services.common.lanes import Lanes, NewJob
from services.common.migrate import migrate
from services.gateway.inbox import WEBHOOKS_A_GROUP, Arrival, Inbox
from services.gateway.items import Platform
from services.gateway.storage.set_aside import SetAside, SetAsides
from tests.database_fixtures import LyoDatabase
from tests.gateway import stored
from tests.gateway.payloads import raw, text, webhook
from tests.gateway.running import running_gateway


def statuses(answers) -> set[int]:
    return {answer.status_code for answer in answers}


def commits(database) -> int:
    query = "SELECT count(DISTINCT xmin::text) FROM gateway.lane_jobs"
    ((count,),) = database.rows(query)
    return int(count)


async def test_much_at_once_is_stored_in_few_transactions(gateway, database):
    answers = await asyncio.gather(*(gateway.deliver(webhook(text())) for _ in range(200)))

    assert statuses(answers) == {200}
    assert stored.jobs(database) == 200
    assert commits(database) < 60


async def test_who_works_is_woken_when_what_gathers_is_due_and_not_before(database):
    gather = timedelta(seconds=0.3)
    async with Database.opened(database.url("gateway"), schema="gateway") as opened:
        lanes = Lanes("gateway", per_tenant=False, database=opened)
        lanes.bell.attach(lambda: True, opened)
        inbox = Inbox(opened, lanes, SetAsides(b"k" * 32))
        whole = SetAside(Platform.WHATSAPP, b"", {})
        for round_of in range(2):
            lanes.bell.rung.clear()
            jobs = [NewJob("status:k", b"x", f"{round_of} {n}", gather=gather) for n in range(3)]
            for job in jobs:
                await inbox.accept(Arrival(whole, [job]))
            assert not lanes.bell.rung.is_set()
            async with asyncio.timeout(2 * gather.total_seconds()):
                await lanes.bell.rung.wait()
            async with opened.autocommit() as connection:
                claims = await lanes.claim(
                    connection, uuid4(), lanes=5, jobs_each=9, lease=timedelta(seconds=9)
                )
                for claim in claims:
                    await lanes.finish(connection, claim)
            assert claims


async def test_a_hundred_deliveries_at_once_on_two_gateways_are_one_message(gateway, database):
    content = webhook(text())
    async with running_gateway(database.url("gateway")) as another:
        both = [gateway, another]
        sent = (both[number % 2].deliver(content) for number in range(100))
        answers = await asyncio.gather(*sent)

    assert statuses(answers) == {200}
    assert stored.jobs(database) == stored.lanes(database) == 1


async def test_overlapping_batches_on_two_gateways_are_kept_once_each(gateway, database):
    messages = [text(**{"from": f"39333{number:06}"}) for number in range(40)]
    forwards, backwards = webhook(*messages), webhook(*reversed(messages))
    async with running_gateway(database.url("gateway")) as another:
        sent = [gateway.deliver(forwards) for _ in range(20)]
        sent += [another.deliver(backwards) for _ in range(20)]
        answers = await asyncio.gather(*sent)

    assert statuses(answers) == {200}
    assert stored.jobs(database) == 40


POISON = """
CREATE FUNCTION gateway.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF octet_length(NEW.payload) > 5000 THEN
        RAISE EXCEPTION 'poisoned' USING ERRCODE = 'data_exception';
    END IF;
    RETURN NEW;
END $$"""
REFUSING = """
CREATE TRIGGER refuse BEFORE INSERT ON gateway.lane_jobs
    FOR EACH ROW EXECUTE FUNCTION gateway.refuse()"""


async def test_one_that_the_database_refuses_is_set_aside_and_its_neighbours_are_stored(
    gateway, database
):
    database.run("gateway", POISON, REFUSING)
    poisoned = webhook(text("x" * 6000))
    sent = [gateway.deliver(webhook(text())) for _ in range(30)]
    sent[10:10] = [gateway.deliver(poisoned) for _ in range(3)]
    answers = await asyncio.gather(*sent)

    assert statuses(answers) == {200}
    assert stored.jobs(database) == 30
    assert stored.set_aside(database) == [{"NOT_STORABLE": 1}]


async def test_what_is_not_the_webhooks_fault_is_not_acknowledged(gateway, database):
    body = raw(webhook(text()))
    database.run("gateway", "ALTER TABLE gateway.lane_jobs RENAME TO elsewhere")

    answer = await gateway.deliver_raw(body)

    assert (answer.status_code, answer.json()["reason"]) == (503, "NOT_STORED")
    assert stored.set_aside(database) == []
    database.run("gateway", "ALTER TABLE gateway.elsewhere RENAME TO lane_jobs")
    assert (await gateway.deliver_raw(body)).status_code == 200
    assert stored.jobs(database) == 1


async def test_a_lock_that_is_held_too_long_is_a_503_in_time_and_no_longer(gateway, database):
    with psycopg.connect(database.superuser_url) as other:
        other.execute("LOCK TABLE gateway.lane_jobs")
        begun = time.monotonic()
        answer = await gateway.deliver(webhook(text()))

        assert answer.status_code == 503
        assert time.monotonic() - begun < 2.5  # two seconds, and what a busy machine takes
    assert (await gateway.deliver(webhook(text()))).status_code == 200


async def test_who_comes_while_another_waits_is_answered_in_time_too(gateway, database):
    async def seconds_to_refusal() -> float:
        begun = time.monotonic()
        assert (await gateway.deliver(webhook(text()))).status_code == 503
        return time.monotonic() - begun

    with psycopg.connect(database.superuser_url) as other:
        other.execute("LOCK TABLE gateway.lane_jobs")
        first = asyncio.create_task(seconds_to_refusal())
        await asyncio.sleep(0.7)
        second = asyncio.create_task(seconds_to_refusal())

        assert await first < 2.5
        assert 1.5 < await second < 2.5


async def test_those_for_whom_the_group_had_no_room_are_answered_in_time_too(database):
    whole = SetAside(Platform.WHATSAPP, b"", {})
    many = [Arrival(whole, [NewJob("k", b"x", str(n))]) for n in range(WEBHOOKS_A_GROUP + 1)]
    url = database.url("gateway")
    async with Database.opened(url, schema="gateway", min_size=1, max_size=1) as opened:
        inbox = Inbox(opened, Lanes("gateway", per_tenant=False), SetAsides(b"k" * 32))
        with psycopg.connect(database.superuser_url) as other:
            other.execute("LOCK TABLE gateway.lane_jobs")
            begun = time.monotonic()
            async with opened.autocommit():  # their group waits for a connection, too
                accepting = [asyncio.create_task(inbox.accept(each)) for each in many]
                await asyncio.sleep(0.85)
            told = await asyncio.gather(*accepting, return_exceptions=True)
            seconds = time.monotonic() - begun

    assert {type(each) for each in told} == {Unavailable}
    assert seconds < 2.5  # their group is given up after 2.75


@pytest.fixture
def own_postgres():
    """A database whose server may be stopped without the other tests noticing."""
    folder = Path(tempfile.mkdtemp(prefix="lyo-test-"))
    folder.chmod(0o711)
    with Embedded(folder / "postgres") as postgres:
        database = LyoDatabase(postgres, "postgres", ("gateway",))
        bootstrap(database.superuser_url, ["gateway"], postgres.password)
        migrate("gateway", database.owner_url("gateway"))
        yield database
    shutil.rmtree(folder)


async def test_without_the_database_nothing_is_acknowledged_and_back_it_works_again(own_postgres):
    async with running_gateway(own_postgres.url("gateway")) as gateway:
        assert (await gateway.deliver(webhook(text()))).status_code == 200
        own_postgres.postgres.stop()

        for _ in range(2):
            begun = time.monotonic()
            answers = await asyncio.gather(*(gateway.deliver(webhook(text())) for _ in range(20)))
            assert statuses(answers) == {503}
            assert time.monotonic() - begun < 2.5
            assert int(answers[0].headers["retry-after"]) >= 1
            assert answers[0].json()["reason"] == "DATABASE_AWAY"
            assert (await gateway.http.get("/health")).status_code == 200
        own_postgres.postgres.start()

        assert await eventually_accepted(gateway, raw(webhook(text()))) < 5
        assert stored.jobs(own_postgres) == 2


async def test_what_was_acknowledged_while_the_database_went_away_is_there(own_postgres):
    acknowledged: list[str] = []
    busy = asyncio.Event()
    async with running_gateway(own_postgres.url("gateway")) as gateway:

        async def customer(number: int) -> None:
            for turn in range(20):
                message = text(f"{number} {turn}")
                if (await gateway.deliver(webhook(message))).status_code == 200:
                    acknowledged.append(message["id"])
                    if len(acknowledged) == 50:
                        busy.set()

        writing = [asyncio.create_task(customer(number)) for number in range(16)]
        await busy.wait()
        await asyncio.to_thread(own_postgres.postgres.stop, signal.SIGQUIT)
        await asyncio.to_thread(own_postgres.postgres.start)
        await asyncio.gather(*writing)

    assert len(set(acknowledged)) == len(acknowledged)
    assert stored.jobs(own_postgres) >= len(acknowledged)


async def eventually_accepted(gateway, body: bytes) -> float:
    """Seconds until the webhook is accepted."""
    begun = time.monotonic()
    while (await gateway.deliver_raw(body)).status_code != 200:
        assert time.monotonic() - begun < 10
    return time.monotonic() - begun
