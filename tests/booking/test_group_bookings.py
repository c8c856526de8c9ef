"""How are the seats of a group offering booked?"""

import asyncio
from collections import Counter

import pytest
from lyo.booking.v1 import booking_service_pb2 as pb
from lyo.booking.v1 import catalog_service_pb2 as catalog_pb

from services.common.errors import InvalidArgument
from tests.booking.salon import Salon, catalog, new_id, offering, refusal_of, resource

SATURDAY, NEXT = "2026-03-07T10:00", "2026-03-14T10:00"


def class_of(seats=4, **fields):
    """Every Saturday at 10:00, for an hour."""
    return offering(
        "yoga",
        60,
        is_default=True,
        seats=seats,
        weekly_occurrences=[catalog_pb.WeeklyOccurrence(weekday=6, start_minute=600)],
        **fields,
    )


async def opened(running, *resources, seats=4, **fields) -> Salon:
    offerings = [class_of(seats, **fields), offering("taglio")]
    return await Salon.opened(running, catalog(offerings, list(resources)))


@pytest.fixture
async def hall(booking):
    """Four seats, and nobody who performs it."""
    return await opened(booking)


@pytest.fixture
async def studio(booking):
    """Four seats; Anna performs it, and cuts hair besides."""
    return await opened(booking, resource("anna", ("yoga", "taglio")))


async def test_a_seat_is_a_booking_of_an_occurrence(hall):
    booked = await hall.book(SATURDAY, party_size=2)

    assert booked.state == pb.BOOKING_STATE_CONFIRMED
    assert booked.occurrence_id
    assert (booked.party_size, list(booked.segments)) == (2, [])
    assert hall.wall(booked.end_time) == "07 11:00"
    assert await hall.get(booked.booking_id) == booked


async def test_all_seats_of_one_hour_are_of_one_occurrence(hall):
    first, second, later = [await hall.book(wall) for wall in (SATURDAY, SATURDAY, NEXT)]

    assert first.occurrence_id == second.occurrence_id != later.occurrence_id


async def test_who_comes_after_the_last_seat_is_told_when_there_are_others(hall):
    await hall.book(SATURDAY, party_size=3)

    refusal = await refusal_of(hall.book(SATURDAY, party_size=2))

    assert refusal.reason == "SOLD_OUT"
    assert refusal.details["alternatives"].split()[0] == "2026-03-14T09:00:00Z"
    assert refusal.details["offering_name"] == "Yoga"
    assert (await hall.book(SATURDAY)).state == pb.BOOKING_STATE_CONFIRMED


async def test_a_cancelled_booking_gives_its_seats_back(hall):
    booked = await hall.book(SATURDAY, party_size=4)
    await hall.cancel(booked.booking_id)

    assert (await hall.book(SATURDAY, party_size=4)).state == pb.BOOKING_STATE_CONFIRMED


async def test_seats_can_be_held_and_booked(hall):
    hold = await hall.hold(SATURDAY, party_size=4)

    assert (await refusal_of(hall.book(SATURDAY))).reason == "SOLD_OUT"
    assert (await hall.book_held(hold)).state == pb.BOOKING_STATE_CONFIRMED


async def test_seats_of_a_hold_that_is_over_make_way(turning, clock):
    hall = await opened(turning)
    hold = await hall.hold(SATURDAY, party_size=4)
    clock.pass_by(minutes=10)

    assert (await hall.book(SATURDAY, party_size=4)).state == pb.BOOKING_STATE_CONFIRMED
    assert (await hall.get(hold.booking_id)).state == pb.BOOKING_STATE_EXPIRED


async def test_a_hold_that_is_over_makes_way_for_the_first_seat_of_an_occurrence(turning, clock):
    taglio, anna = offering("taglio"), resource("anna", ("yoga", "taglio"))
    yoga = offering("yoga", 60, is_default=True)
    salon = await Salon.opened(turning, catalog([yoga, taglio], [anna]))
    hold = await salon.hold("2026-03-07T10:30", offering_id=salon.offerings["taglio"])
    await salon.apply(catalog([class_of(), taglio], [anna]))
    clock.pass_by(minutes=10)

    booked = await salon.book(SATURDAY)

    assert [each.resource_name for each in booked.segments] == ["Anna"]
    assert (await salon.get(hold.booking_id)).state == pb.BOOKING_STATE_EXPIRED


