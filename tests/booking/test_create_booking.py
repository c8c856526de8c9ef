"""What becomes of a wish?"""

from datetime import UTC, timedelta

import pytest
from lyo.booking.v1 import booking_service_pb2 as pb
from lyo.booking.v1 import catalog_service_pb2 as catalog_pb

from tests.booking.salon import (
    NOW,
    Salon,
    catalog,
    length,
    new_id,
    offering,
    refusal_of,
    resource,
    weekly,
)


async def test_a_free_slot_becomes_a_confirmed_booking(salon):
    customer = new_id()

    booking = await salon.book("2026-03-03T15:30", customer_id=customer)

    assert booking.state == pb.BOOKING_STATE_CONFIRMED
    assert booking.customer_id == customer
    assert booking.offering_id == salon.offerings["taglio"]
    assert booking.offering_name == "Taglio"
    assert booking.time_zone == "Europe/Rome"
    assert salon.wall(booking.start_time) == "03 15:30"
    assert salon.wall(booking.end_time) == "03 16:00"
    assert booking.origin == pb.ORIGIN_CONVERSATION
    assert booking.etag
    assert booking.create_time.ToDatetime(tzinfo=UTC) == NOW


async def test_what_is_answered_is_what_is_stored(salon):
    booking = await salon.book("2026-03-03T15:30")

    assert await salon.get(booking.booking_id) == booking


async def test_the_preferred_resource_performs_it_while_it_is_free(salon):
    first = await salon.book("2026-03-03T15:30")
    second = await salon.book("2026-03-03T15:30")

    assert [each.resource_name for each in first.segments] == ["Anna"]
    assert [each.resource_name for each in second.segments] == ["Marco"]


async def test_the_lowest_rank_is_preferred_to_the_first_name(booking):
    ranked = [resource("anna", rank=2), resource("zoe", rank=1)]
    salon = await Salon.opened(booking, catalog([offering(is_default=True)], ranked))

    booked = await salon.book("2026-03-03T15:30")

    assert booked.segments[0].resource_name == "Zoe"


async def test_a_resource_that_is_busy_for_a_part_of_the_time_is_not_taken(salon):
    await salon.book("2026-03-03T10:15", resource_id=salon.resources["anna"])

    booked = await salon.book("2026-03-03T10:00")

    assert booked.segments[0].resource_name == "Marco"


async def test_a_customer_may_choose_who_performs_it(salon):
    booked = await salon.book("2026-03-03T15:30", resource_id=salon.resources["marco"])

    assert booked.segments[0].resource_name == "Marco"


async def test_another_offering_can_be_named(salon):
    booked = await salon.book("2026-03-03T15:30", offering_id=salon.offerings["colore"])

    assert booked.offering_name == "Colore"
    assert salon.wall(booked.end_time) == "03 17:00"


async def test_where_the_tenant_approves_by_hand_a_booking_is_pending_and_holds_its_place(booking):
    alone = catalog([offering(is_default=True)], [resource()], by_hand=True)
    salon = await Salon.opened(booking, alone)

    requested = await salon.book("2026-03-03T15:30")

    assert requested.state == pb.BOOKING_STATE_PENDING
    assert (await refusal_of(salon.book("2026-03-03T15:30"))).reason == "SLOT_TAKEN"


async def test_buffers_take_the_resource_but_are_not_the_customers_time(booking):
    cleaned = offering(is_default=True)
    cleaned.buffer_before.FromTimedelta(timedelta(minutes=15))
    cleaned.buffer_after.FromTimedelta(timedelta(minutes=30))
    salon = await Salon.opened(booking, catalog([cleaned], [resource()]))

    booked = await salon.book("2026-03-03T09:00")

    assert salon.wall(booked.start_time) == "03 09:00"
    assert salon.wall(booked.end_time) == "03 09:30"
    assert salon.wall(booked.segments[0].start_time) == "03 08:45"
    assert salon.wall(booked.segments[0].end_time) == "03 10:00"
    free = await salon.free("2026-03-03T00:00", "2026-03-03T11:00")
    assert salon.walls(free.slots) == ["03 10:15", "03 10:30", "03 10:45"]


@pytest.mark.parametrize(
    ("zone", "wall", "instant"),
    [
        ("Europe/Rome", "2026-03-28T09:00", "2026-03-28T08:00:00Z"),
        ("Europe/Rome", "2026-03-29T09:00", "2026-03-29T07:00:00Z"),
        ("Europe/Rome", "2026-10-25T09:00", "2026-10-25T08:00:00Z"),
        ("America/New_York", "2026-03-08T09:00", "2026-03-08T13:00:00Z"),
        ("America/New_York", "2026-11-01T09:00", "2026-11-01T14:00:00Z"),
        ("America/Mexico_City", "2026-04-05T09:00", "2026-04-05T15:00:00Z"),
        ("America/Mexico_City", "2026-10-25T09:00", "2026-10-25T15:00:00Z"),
    ],
)
async def test_nine_on_the_wall_is_nine_on_the_wall_on_every_day(booking, zone, wall, instant):
    daily = [resource(hours=weekly("09:00-11:00", days=range(1, 8)))]
    salon = await Salon.opened(booking, catalog([offering(is_default=True)], daily, zone=zone))

    booked = await salon.book(wall)

    assert booked.start_time.ToJsonString() == instant
    assert booked.end_time.ToDatetime() - booked.start_time.ToDatetime() == timedelta(minutes=30)


