"""How is a booking moved?"""

import asyncio

import pytest
from lyo.booking.v1 import booking_service_pb2 as pb

from services.common.errors import Aborted, FailedPrecondition, InvalidArgument, NotFound
from tests.booking.salon import Salon, catalog, length, new_id, offering, refusal_of, resource

WALL, LATER = "2026-03-03T15:30", "2026-03-04T10:00"


@pytest.fixture
async def alone(booking):
    """A tenant with nobody but Anna."""
    return await Salon.opened(booking, catalog([offering(is_default=True)], [resource()]))


async def test_a_moved_booking_keeps_its_id_and_gives_its_old_place_back(alone):
    booked = await alone.book(WALL, note="a quiet corner", external_ref="A-1")

    moved = await alone.move(booked.booking_id, LATER)

    assert moved.booking_id == booked.booking_id
    assert moved.state == pb.BOOKING_STATE_CONFIRMED
    assert alone.wall(moved.start_time) == "04 10:00"
    assert alone.wall(moved.end_time) == "04 10:30"
    assert alone.walls(moved.segments) == ["04 10:00"]
    assert (moved.note, moved.external_ref) == ("a quiet corner", "A-1")
    assert moved.etag != booked.etag
    assert await alone.get(booked.booking_id) == moved
    assert (await alone.book(WALL)).state == pb.BOOKING_STATE_CONFIRMED
    assert (await refusal_of(alone.book(LATER))).reason == "SLOT_TAKEN"


async def test_a_booking_may_move_by_a_quarter_of_an_hour_over_its_own_place(alone):
    booked = await alone.book(WALL)

    moved = await alone.move(booked.booking_id, "2026-03-03T15:45")

    assert alone.wall(moved.start_time) == "03 15:45"


async def test_the_resource_stays_where_it_is_free_though_another_is_preferred(salon):
    booked = await salon.book(WALL, resource_id=salon.resources["marco"])

    moved = await salon.move(booked.booking_id, LATER)

    assert moved.segments[0].resource_name == "Marco"


async def test_where_it_is_not_free_another_takes_it(salon):
    booked = await salon.book(WALL, resource_id=salon.resources["marco"])
    await salon.book(LATER, resource_id=salon.resources["marco"])

    moved = await salon.move(booked.booking_id, LATER)

    assert moved.segments[0].resource_name == "Anna"


async def test_another_resource_can_be_named_at_the_same_hour(salon):
    booked = await salon.book(WALL, resource_id=salon.resources["marco"])

    moved = await salon.move(booked.booking_id, resource_id=salon.resources["anna"])

    assert moved.segments[0].resource_name == "Anna"
    assert moved.start_time == booked.start_time


async def test_another_offering_has_its_own_length_name_and_price(booking):
    dear = offering("colore", 90, price_cents=6000, currency_code="EUR")
    anna = resource("anna", ("taglio", "colore"))
    salon = await Salon.opened(booking, catalog([offering(is_default=True), dear], [anna]))
    booked = await salon.book(WALL)

    moved = await salon.move(booked.booking_id, offering_id=salon.offerings["colore"])

    assert moved.offering_id == salon.offerings["colore"]
    assert (moved.offering_name, moved.price_cents, moved.currency_code) == ("Colore", 6000, "EUR")
    assert salon.wall(moved.end_time) == "03 17:00"
    assert moved.segments[0].offering_id == salon.offerings["colore"]


async def test_a_larger_party_gets_a_larger_table(booking):
    tables = [resource("t2", capacity=2), resource("t6", capacity=6)]
    salon = await Salon.opened(booking, catalog([offering(is_default=True)], tables))
    booked = await salon.book(WALL, party_size=2)

    moved = await salon.move(booked.booking_id, party_size=5)

    assert [each.segments[0].resource_name for each in (booked, moved)] == ["T2", "T6"]
    assert (moved.party_size, moved.start_time) == (5, booked.start_time)


async def test_moving_to_where_it_is_changes_nothing(salon):
    booked = await salon.book(WALL)

    same = await salon.move(
        booked.booking_id,
        WALL,
        offering_id=booked.offering_id,
        resource_id=booked.segments[0].resource_id,
        party_size=1,
    )

    assert same == booked
    assert await salon.move(booked.booking_id) == booked


