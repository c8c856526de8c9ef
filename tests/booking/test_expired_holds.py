"""What becomes of a hold or a request that nobody decided in time?"""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest
from google.protobuf.duration_pb2 import Duration
from lyo.booking.v1 import booking_service_pb2 as pb
from lyo.booking.v1 import catalog_service_pb2 as catalog_pb

from tests.booking.salon import Salon, catalog, new_id, offering, refusal_of, resource

WALL = "2026-03-03T15:30"


@pytest.fixture
async def alone(turning, clock):
    """A tenant with nobody but Anna, whose clock can be turned; nobody looks after holds there."""
    return await Salon.opened(turning, catalog([offering(is_default=True)], [resource()]))


async def asking(turning, **rules) -> Salon:
    """A tenant with nobody but Anna, who approves by hand."""
    said = catalog_pb.Rules(**rules)
    by_hand = catalog([offering(is_default=True)], [resource()], by_hand=True, rules=said)
    return await Salon.opened(turning, by_hand)


def hours(count: int) -> Duration:
    wire = Duration()
    wire.FromTimedelta(timedelta(hours=count))
    return wire


async def test_a_hold_that_is_over_makes_way_for_who_needs_its_place(alone, clock):
    hold = await alone.hold(WALL)
    clock.pass_by(minutes=10)

    booked = await alone.book(WALL)

    assert booked.state == pb.BOOKING_STATE_CONFIRMED
    assert (await alone.get(hold.booking_id)).state == pb.BOOKING_STATE_EXPIRED
    assert (await refusal_of(alone.book_held(hold))).reason == "HOLD_EXPIRED"


async def test_a_moment_before_it_is_not_over(alone, clock):
    await alone.hold(WALL)
    clock.pass_by(minutes=9, seconds=59)

    assert (await refusal_of(alone.book(WALL))).reason == "SLOT_TAKEN"


async def test_one_that_is_in_nobodys_way_can_still_be_booked(alone, clock):
    hold = await alone.hold(WALL)
    clock.pass_by(hours=1)

    assert (await alone.book_held(hold)).state == pb.BOOKING_STATE_CONFIRMED


async def test_one_whose_start_is_over_cannot_be_booked(alone, clock):
    hold = await alone.hold(WALL)
    clock.turn(WALL)

    assert (await refusal_of(alone.book_held(hold))).reason == "IN_THE_PAST"


async def test_one_that_is_over_is_not_counted_among_the_three(alone, clock):
    customer = new_id()
    for hour in ("09", "10", "11"):
        await alone.hold(f"2026-03-03T{hour}:00", customer_id=customer)
    clock.pass_by(minutes=10)

    fourth = await alone.hold("2026-03-03T12:00", customer_id=customer)

    assert fourth.state == pb.BOOKING_STATE_HELD


async def test_a_booking_can_be_moved_to_where_a_hold_is_over(alone, clock):
    booked = await alone.book("2026-03-03T09:00")
    hold = await alone.hold(WALL)
    clock.pass_by(minutes=10)

    moved = await alone.move(booked.booking_id, WALL)

    assert moved.start_time == hold.start_time
    assert (await alone.get(hold.booking_id)).state == pb.BOOKING_STATE_EXPIRED


async def test_several_holds_that_are_over_make_way_for_one_booking(turning, clock):
    both = [offering(is_default=True), offering("colore", 90)]
    salon = await Salon.opened(turning, catalog(both, [resource("anna", ("taglio", "colore"))]))
    holds = [await salon.hold(f"2026-03-03T{hour}") for hour in ("15:00", "15:30", "16:00")]
    clock.pass_by(minutes=10)

    booked = await salon.book("2026-03-03T15:00", offering_id=salon.offerings["colore"])

    assert booked.state == pb.BOOKING_STATE_CONFIRMED
    states = {(await salon.get(each.booking_id)).state for each in holds}
    assert states == {pb.BOOKING_STATE_EXPIRED}


async def test_of_16_at_once_who_need_the_place_of_one_that_is_over_one_gets_it(alone, clock):
    await alone.hold(WALL)
    clock.pass_by(minutes=10)

    answers = await alone.book_at_once(alone.wish(WALL) for _ in range(16))

    outcomes = Counter(getattr(each, "reason", "BOOKED") for each in answers)
    assert outcomes == {"BOOKED": 1, "SLOT_TAKEN": 15}


