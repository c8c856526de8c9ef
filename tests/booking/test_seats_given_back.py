"""Who performs an occurrence has one place: what happens once its seats are given back?"""

import asyncio
from collections import Counter

import pytest
from lyo.booking.v1 import booking_service_pb2 as pb
from lyo.booking.v1 import catalog_service_pb2 as catalog_pb

from tests.booking.salon import Salon, catalog, offering, refusal_of, resource

SATURDAY, NEXT = "2026-03-07T10:00", "2026-03-14T10:00"
DAY = "2026-03-07T00:00", "2026-03-08T00:00"


def lesson(name: str, minute=600, seats=4, **fields) -> catalog_pb.Offering:
    """Every Saturday for an hour."""
    weekly = [catalog_pb.WeeklyOccurrence(weekday=6, start_minute=minute)]
    return offering(name, 60, seats=seats, weekly_occurrences=weekly, **fields)


async def studio(running) -> Salon:
    """Yoga and pilates at the same hour, and Anna for both."""
    both = [lesson("yoga", is_default=True), lesson("pilates")]
    return await Salon.opened(running, catalog(both, [resource("anna", ("yoga", "pilates"))]))


async def hall(running, *people: str) -> Salon:
    """Yoga with seats for many, on Saturdays."""
    yoga = lesson("yoga", seats=100, is_default=True)
    return await Salon.opened(
        running, catalog([yoga], [resource(name, ("yoga",)) for name in people])
    )


def names(booking: pb.Booking) -> list[str]:
    return [each.resource_name for each in booking.segments]


@pytest.mark.parametrize("left", ["cancelled", "moved away", "held and over"])
async def test_an_occurrence_that_was_left_is_performed_by_who_has_no_other_then(
    turning, clock, left
):
    salon = await studio(turning)
    if left == "held and over":
        await salon.hold(SATURDAY, party_size=4)
        clock.pass_by(minutes=11)
    else:
        first = await salon.book(SATURDAY)
        gone = salon.cancel if left == "cancelled" else salon.move
        await gone(first.booking_id, **({} if left == "cancelled" else {"wall": NEXT}))

    again = await salon.book(SATURDAY, party_size=4)

    assert names(again) == ["Anna"]
    refusal = await refusal_of(salon.book(SATURDAY, offering_id=salon.offerings["pilates"]))
    assert refusal.reason == "SLOT_TAKEN"


async def test_what_another_took_meanwhile_is_neither_listed_nor_booked(booking):
    salon = await studio(booking)
    first = await salon.book(SATURDAY)
    await salon.cancel(first.booking_id)
    await salon.book(SATURDAY, offering_id=salon.offerings["pilates"])

    listed = await salon.free(*DAY)

    assert list(listed.slots) == []
    assert (await refusal_of(salon.book(SATURDAY))).reason == "SLOT_TAKEN"


async def test_of_a_cancel_and_two_bookings_at_once_one_resource_is_never_shared(booking):
    for _ in range(12):
        salon = await studio(booking)
        first = await salon.book(SATURDAY)

        await asyncio.gather(
            salon.cancel(first.booking_id),
            salon.book(SATURDAY),
            salon.book(SATURDAY, offering_id=salon.offerings["pilates"]),
            return_exceptions=True,
        )

        listed = (await salon.bookings(states=[pb.BOOKING_STATE_CONFIRMED])).bookings
        assert all(names(each) == ["Anna"] for each in listed)
        assert len({each.offering_id for each in listed}) <= 1


async def test_seats_that_are_over_make_way_for_another_offering(turning, clock):
    salon = await studio(turning)
    pilates = salon.offerings["pilates"]
    hold = await salon.hold(SATURDAY)
    clock.pass_by(minutes=11)

    listed = await salon.free(*DAY, offering_id=pilates)
    booked = await salon.book(SATURDAY, offering_id=pilates)

    assert salon.walls(listed.slots) == ["07 10:00"]
    assert names(booked) == ["Anna"]
    assert (await salon.get(hold.booking_id)).state == pb.BOOKING_STATE_EXPIRED


async def test_seats_that_are_over_make_no_way_beside_one_that_stands(turning, clock):
    salon = await studio(turning)
    pilates = salon.offerings["pilates"]
    await salon.hold(SATURDAY)
    await salon.book(SATURDAY)
    clock.pass_by(minutes=11)

    listed = await salon.free(*DAY, offering_id=pilates)

    assert list(listed.slots) == []
    refusal = await refusal_of(salon.book(SATURDAY, offering_id=pilates))
    assert refusal.reason == "SLOT_TAKEN"


async def test_a_booking_becomes_a_seat_over_its_own_place(booking):
    taglio, anna = offering("taglio", is_default=True), resource("anna", ("taglio", "yoga"))
    salon = await Salon.opened(booking, catalog([taglio], [resource()]))
    cut = await salon.book(SATURDAY)
    await salon.apply(catalog([taglio, lesson("yoga")], [anna]))

    seat = await salon.move(cut.booking_id, offering_id=salon.offerings["yoga"])

    assert (seat.offering_name, names(seat)) == ("Yoga", ["Anna"])


async def test_the_only_seat_becomes_one_of_another_offering_at_the_same_hour(booking):
    salon = await studio(booking)
    seat = await salon.book(SATURDAY)

    moved = await salon.move(seat.booking_id, offering_id=salon.offerings["pilates"])

    assert (moved.offering_name, names(moved)) == ("Pilates", ["Anna"])
    assert (await refusal_of(salon.book(SATURDAY))).reason == "SLOT_TAKEN"


async def test_a_move_that_is_refused_leaves_the_seat_as_it_was(booking):
    salon = await studio(booking)
    seat = await salon.book(SATURDAY)
    await salon.book(NEXT, offering_id=salon.offerings["pilates"])

    refusal = await refusal_of(salon.move(seat.booking_id, NEXT))

    assert refusal.reason == "SLOT_TAKEN"
    assert await salon.get(seat.booking_id) == seat


@pytest.mark.parametrize("people", [[], ["anna"]], ids=["by nobody", "by Anna"])
async def test_seats_that_move_in_both_directions_at_once_all_arrive(booking, people):
    salon = await hall(booking, *people)
    there, back = [[await salon.book(wall) for _ in range(12)] for wall in (SATURDAY, NEXT)]

    moved = await asyncio.gather(
        *(salon.move(each.booking_id, NEXT) for each in there),
        *(salon.move(each.booking_id, SATURDAY) for each in back),
        return_exceptions=True,
    )

    arrived = Counter(
        getattr(each, "reason", None) or salon.wall(each.start_time) for each in moved
    )
    assert arrived == {"14 10:00": 12, "07 10:00": 12}
