"""Is it told which bookings a new catalog would not allow, and what to do about them?"""

from datetime import datetime, timedelta

import pytest
from lyo.booking.v1 import catalog_service_pb2 as pb

from lyoctl.misfits import customers_of, misfit_lines
from services.common.fields import timestamp
from tests.lyoctl.booked import ROME, Shop

START = datetime(2031, 6, 2, 14, tzinfo=ROME)
NOBODYS = "5d2a7c3e-3f5e-4b6e-9f57-2f3e6f9f9f9f"


@pytest.fixture
async def shop(mesh_of_two, salon):
    await mesh_of_two.apply(salon())
    return await Shop.of(mesh_of_two, salon.name)


def answer(*ids: str, count: int = 0, reason: str = "RESOURCE_RETIRED") -> pb.ApplyCatalogResponse:
    misfits = [
        pb.Misfit(
            booking_id=each,
            start_time=timestamp(START + timedelta(hours=number)),
            offering_name="Cut",
            resource_name="Eva",
            reason=reason,
        )
        for number, each in enumerate(ids)
    ]
    return pb.ApplyCatalogResponse(misfits=misfits, misfit_count=count or len(ids))


@pytest.fixture
def told(shop):
    def lines(said: pb.ApplyCatalogResponse, **customers: str) -> list[str]:
        return list(misfit_lines(said, shop.bookings, customers))

    return lines


async def test_where_all_fit_nothing_is_told(told):
    assert told(answer()) == []


async def test_each_is_told_with_its_day_and_year_whose_it_is_and_why(told, shop):
    _, line, advice = told(answer("id0"), id0="Anna")

    when = "Mon 2031-06-02 14:00"
    assert line == f"!   id0  {when}, Cut, Eva, Anna: RESOURCE_RETIRED (there no more)"
    assert f"lyoctl bookings show ID -t {shop.bookings.tenant.name}" in advice


async def test_all_that_came_are_told_and_how_many_there_are_beside(told):
    first, *lines, more, _ = told(answer(*(f"id{number}" for number in range(200)), count=5000))

    assert "5000 coming bookings do not fit any more" in first
    assert len(lines) == 200
    assert more == "!   and 4800 more"


async def test_a_reason_that_is_not_known_yet_is_told_as_it_is(told):
    assert told(answer("id0", reason="LATER"))[1].endswith("Eva: LATER")


async def test_whose_each_is_is_asked_for(shop):
    anna = await shop.customer("Anna", "+393330000007")
    booked = await shop.book("2031-06-02 14:00", anna)

    assert await customers_of(answer(booked.booking_id), shop.bookings) == {
        booked.booking_id: "Anna"
    }


async def test_whose_one_is_that_went_meanwhile_is_not_told(shop):
    assert await customers_of(answer(NOBODYS), shop.bookings) == {}