async def test_a_booking_across_the_change_lasts_its_length(booking):
    nightly = [resource(hours=weekly("00:00-08:00", days=range(1, 8)))]
    salon = await Salon.opened(booking, catalog([offering(lasts=120, is_default=True)], nightly))

    spring = await salon.book("2026-03-29T01:00")
    autumn = await salon.book("2026-10-25T01:00")

    assert salon.wall(spring.end_time) == "29 04:00"
    assert salon.wall(autumn.end_time) == "25 02:00"


async def test_what_was_said_with_it_is_kept(salon):
    channel = new_id()

    booking = await salon.book(
        "2026-03-03T15:30", note="a quiet corner", party_size=2, channel_id=channel
    )

    assert (booking.note, booking.party_size, booking.channel_id) == ("a quiet corner", 2, channel)
    assert await salon.get(booking.booking_id) == booking


async def test_price_and_venue_stay_as_they_were_when_it_was_booked(booking):
    venue = catalog_pb.Venue(name="Sala A", address="Via Roma 1")
    dear = offering(is_default=True, price_cents=2500, currency_code="EUR", venue=venue)
    salon = await Salon.opened(booking, catalog([dear], [resource()]))
    booked = await salon.book("2026-03-03T15:30")
    await salon.apply(catalog([offering(is_default=True)], [resource()]))

    found = await salon.get(booked.booking_id)

    assert (found.price_cents, found.currency_code, found.venue) == (2500, "EUR", venue)


@pytest.mark.parametrize(
    ("wall", "reason"),
    [("2026-03-02T12:00", "NOTICE_TOO_SHORT"), ("2026-03-10T15:30", "TOO_FAR_AHEAD")],
)
async def test_customers_are_held_to_notice_and_members_are_not(booking, wall, reason):
    taglio = offering(is_default=True, min_notice=length(24 * 60), book_ahead=length(7 * 24 * 60))
    daily = resource(hours=weekly("09:00-19:00", days=range(1, 8)))
    salon = await Salon.opened(booking, catalog([taglio], [daily]))

    for origin in (pb.ORIGIN_CONVERSATION, pb.ORIGIN_API):
        refusal = await refusal_of(salon.book(wall, origin=origin))
        assert refusal.reason == reason
        assert len(refusal.details["alternatives"].split()) == 3

    by_member = await salon.book(wall, origin=pb.ORIGIN_STAFF)
    assert by_member.origin == pb.ORIGIN_STAFF


async def test_what_is_too_near_for_customers_is_no_alternative_for_them(booking):
    taglio = offering(is_default=True, min_notice=length(24 * 60))
    daily = resource(hours=weekly("09:00-19:00", days=range(1, 8)))
    salon = await Salon.opened(booking, catalog([taglio], [daily]))

    refusal = await refusal_of(salon.book("2026-03-02T12:00"))

    assert refusal.details["alternatives"].split()[0] == "2026-03-02T12:00:00Z"


@pytest.fixture
async def restaurant(booking):
    """Two tables for 2, one for 4, one for 6; nobody dines alone."""
    tables = [
        resource("t2a", capacity=2),
        resource("t2b", capacity=2),
        resource("t4", capacity=4),
        resource("t6", capacity=6),
    ]
    mesa = offering(is_default=True, min_party=2)
    return await Salon.opened(booking, catalog([mesa], tables))


async def test_a_party_gets_the_smallest_table_that_holds_it(restaurant):
    wall = "2026-03-03T15:30"
    booked = [await restaurant.book(wall, party_size=size) for size in (2, 2, 2, 2)]

    names = [each.segments[0].resource_name for each in booked]
    assert names == ["T2a", "T2b", "T4", "T6"]


async def test_a_party_that_no_table_holds_is_told_the_most(restaurant):
    refusal = await refusal_of(restaurant.book("2026-03-03T15:30", party_size=7))

    assert refusal.reason == "PARTY_TOO_LARGE"
    assert refusal.details == {"most": "6"}


async def test_a_party_that_is_too_small_is_refused(restaurant):
    refusal = await refusal_of(restaurant.book("2026-03-03T15:30"))

    assert refusal.reason == "PARTY_TOO_SMALL"


async def test_a_large_party_is_refused_where_only_small_tables_are_left(restaurant):
    await restaurant.book("2026-03-03T15:30", party_size=6)

    refusal = await refusal_of(restaurant.book("2026-03-03T15:30", party_size=5))

    assert refusal.reason == "SLOT_TAKEN"
    assert "2026-03-03T15:00:00Z" in refusal.details["alternatives"].split()