async def test_a_hold_of_seats_that_is_over_and_still_stands_can_grow(turning, clock):
    hall = await opened(turning)
    hold = await hall.hold(SATURDAY, party_size=2)
    clock.pass_by(minutes=10)

    grown = await hall.move(hold.booking_id, party_size=4)

    assert (grown.state, grown.party_size) == (pb.BOOKING_STATE_HELD, 4)


@pytest.mark.parametrize(
    ("wall", "reason"),
    [
        ("2026-03-07T11:00", "START_NOT_OFFERED"),
        ("2026-03-06T10:00", "OUTSIDE_OPENING_HOURS"),
        ("2026-02-28T10:00", "IN_THE_PAST"),
    ],
)
async def test_at_other_times_there_is_none(hall, wall, reason):
    refusal = await refusal_of(hall.book(wall))

    assert refusal.reason == reason
    assert refusal.details["alternatives"].split()[0] == "2026-03-07T09:00:00Z"


async def test_an_occurrence_takes_whoever_performs_it_once(studio):
    first, second = await studio.book(SATURDAY), await studio.book(SATURDAY)

    assert [each.resource_name for each in first.segments] == ["Anna"]
    assert first.segments == second.segments
    taglio = studio.offerings["taglio"]
    taken = await refusal_of(studio.book("2026-03-07T10:30", offering_id=taglio))
    assert taken.reason == "SLOT_TAKEN"


@pytest.mark.parametrize("left", ["cancelled", "moved"])
async def test_who_performed_it_is_free_again_once_nobody_has_a_seat(booking, left):
    pilates = offering(
        "pilates",
        60,
        seats=4,
        weekly_occurrences=[catalog_pb.WeeklyOccurrence(weekday=6, start_minute=600)],
    )
    anna = resource("anna", ("yoga", "pilates"))
    studio = await Salon.opened(booking, catalog([class_of(), pilates], [anna]))
    other = studio.offerings["pilates"]
    first, last = await studio.book(SATURDAY), await studio.book(SATURDAY)

    await studio.cancel(first.booking_id)
    refusal = await refusal_of(studio.book(SATURDAY, offering_id=other))
    if left == "cancelled":
        await studio.cancel(last.booking_id)
    else:
        await studio.move(last.booking_id, NEXT)

    assert refusal.reason == "SLOT_TAKEN"
    assert (await studio.book(SATURDAY, offering_id=other)).occurrence_id


async def test_where_who_performs_it_is_taken_there_is_no_seat(booking):
    """Only when the catalog makes a group offering of hours that are booked already."""
    taglio, anna = offering("taglio"), resource("anna", ("yoga", "taglio"))
    yoga = offering("yoga", 60, is_default=True)
    salon = await Salon.opened(booking, catalog([yoga, taglio], [anna]))
    await salon.book("2026-03-07T10:30", offering_id=salon.offerings["taglio"])
    await salon.apply(catalog([class_of(), taglio], [anna]))

    refusal = await refusal_of(salon.book(SATURDAY))

    assert refusal.reason == "SLOT_TAKEN"
    assert refusal.details["alternatives"].split()[0] == "2026-03-14T09:00:00Z"


async def test_another_who_could_perform_it_does_not_where_one_does_already(booking):
    both = [resource("anna", ("yoga",)), resource("marco", ("yoga",))]
    studio = await opened(booking, *both)
    booked = await studio.book(SATURDAY)
    other = set(studio.resources.values()) - {booked.segments[0].resource_id}

    refusal = await refusal_of(studio.book(SATURDAY, resource_id=other.pop()))

    assert refusal.reason == "SLOT_TAKEN"


