"""Which bookings are found?"""

import pytest
from lyo.booking.v1 import booking_service_pb2 as pb
from lyo.booking.v1 import catalog_service_pb2 as catalog_pb

from services.common.errors import InvalidArgument, NotFound
from services.common.fields import timestamp
from tests.booking.calendars import at
from tests.booking.salon import ROME, Salon, catalog, new_id, offering, resource

WALLS = ["2026-03-04T09:00", "2026-03-03T15:30", "2026-03-05T10:00", "2026-03-03T15:30"]
IN_ORDER = ["03 15:30", "03 15:30", "04 09:00", "05 10:00"]


async def test_an_unknown_booking_is_not_found(salon):
    with pytest.raises(NotFound) as refusal:
        await salon.get(new_id())
    assert refusal.value.reason == "BOOKING_NOT_FOUND"


async def test_bookings_are_listed_by_start(salon):
    made = [await salon.book(wall) for wall in WALLS]

    listed = (await salon.bookings()).bookings

    assert salon.walls(listed) == IN_ORDER
    assert sorted(listed, key=lambda each: each.booking_id) == sorted(
        made, key=lambda each: each.booking_id
    )


async def test_bookings_of_one_customer_are_listed(salon):
    customer = new_id()
    own = await salon.book("2026-03-04T09:00", customer_id=customer)
    await salon.book("2026-03-03T15:30")

    assert list((await salon.bookings(customer_id=customer)).bookings) == [own]
    assert list((await salon.bookings(customer_id=new_id())).bookings) == []


async def test_what_has_ended_can_be_left_out(salon):
    for wall in WALLS:
        await salon.book(wall)

    async def ending_after(wall):
        after = timestamp(at(wall, ROME))
        return salon.walls((await salon.bookings(ends_after=after)).bookings)

    assert await ending_after("2026-03-03T15:59") == IN_ORDER
    assert await ending_after("2026-03-03T16:00") == IN_ORDER[2:]
    assert await ending_after("2026-03-05T10:15") == IN_ORDER[3:]
    assert await ending_after("2026-03-06T00:00") == []


async def test_bookings_in_some_states_are_listed(salon):
    kept = await salon.book("2026-03-03T15:30")
    given_up = await salon.book("2026-03-04T15:30")
    await salon.cancel(given_up.booking_id)

    async def ids(*states):
        listed = await salon.bookings(states=states)
        return [each.booking_id for each in listed.bookings]

    assert await ids(pb.BOOKING_STATE_CONFIRMED) == [kept.booking_id]
    assert await ids(pb.BOOKING_STATE_CANCELLED) == [given_up.booking_id]
    assert await ids(pb.BOOKING_STATE_CONFIRMED, pb.BOOKING_STATE_CANCELLED) == [
        kept.booking_id,
        given_up.booking_id,
    ]
    assert await ids(pb.BOOKING_STATE_PENDING) == []


async def test_a_state_that_is_none_is_refused_and_does_not_mean_all(salon):
    with pytest.raises(InvalidArgument) as refusal:
        await salon.bookings(states=[pb.BOOKING_STATE_UNSPECIFIED])

    assert [each.field for each in refusal.value.violations] == ["states[0]"]


async def test_bookings_of_one_resource_are_listed_also_cancelled_ones(salon):
    anna, marco = salon.resources["anna"], salon.resources["marco"]
    own = await salon.book("2026-03-03T15:30", resource_id=anna)
    cancelled = await salon.book("2026-03-04T15:30", resource_id=anna)
    await salon.cancel(cancelled.booking_id)
    await salon.book("2026-03-03T15:30", resource_id=marco)

    listed = (await salon.bookings(resource_id=anna)).bookings

    assert [each.booking_id for each in listed] == [own.booking_id, cancelled.booking_id]
    assert list((await salon.bookings(resource_id=new_id())).bookings) == []


