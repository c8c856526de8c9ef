"""Are the seats of an occurrence given away once each, however many ask at the same moment?"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from lyo.booking.v1 import booking_service_pb2 as pb
from lyo.booking.v1 import catalog_service_pb2 as catalog_pb

from services.common.errors import FailedPrecondition, Unavailable
from tests.booking.salon import Salon, catalog, offering
from tests.database_fixtures import LyoDatabase
from tests.faults.booking_processes import two_bookings
from tests.faults.report import Report

SEATS = 40
AT_ONCE = 200
ASKED_AGAIN = 20
"""So often somebody asks again who was not heard: 200 at once are more than the connections."""


@pytest.fixture
def database(lyo_database) -> LyoDatabase:
    return lyo_database("booking")


@pytest.fixture
async def olympics(database: LyoDatabase, tmp_path) -> AsyncIterator[Salon]:
    """A tenant with an occurrence of 40 seats every hour of every day, at two processes."""
    hours = [
        catalog_pb.WeeklyOccurrence(weekday=weekday, start_minute=hour * 60)
        for weekday in range(1, 8)
        for hour in range(14)
    ]
    olympics = offering("olympics", 30, is_default=True, seats=SEATS, weekly_occurrences=hours)
    async with two_bookings(database, tmp_path) as booking:
        yield await Salon.opened(booking, catalog([olympics], [], zone="UTC"))


async def test_200_at_once_for_40_seats_are_40_bookings(
    olympics: Salon, database: LyoDatabase, size, report: Report
):
    rounds = size(2, 100)
    starts = [_start(number) for number in range(rounds)]

    outcomes = [Counter(await _race(olympics, start)) for start in starts]

    seats = dict(
        database.rows(
            "SELECT start_time, sum(party_size)::int FROM booking.bookings"
            " WHERE state = 'confirmed' GROUP BY start_time"
        )
    )
    report("seats", rounds=rounds, at_once=AT_ONCE, each=sorted(set(seats.values())))
    assert [seats[start] for start in starts] == [SEATS] * rounds
    assert outcomes == [Counter(BOOKED=SEATS, SOLD_OUT=AT_ONCE - SEATS)] * rounds


async def _race(olympics: Salon, start: datetime) -> list[str]:
    return await asyncio.gather(*(_ask(olympics, start) for _ in range(AT_ONCE)))


async def _ask(olympics: Salon, start: datetime) -> str:
    wish = olympics.wish(f"{start:%FT%R}")
    for _ in range(ASKED_AGAIN):
        try:
            return _outcome(await olympics.ask(wish))
        except FailedPrecondition as refused:
            return refused.reason
        except Unavailable:
            await asyncio.sleep(0.1)
    return "never answered"


def _outcome(booking: pb.Booking) -> str:
    return "BOOKED" if booking.state == pb.BOOKING_STATE_CONFIRMED else f"state {booking.state}"


def _start(number: int) -> datetime:
    """An occurrence of its own for each round."""
    day, hour = divmod(number, 14)
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return today + timedelta(days=day + 2, hours=hour)