async def test_the_same_request_moves_once(alone):
    booked, request_id = await alone.book(WALL), new_id()

    first = await alone.move(booked.booking_id, LATER, request_id=request_id)

    assert await alone.move(booked.booking_id, LATER, request_id=request_id) == first


async def test_the_same_id_for_another_move_is_refused(alone):
    booked, request_id = await alone.book(WALL), new_id()
    await alone.move(booked.booking_id, LATER, request_id=request_id)

    other = alone.move(booked.booking_id, WALL, request_id=request_id)

    assert (await refusal_of(other, InvalidArgument)).reason == "REQUEST_ID_REUSED"


async def test_a_taken_slot_is_refused_with_alternatives_and_nothing_changes(alone):
    booked = await alone.book(WALL)
    await alone.book(LATER)

    refusal = await refusal_of(alone.move(booked.booking_id, LATER))

    assert refusal.reason == "SLOT_TAKEN"
    assert refusal.details["alternatives"] == (
        "2026-03-04T08:30:00Z 2026-03-04T09:30:00Z 2026-03-04T09:45:00Z"
    )
    assert await alone.get(booked.booking_id) == booked
    assert (await refusal_of(alone.book(WALL))).reason == "SLOT_TAKEN"


@pytest.mark.parametrize(
    ("wall", "reason"),
    [
        ("2026-03-03T13:30", "OUTSIDE_OPENING_HOURS"),
        ("2026-03-03T15:35", "START_NOT_OFFERED"),
        ("2026-02-24T10:00", "IN_THE_PAST"),
    ],
)
async def test_what_is_no_slot_is_refused_and_nothing_changes(alone, wall, reason):
    booked = await alone.book(WALL)

    refusal = await refusal_of(alone.move(booked.booking_id, wall))

    assert refusal.reason == reason
    assert refusal.details["offering_name"] == "Taglio"
    assert await alone.get(booked.booking_id) == booked


async def test_a_customer_moves_only_what_is_theirs(alone):
    booked = await alone.book(WALL)

    refusal = await refusal_of(alone.move(booked.booking_id, LATER, customer_id=new_id()))

    assert refusal.reason == "NOT_THIS_CUSTOMERS"
    own = await alone.move(booked.booking_id, LATER, customer_id=booked.customer_id)
    assert alone.wall(own.start_time) == "04 10:00"


async def test_what_is_over_cannot_be_moved(alone):
    booked = await alone.book(WALL)
    await alone.cancel(booked.booking_id)

    assert (await refusal_of(alone.move(booked.booking_id, LATER))).reason == "BOOKING_OVER"


async def test_what_counts_as_completed_cannot_be_moved(turning, clock):
    salon = await Salon.opened(turning)
    booked = await salon.book(WALL)
    clock.turn("2026-03-20T10:00")

    refusal = await refusal_of(salon.move(booked.booking_id, "2026-03-24T10:00"))

    assert refusal.reason == "BOOKING_OVER"
    assert await salon.get(booked.booking_id) == booked


async def test_a_change_based_on_an_old_etag_is_refused(alone):
    booked = await alone.book(WALL)
    moved = await alone.move(booked.booking_id, LATER, etag=booked.etag)

    stale = alone.move(booked.booking_id, WALL, etag=booked.etag)

    assert (await refusal_of(stale, Aborted)).reason == "ETAG_STALE"
    assert await alone.get(booked.booking_id) == moved


@pytest.mark.parametrize("named", ["offering", "resource", "booking"])
async def test_what_is_unknown_is_not_found_and_nothing_changes(alone, named):
    booked = await alone.book(WALL)
    fields = {} if named == "booking" else {f"{named}_id": new_id()}
    booking_id = new_id() if named == "booking" else booked.booking_id

    refusal = await refusal_of(alone.move(booking_id, LATER, **fields), NotFound)

    assert refusal.reason == f"{named.upper()}_NOT_FOUND"
    assert await alone.get(booked.booking_id) == booked