async def test_a_moved_booking_is_its_new_resources(salon):
    anna, marco = salon.resources["anna"], salon.resources["marco"]
    booked = await salon.book("2026-03-03T15:30", resource_id=anna)

    moved = await salon.move(booked.booking_id, resource_id=marco)

    assert list((await salon.bookings(resource_id=anna)).bookings) == []
    assert list((await salon.bookings(resource_id=marco)).bookings) == [moved]


async def test_a_seat_is_listed_with_who_performs_the_occurrence(booking):
    weekly = [catalog_pb.WeeklyOccurrence(weekday=6, start_minute=600)]
    yoga = offering("yoga", 60, is_default=True, seats=4, weekly_occurrences=weekly)
    salon = await Salon.opened(booking, catalog([yoga], [resource("anna", ("yoga",))]))
    seats = [await salon.book("2026-03-07T10:00") for _ in range(2)]

    listed = (await salon.bookings(resource_id=salon.resources["anna"])).bookings

    by_id = {each.booking_id: each for each in seats}
    assert {each.booking_id: each for each in listed} == by_id


async def test_a_visit_is_listed_once_with_each_who_performs_a_part(booking):
    offerings = [offering(is_default=True), offering("colore", 90)]
    apart = [resource("anna", ("taglio",)), resource("marco", ("colore",))]
    salon = await Salon.opened(booking, catalog(offerings, apart))
    visit = [salon.offerings["taglio"], salon.offerings["colore"]]
    booked = await salon.book("2026-03-03T15:30", visit_offering_ids=visit)

    for resource_id in salon.resources.values():
        assert list((await salon.bookings(resource_id=resource_id)).bookings) == [booked]


async def test_what_starts_later_can_be_left_out(salon):
    for wall in WALLS:
        await salon.book(wall)

    async def before(wall, **fields):
        stamp = timestamp(at(wall, ROME))
        return salon.walls((await salon.bookings(starts_before=stamp, **fields)).bookings)

    assert await before("2026-03-05T10:00") == IN_ORDER[:3]
    assert await before("2026-03-03T15:30") == []
    after = timestamp(at("2026-03-04T00:00", ROME))
    assert await before("2026-03-05T00:00", ends_after=after) == IN_ORDER[2:3]


async def test_pages_of_one_resource_leave_nothing_out(salon):
    anna = salon.resources["anna"]
    walls = [f"2026-03-0{day}T{hour}:00" for day in (3, 4) for hour in ("09", "10", "11")]
    made = [await salon.book(wall, resource_id=anna) for wall in walls]
    for wall in walls:
        await salon.book(wall, resource_id=salon.resources["marco"])

    found, token = [], ""
    for _ in range(3):
        page = await salon.bookings(resource_id=anna, page_size=2, page_token=token)
        found += page.bookings
        token = page.next_page_token

    assert (found, token) == (made, "")


async def test_bookings_come_a_page_at_a_time_also_where_two_start_together(salon):
    for wall in WALLS:
        await salon.book(wall)

    found, token = [], ""
    for _ in WALLS:
        page = await salon.bookings(page_size=1, page_token=token)
        found += page.bookings
        token = page.next_page_token

    assert token == ""
    assert found == list((await salon.bookings()).bookings)


async def test_a_page_token_is_of_one_listing_only(salon):
    customer = new_id()
    for wall in ("2026-03-03T15:30", "2026-03-04T15:30"):
        await salon.book(wall, customer_id=customer)
    page = await salon.bookings(customer_id=customer, page_size=1)

    with pytest.raises(InvalidArgument) as refusal:
        await salon.bookings(page_token=page.next_page_token)

    assert refusal.value.reason == "PAGE_TOKEN_INVALID"


async def test_a_booking_keeps_the_name_and_the_zone_it_was_made_with(salon):
    booking = await salon.book("2026-03-03T15:30")
    renamed = [offering(display_name="Taglio e piega", is_default=True)]
    await salon.apply(catalog(renamed, [resource()], zone="Europe/Athens"))

    found = (await salon.bookings()).bookings[0]

    assert found.offering_name == "Taglio"
    assert found.time_zone == "Europe/Rome"
    assert found == booking
