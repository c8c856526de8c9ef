"""How does a tenant know a booking by an id of its own?"""

from collections import Counter

from lyo.booking.v1 import booking_service_pb2 as pb

from services.common.errors import InvalidArgument, NotFound
from tests.booking.salon import Salon, new_id, refusal_of

WALL, LATER = "2026-03-03T15:30", "2026-03-04T10:00"


async def found(salon, **fields) -> pb.Booking:
    request = pb.GetBookingRequest(tenant_id=salon.tenant_id, **fields)
    return (await salon.booking.bookings.GetBooking(request)).booking


async def test_a_booking_is_found_by_the_tenants_own_id(salon):
    booked = await salon.book(WALL, external_ref="A-1")

    assert booked.external_ref == "A-1"
    assert await found(salon, external_ref="A-1") == booked


async def test_an_unknown_one_is_not_found(salon):
    await salon.book(WALL)

    refusal = await refusal_of(found(salon, external_ref="A-1"), NotFound)

    assert refusal.reason == "BOOKING_NOT_FOUND"


async def test_one_id_must_be_named_and_not_both(salon):
    booked = await salon.book(WALL, external_ref="A-1")

    neither = await refusal_of(found(salon), InvalidArgument)
    both = found(salon, booking_id=booked.booking_id, external_ref="A-1")

    assert neither.reason == "FIELD_MISSING"
    assert (await refusal_of(both, InvalidArgument)).reason == "FIELD_MISSING"


async def test_a_second_booking_of_the_same_one_is_refused_and_told_of_the_first(salon):
    first = await salon.book(WALL, external_ref="A-1")

    refusal = await refusal_of(salon.book(LATER, external_ref="A-1"))

    assert refusal.reason == "EXTERNAL_REF_TAKEN"
    assert refusal.details == {"booking_id": first.booking_id}
    assert len((await salon.bookings()).bookings) == 1


async def test_a_hold_cannot_be_booked_with_one_that_is_taken_and_stands(salon):
    await salon.book(WALL, external_ref="A-1")
    hold = await salon.hold(LATER)

    refusal = await refusal_of(salon.book_held(hold, external_ref="A-1"))

    assert refusal.reason == "EXTERNAL_REF_TAKEN"
    assert await salon.get(hold.booking_id) == hold


async def test_of_eight_at_once_with_the_same_one_one_is_made(salon):
    walls = [f"2026-03-0{day}T{hour}:00" for day in (3, 4) for hour in ("09", "10", "11", "12")]

    answers = await salon.book_at_once(salon.wish(wall, external_ref="A-1") for wall in walls)

    outcomes = Counter(getattr(each, "reason", "BOOKED") for each in answers)
    assert outcomes == {"BOOKED": 1, "EXTERNAL_REF_TAKEN": 7}
    assert len((await salon.bookings()).bookings) == 1


async def test_many_bookings_have_none(salon):
    booked = [await salon.book(wall) for wall in (WALL, LATER)]

    assert {each.external_ref for each in booked} == {""}


async def test_two_tenants_may_use_the_same_one(booking, salon):
    other = await Salon.opened(booking)
    own = await salon.book(WALL, external_ref="A-1", request_id=new_id())
    theirs = await other.book(WALL, external_ref="A-1")

    assert await found(salon, external_ref="A-1") == own
    assert await found(other, external_ref="A-1") == theirs
