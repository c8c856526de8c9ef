"""What happens to a change that the database refuses by bad luck?"""

from uuid import UUID, uuid4

import pytest
from psycopg import errors as refused

from services.booking.domain.booking import Origin
from services.booking.domain.errors import SlotRefused
from services.booking.domain.wish import Wish
from services.booking.usecases.changes import Changes
from services.booking.usecases.creating import CreatingUseCases
from services.common.database import Database
from services.common.errors import Unavailable
from services.common.fields import RequestKey
from services.common.lanes import Lanes
from tests.booking.calendars import at
from tests.booking.salon import NOW, ROME, new_id

WALL = "2026-03-03T15:30"


@pytest.fixture
async def changes(booking_database):
    async with Database.opened(booking_database.url("booking"), schema="booking") as database:
        yield Changes(database, Lanes("booking", per_tenant=True), now=lambda: NOW)


def unlucky(times: int, booking_id: UUID):
    """What finds a deadlock so many times, and then the booking."""
    left = iter(range(times))

    async def work(change):
        found = await change.bookings.get(booking_id)
        if next(left, None) is not None:
            await change.bookings.change(found.changed(NOW, note="half done"))
            raise refused.DeadlockDetected
        return found

    return work


async def test_who_was_unlucky_once_is_served_and_nothing_is_done_twice(changes, salon):
    booked = await salon.book(WALL)
    tenant_id, booking_id = UUID(salon.tenant_id), UUID(booked.booking_id)
    key = RequestKey(uuid4(), b"it")

    made = await changes.make(tenant_id, booking_id, key, unlucky(1, booking_id))

    assert (made.note, made.revision) == ("", 1)


async def test_who_was_unlucky_twice_is_told_to_come_again(changes, salon):
    booked = await salon.book(WALL)
    tenant_id, booking_id = UUID(salon.tenant_id), UUID(booked.booking_id)
    key = RequestKey(uuid4(), b"it")

    with pytest.raises(Unavailable):
        await changes.make(tenant_id, booking_id, key, unlucky(2, booking_id))

    assert await salon.get(booked.booking_id) == booked
    again = await changes.make(tenant_id, booking_id, key, unlucky(0, booking_id))
    assert again.booking_id == booking_id


async def test_a_booking_its_request_and_what_follows_are_stored_together(
    changes, salon, booking_database
):
    creating, key = CreatingUseCases(changes), RequestKey(uuid4(), b"it")
    wish = Wish(UUID(new_id()), at(WALL, ROME), Origin.API)

    made = await creating.create_booking(UUID(salon.tenant_id), wish, key=key)

    request = booking_database.rows(
        "SELECT result FROM booking.requests WHERE request_id = %s", key.id
    )
    jobs = booking_database.rows(
        "SELECT count(*) FROM booking.lane_jobs WHERE key = %s", str(made.booking_id)
    )
    assert request == [(str(made.booking_id),)]
    assert jobs > [(0,)]


async def test_a_refused_booking_leaves_no_request_and_nothing_that_follows(
    changes, salon, booking_database
):
    creating, key = CreatingUseCases(changes), RequestKey(uuid4(), b"it")
    for _ in range(2):
        await salon.book(WALL)
    wish = Wish(UUID(new_id()), at(WALL, ROME), Origin.API)

    with pytest.raises(SlotRefused):
        await creating.create_booking(UUID(salon.tenant_id), wish, key=key)

    kept = "SELECT 1 FROM booking.requests WHERE request_id = %s"
    assert booking_database.rows(kept, key.id) == []
    of_both = "SELECT count(DISTINCT key) FROM booking.lane_jobs WHERE tenant_id = %s"
    assert booking_database.rows(of_both, salon.tenant_id) == [(2,)]