async def test_a_hold_and_a_request_can_be_moved_and_stay_what_they_are(booking):
    by_hand = catalog([offering(is_default=True)], [resource()], by_hand=True)
    salon = await Salon.opened(booking, by_hand)
    hold, requested = await salon.hold(WALL), await salon.book(LATER)

    moved_hold = await salon.move(hold.booking_id, "2026-03-05T09:00")
    moved_request = await salon.move(requested.booking_id, "2026-03-05T10:00")

    assert (moved_hold.state, moved_hold.expire_time) == (hold.state, hold.expire_time)
    assert moved_request.state == pb.BOOKING_STATE_PENDING
    assert moved_request.expire_time == moved_request.start_time


async def test_what_the_customer_said_of_the_old_hour_does_not_count_for_the_new(alone):
    booked = await alone.book(WALL)
    await alone.attend(booked.booking_id)

    assert not (await alone.move(booked.booking_id, LATER)).HasField("attendance_time")


async def test_customers_move_until_the_notice_begins_and_the_tenant_later_too(turning, clock):
    taglio = offering(is_default=True, move_notice=length(120))
    salon = await Salon.opened(turning, catalog([taglio], [resource()]))
    booked = await salon.book(WALL)
    as_customer = {"customer_id": booked.customer_id}

    clock.turn("2026-03-03T13:30")
    moved = await salon.move(booked.booking_id, "2026-03-03T15:45", **as_customer)
    clock.turn("2026-03-03T13:46")
    refusal = await refusal_of(salon.move(booked.booking_id, LATER, **as_customer))

    assert (refusal.reason, refusal.details) == ("NOTICE_TOO_SHORT", {"notice": "120"})
    assert await salon.get(booked.booking_id) == moved
    assert salon.wall((await salon.move(booked.booking_id, LATER)).start_time) == "04 10:00"


async def test_a_customer_moves_to_what_a_customer_could_book(booking):
    taglio = offering(is_default=True, book_ahead=length(7 * 24 * 60))
    salon = await Salon.opened(booking, catalog([taglio], [resource()]))
    booked = await salon.book(WALL)

    asked = salon.move(booked.booking_id, "2026-03-10T10:00", customer_id=booked.customer_id)

    assert (await refusal_of(asked)).reason == "TOO_FAR_AHEAD"
    by_member = await salon.move(booked.booking_id, "2026-03-10T10:00")
    assert salon.wall(by_member.start_time) == "10 10:00"


async def test_two_bookings_that_want_each_others_place_never_deadlock(alone):
    for _ in range(4):
        one, other = await alone.book(WALL), await alone.book(LATER)

        answers = await asyncio.gather(
            alone.move(one.booking_id, LATER),
            alone.move(other.booking_id, WALL),
            return_exceptions=True,
        )

        assert all(isinstance(each, pb.Booking | FailedPrecondition) for each in answers)
        for each in (one, other):
            await alone.cancel(each.booking_id)


async def test_of_many_moves_to_one_slot_one_wins(salon):
    walls = [f"2026-03-03T{hour}:00" for hour in ("09", "10", "11", "14")]
    booked = [await salon.book(wall) for wall in walls * 2]

    answers = await asyncio.gather(
        *(salon.move(each.booking_id, LATER) for each in booked), return_exceptions=True
    )

    moved = [each for each in answers if isinstance(each, pb.Booking)]
    refused = [each for each in answers if isinstance(each, FailedPrecondition)]
    assert {each.segments[0].resource_name for each in moved} == {"Anna", "Marco"}
    assert (len(moved), {each.reason for each in refused}) == (2, {"SLOT_TAKEN"})
    assert len(moved) + len(refused) == len(booked)


async def test_the_resource_stays_though_fifty_others_are_preferred(booking):
    tables = [resource(f"t{number:02}", rank=number) for number in range(60)]
    salon = await Salon.opened(booking, catalog([offering(is_default=True)], tables))
    booked = await salon.book(WALL, resource_id=salon.resources["t55"])

    moved = await salon.move(booked.booking_id, LATER)

    assert moved.segments[0].resource_name == "T55"
