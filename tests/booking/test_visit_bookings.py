"""How are several offerings booked in one visit?"""

import asyncio

import pytest
from lyo.booking.v1 import booking_service_pb2 as pb

from services.common.errors import FailedPrecondition, InvalidArgument, NotFound
from tests.booking.salon import (
    Salon,
    catalog,
    length,
    new_id,
    offering,
    refusal_of,
    resource,
)

WALL = "2026-03-03T15:30"
EUROS = {"currency_code": "EUR"}


async def opened(running, *, anna=("taglio", "colore"), marco=("taglio", "colore"), **fields):
    """Taglio of 30 minutes for 25 EUR, Colore of 90 for 60 EUR."""
    offerings = [
        offering(is_default=True, price_cents=2500, **EUROS, **fields),
        offering("colore", 90, price_cents=6000, **EUROS, **fields),
    ]
    both = [resource("anna", anna), resource("marco", marco)]
    return await Salon.opened(running, catalog(offerings, both))


def both_of(salon) -> list[str]:
    return [salon.offerings["taglio"], salon.offerings["colore"]]


@pytest.fixture
async def one_each(booking):
    """Anna cuts, Marco colours."""
    return await opened(booking, anna=("taglio",), marco=("colore",))


async def visit(salon, wall=WALL, **fields) -> pb.Booking:
    return await salon.book(wall, visit_offering_ids=both_of(salon), **fields)


async def test_a_visit_is_one_booking_with_a_segment_for_each_offering(one_each):
    booked = await visit(one_each)

    assert booked.offering_name == "Taglio + Colore"
    assert (booked.price_cents, booked.currency_code) == (8500, "EUR")
    assert one_each.wall(booked.start_time) == "03 15:30"
    assert one_each.wall(booked.end_time) == "03 17:30"
    assert [each.offering_id for each in booked.segments] == both_of(one_each)
    assert [each.resource_name for each in booked.segments] == ["Anna", "Marco"]
    assert one_each.walls(booked.segments) == ["03 15:30", "03 16:00"]
    assert await one_each.get(booked.booking_id) == booked


async def test_one_resource_performs_all_of_it_where_it_can(booking):
    salon = await opened(booking)

    booked = await visit(salon)

    assert len({each.resource_name for each in booked.segments}) == 1


async def test_both_places_are_taken(one_each):
    taglio, colore = both_of(one_each)
    await visit(one_each)

    cutting = await refusal_of(one_each.book(WALL, offering_id=taglio))
    colouring = await refusal_of(one_each.book("2026-03-03T16:15", offering_id=colore))

    assert (cutting.reason, colouring.reason) == ("SLOT_TAKEN", "SLOT_TAKEN")
    free = await one_each.book("2026-03-03T16:00", offering_id=taglio)
    assert free.state == pb.BOOKING_STATE_CONFIRMED


async def test_where_one_part_is_taken_the_visit_is_refused_and_keeps_nothing(one_each):
    taglio, colore = both_of(one_each)
    await one_each.book("2026-03-03T16:30", offering_id=colore)

    refusal = await refusal_of(visit(one_each))

    assert refusal.reason == "SLOT_TAKEN"
    assert refusal.details["offering_name"] == "Taglio + Colore"
    assert len(refusal.details["alternatives"].split()) == 3
    assert (await one_each.book(WALL, offering_id=taglio)).state == pb.BOOKING_STATE_CONFIRMED


async def test_a_visit_can_be_held_and_booked(one_each):
    hold = await one_each.hold(WALL, visit_offering_ids=both_of(one_each))

    booked = await one_each.book_held(hold)

    assert booked.segments == hold.segments
    assert (await refusal_of(visit(one_each))).reason == "SLOT_TAKEN"


async def test_a_cancelled_visit_frees_both_places(one_each):
    await one_each.cancel((await visit(one_each)).booking_id)

    assert (await visit(one_each)).state == pb.BOOKING_STATE_CONFIRMED


async def test_a_visit_moves_as_a_whole(one_each):
    booked = await visit(one_each)

    moved = await one_each.move(booked.booking_id, "2026-03-03T15:45")

    assert one_each.walls(moved.segments) == ["03 15:45", "03 16:15"]
    assert [each.offering_id for each in moved.segments] == both_of(one_each)
    assert (moved.price_cents, moved.offering_name) == (8500, "Taglio + Colore")


async def test_a_visit_becomes_one_offering(one_each):
    booked = await visit(one_each)

    moved = await one_each.move(booked.booking_id, offering_id=one_each.offerings["taglio"])

    assert [each.resource_name for each in moved.segments] == ["Anna"]
    assert (moved.offering_name, moved.price_cents) == ("Taglio", 2500)


async def test_buffers_stand_around_the_visit_not_between_parts_of_one_resource(booking):
    ten = length(10)
    salon = await opened(booking, buffer_before=ten, buffer_after=ten)

    booked = await visit(salon)

    first, second = booked.segments
    assert salon.walls([first, second]) == ["03 15:20", "03 16:00"]
    assert (salon.wall(first.end_time), salon.wall(second.end_time)) == ("03 16:00", "03 17:40")


async def test_an_unknown_part_is_not_found(one_each):
    unknown = [one_each.offerings["taglio"], new_id()]

    refusal = await refusal_of(one_each.book(WALL, visit_offering_ids=unknown), NotFound)

    assert refusal.reason == "OFFERING_NOT_FOUND"


async def test_one_offering_and_a_visit_cannot_be_named_together(one_each):
    asked = visit(one_each, offering_id=one_each.offerings["taglio"])

    refusal = await refusal_of(asked, InvalidArgument)

    assert [each.field for each in refusal.violations] == ["offering_id"]


async def test_visits_in_both_orders_and_single_bookings_at_once_never_deadlock(one_each):
    there, back = both_of(one_each), both_of(one_each)[::-1]
    wishes = [one_each.wish(WALL, visit_offering_ids=ids) for ids in [there, back] * 5]
    wishes += [one_each.wish(WALL, offering_id=each) for each in there * 3]

    answers = await one_each.book_at_once(wishes)

    assert all(isinstance(each, pb.Booking | FailedPrecondition) for each in answers)
    assert any(isinstance(each, pb.Booking) for each in answers)
    refused = {each.reason for each in answers if isinstance(each, FailedPrecondition)}
    assert refused == {"SLOT_TAKEN"}


async def test_moves_of_visits_at_once_never_deadlock(booking):
    salon = await opened(booking)
    walls = ("2026-03-03T09:00", "2026-03-03T15:00", "2026-03-04T09:00", "2026-03-04T15:00")
    booked = [await visit(salon, wall) for wall in walls]

    answers = await asyncio.gather(
        *(
            salon.move(each.booking_id, wall)
            for each, wall in zip(booked, walls[1:] + walls[:1], strict=True)
        ),
        return_exceptions=True,
    )

    assert all(isinstance(each, pb.Booking | FailedPrecondition) for each in answers)