async def test_a_seat_moves_to_another_occurrence_and_is_free_for_others(hall):
    booked = await hall.book(SATURDAY, party_size=4)

    moved = await hall.move(booked.booking_id, NEXT)

    assert hall.wall(moved.start_time) == "14 10:00"
    assert moved.occurrence_id != booked.occurrence_id
    assert (await hall.book(SATURDAY, party_size=4)).state == pb.BOOKING_STATE_CONFIRMED
    assert (await refusal_of(hall.book(NEXT))).reason == "SOLD_OUT"


async def test_a_party_may_grow_as_far_as_there_are_seats(hall):
    booked = await hall.book(SATURDAY, party_size=2)
    await hall.book(SATURDAY)

    grown = await hall.move(booked.booking_id, party_size=3)

    assert (grown.party_size, grown.occurrence_id) == (3, booked.occurrence_id)
    refusal = await refusal_of(hall.move(booked.booking_id, party_size=4))
    assert refusal.reason == "SOLD_OUT"
    assert await hall.get(booked.booking_id) == grown


async def test_a_booking_may_become_a_seat_and_a_seat_a_booking(studio):
    taglio = studio.offerings["taglio"]
    cut = await studio.book("2026-03-05T10:00", offering_id=taglio)

    seat = await studio.move(cut.booking_id, SATURDAY, offering_id=studio.offerings["yoga"])
    back = await studio.move(cut.booking_id, "2026-03-05T10:00", offering_id=taglio)

    assert seat.occurrence_id
    assert (back.occurrence_id, back.offering_name) == ("", "Taglio")
    assert studio.walls(back.segments) == ["05 10:00"]


async def test_a_group_offering_is_no_part_of_a_visit(studio):
    visit = [studio.offerings["taglio"], studio.offerings["yoga"]]

    refusal = await refusal_of(studio.book(SATURDAY, visit_offering_ids=visit), InvalidArgument)

    assert refusal.reason == "FIELD_INVALID"


async def test_it_may_wait_for_approval_and_keeps_its_seats_meanwhile(booking):
    hall = await opened(booking, seats=1, approval=catalog_pb.APPROVAL_BY_HAND)

    requested = await hall.book(SATURDAY)

    assert requested.state == pb.BOOKING_STATE_PENDING
    assert (await refusal_of(hall.book(SATURDAY))).reason == "SOLD_OUT"
    approved = await hall.approve(requested.booking_id)
    assert approved.occurrence_id == requested.occurrence_id


@pytest.mark.parametrize("performed", [False, True], ids=["by nobody", "by Anna"])
async def test_of_50_at_once_for_10_seats_ten_get_one(booking, performed):
    anna = [resource("anna", ("yoga",))] if performed else []
    hall = await opened(booking, *anna, seats=10)

    answers = await hall.book_at_once(hall.wish(SATURDAY) for _ in range(50))

    outcomes = Counter(getattr(each, "reason", "BOOKED") for each in answers)
    assert outcomes == {"BOOKED": 10, "SOLD_OUT": 40}


async def test_bookings_moves_and_cancels_at_once_never_oversell(hall):
    booked = [await hall.book(NEXT) for _ in range(4)]

    await asyncio.gather(
        *(hall.book(SATURDAY) for _ in range(8)),
        *(hall.move(each.booking_id, SATURDAY) for each in booked[:3]),
        hall.cancel(booked[3].booking_id),
        return_exceptions=True,
    )

    states = [pb.BOOKING_STATE_CONFIRMED]
    listed = (await hall.bookings(states=states)).bookings
    seats = Counter(hall.wall(each.start_time) for each in listed)
    assert seats["07 10:00"] == 4
    assert seats["14 10:00"] <= 3


async def test_of_another_tenant_the_same_hour_is_another_occurrence(booking, hall):
    other = await opened(booking)
    await hall.book(SATURDAY, party_size=4, request_id=new_id())

    assert (await other.book(SATURDAY, party_size=4)).state == pb.BOOKING_STATE_CONFIRMED
