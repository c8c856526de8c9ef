"""What happens to what is brought in while others change the same?"""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import psycopg
import pytest
from lyo.booking.v1 import booking_service_pb2 as pb

from tests.booking.importing import TUESDAY, line, reasons
from tests.booking.running import Turning, TurningClock, running_booking
from tests.booking.salon import NOW, Salon, catalog, offering, refusal_of, resource
from tests.journeys.waiting import eventually

WEDNESDAY = "2026-03-04T15:30"
AFTERNOONS = [{"weekday": day, "start_minute": 15 * 60 + 30} for day in (2, 3)]

_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(%s || ' ' || %s, 0))"
_WAITING = """
SELECT count(*)::int FROM pg_locks JOIN pg_database d ON d.oid = database
WHERE locktype = 'advisory' AND NOT granted AND datname = current_database()
"""
_DEADLOCKS = "SELECT deadlocks::int FROM pg_stat_database WHERE datname = current_database()"


def lesson(name: str, seats=3, **fields):
    return offering(name, 60, seats=seats, weekly_occurrences=AFTERNOONS, **fields)


def studios_catalog():
    """Yoga and pilates at the same hours, and Anna for both."""
    both = [lesson("yoga", is_default=True), lesson("pilates")]
    return catalog(both, [resource("anna", ("yoga", "pilates"))])


@pytest.fixture
async def studio(booking):
    return await Salon.opened(booking, studios_catalog())


@contextlib.asynccontextmanager
async def anna_busy(salon: Salon, database) -> AsyncIterator[None]:
    """Somebody is at Anna's places for so long: who needs several of them waits."""
    url = database.url("booking")
    async with await psycopg.AsyncConnection.connect(url) as connection:
        await connection.execute(_LOCK, (salon.tenant_id, salon.resources["anna"]))
        yield


async def test_who_was_retired_meanwhile_gets_no_booking(booking, booking_database):
    taglio = offering(is_default=True)
    salon = await Salon.opened(booking, catalog([taglio], [resource()]))
    async with anna_busy(salon, booking_database):
        importing = asyncio.create_task(reasons(salon, line(salon)))
        await eventually(lambda: booking_database.rows(_WAITING), lambda rows: rows == [(1,)])
        await salon.apply(catalog([taglio], [resource("marco")]))

    assert await importing == ["SLOT_TAKEN"]
    assert list((await salon.bookings()).bookings) == []


async def test_what_another_import_has_meanwhile_leaves_no_place_behind(studio, booking_database):
    refs = {"external_ref": "A-1"}
    async with anna_busy(studio, booking_database):
        importing = [
            asyncio.create_task(reasons(studio, line(studio, wall, **refs)))
            for wall in (TUESDAY, WEDNESDAY)
        ]
        await eventually(lambda: booking_database.rows(_WAITING), lambda rows: rows == [(2,)])
    tuesday, wednesday = [(await each)[0] for each in importing]

    assert {tuesday, wednesday} == {"", "EXTERNAL_REF_TAKEN"}
    free, taken = (TUESDAY, WEDNESDAY) if tuesday else (WEDNESDAY, TUESDAY)
    pilates = studio.offerings["pilates"]
    assert (await studio.book(free, offering_id=pilates)).state == pb.BOOKING_STATE_CONFIRMED
    assert (await refusal_of(studio.book(taken, offering_id=pilates))).reason == "SLOT_TAKEN"


@pytest.fixture
async def apart(lyo_database):
    """A database of its own, whose deadlocks nobody else caused, with a clock to turn."""
    database, clock = lyo_database("booking"), TurningClock()
    clock.time = NOW
    async with running_booking(database, now=clock) as running:
        yield (
            database,
            Turning(running.channel, running.bookings, running.catalogs, running.links, clock),
        )


async def test_imports_and_moves_of_the_same_seats_never_wait_for_each_other(apart):
    database, running = apart
    salon = await Salon.opened(running, catalog([lesson("yoga", 200, is_default=True)], []))
    walls = TUESDAY, WEDNESDAY
    for _ in range(3):
        seats = [(await salon.book(wall), wall) for wall in walls for _ in range(16)]
        there = dict(zip(walls, reversed(walls), strict=True))

        answers = await asyncio.gather(
            *(salon.move(each.booking_id, there[wall]) for each, wall in seats),
            *(reasons(salon, *(line(salon, wall) for wall in walls)) for _ in range(16)),
            return_exceptions=True,
        )

        assert {getattr(each, "reason", None) for each in answers} == {None}
    assert database.rows(_DEADLOCKS) == [(0,)]


async def test_an_import_and_a_booking_that_both_need_way_never_wait_for_each_other(apart):
    database, running = apart
    for _ in range(3):
        salon = await Salon.opened(running, studios_catalog())
        for wall in (TUESDAY, WEDNESDAY):
            await salon.hold(wall, offering_id=salon.offerings["pilates"])
        running.clock.pass_by(minutes=11)

        async with anna_busy(salon, database):
            lines = [line(salon, wall) for wall in (TUESDAY, WEDNESDAY)]
            importing = asyncio.create_task(reasons(salon, *lines))
            await eventually(lambda: database.rows(_WAITING), lambda rows: rows == [(1,)])
            booking = asyncio.create_task(salon.book(TUESDAY))
            await eventually(lambda: database.rows(_WAITING), lambda rows: rows == [(2,)])

        assert await importing == ["", ""]
        assert (await booking).state == pb.BOOKING_STATE_CONFIRMED
    assert database.rows(_DEADLOCKS) == [(0,)]