async def test_two_who_need_each_others_way_never_wait_for_each_other(turning, clock):
    both = [resource("anna", ("taglio", "colore")), resource("marco", ("taglio", "colore"))]
    offerings = [offering(is_default=True), offering("colore", 30)]
    salon = await Salon.opened(turning, catalog(offerings, both))
    for _ in range(2):
        await salon.hold(WALL)
    clock.pass_by(minutes=10)

    wanted = [*salon.offerings.values()] * 4
    answers = await salon.book_at_once(salon.wish(WALL, offering_id=each) for each in wanted)

    outcomes = Counter(getattr(each, "reason", "BOOKED") for each in answers)
    assert set(outcomes) <= {"BOOKED", "SLOT_TAKEN"}
    assert 1 <= outcomes["BOOKED"] <= 2


async def test_a_request_expires_at_its_start_where_the_tenant_says_nothing(turning, clock):
    salon = await asking(turning)

    requested = await salon.book(WALL)

    assert requested.expire_time == requested.start_time


async def test_a_request_expires_when_the_tenant_says_and_makes_way_then(turning, clock):
    salon = await asking(turning, pending_expiry=hours(6))
    requested = await salon.book(WALL)
    clock.pass_by(hours=6)

    other = await salon.book(WALL)

    assert requested.expire_time.seconds == clock.time.timestamp()
    assert other.state == pb.BOOKING_STATE_PENDING
    assert (await salon.get(requested.booking_id)).state == pb.BOOKING_STATE_EXPIRED


async def test_a_request_that_is_over_and_in_nobodys_way_can_still_be_approved(turning, clock):
    salon = await asking(turning, pending_expiry=hours(6))
    requested = await salon.book(WALL)
    clock.pass_by(hours=7)

    approved = await salon.approve(requested.booking_id)

    assert approved.state == pb.BOOKING_STATE_CONFIRMED
    assert not approved.HasField("expire_time")


async def test_of_a_request_that_made_way_and_its_approval_at_once_one_comes_first(turning, clock):
    salon = await asking(turning, pending_expiry=hours(6))
    requested = await salon.book(WALL)
    clock.pass_by(hours=7)

    approved, booked = await asyncio.gather(
        salon.approve(requested.booking_id), salon.book(WALL), return_exceptions=True
    )

    outcomes = getattr(approved, "reason", "APPROVED"), getattr(booked, "reason", "BOOKED")
    assert outcomes in {("APPROVED", "SLOT_TAKEN"), ("BOOKING_OVER", "BOOKED")}


async def test_who_gets_nothing_elsewhere_stands_in_nobodys_way(alone, clock):
    for _ in range(4):
        hold, booked = await alone.hold("2026-03-03T10:00"), await alone.book("2026-03-03T12:00")
        clock.pass_by(minutes=10)
        for_nothing = [alone.wish("2026-03-03T12:00") for _ in range(6)]

        wishes = [*for_nothing, alone.wish("2026-03-03T10:00"), *for_nothing]
        answers = await alone.book_at_once(wishes)

        outcomes = [getattr(each, "reason", "BOOKED") for each in answers]
        assert outcomes == ["SLOT_TAKEN"] * 6 + ["BOOKED"] + ["SLOT_TAKEN"] * 6
        assert (await alone.get(hold.booking_id)).state == pb.BOOKING_STATE_EXPIRED
        for each in (booked, answers[6]):
            await alone.cancel(each.booking_id)


async def test_who_needs_more_and_fails_stands_in_nobodys_way(turning, clock):
    both = [offering(is_default=True), offering("colore", 90)]
    salon = await Salon.opened(turning, catalog(both, [resource("anna", ("taglio", "colore"))]))
    for _ in range(4):
        await salon.hold("2026-03-03T10:00")
        booked = await salon.book("2026-03-03T11:00")
        clock.pass_by(minutes=10)
        colore = {"offering_id": salon.offerings["colore"]}
        longer = [salon.wish("2026-03-03T10:00", **colore) for _ in range(6)]

        answers = await salon.book_at_once([*longer, salon.wish("2026-03-03T10:00"), *longer])

        outcomes = [getattr(each, "reason", "BOOKED") for each in answers]
        assert outcomes == ["SLOT_TAKEN"] * 6 + ["BOOKED"] + ["SLOT_TAKEN"] * 6
        for each in (booked, answers[6]):
            await salon.cancel(each.booking_id)


async def test_a_request_that_is_moved_waits_as_long_as_a_new_one(turning, clock):
    salon = await asking(turning, pending_expiry=hours(1))
    requested = await salon.book(WALL)
    clock.pass_by(hours=2)

    moved = await salon.move(requested.booking_id, "2026-03-04T10:00")

    assert moved.state == pb.BOOKING_STATE_PENDING
    assert moved.expire_time.seconds == clock.time.timestamp() + 3600
    assert (await refusal_of(salon.book("2026-03-04T10:00"))).reason == "SLOT_TAKEN"
