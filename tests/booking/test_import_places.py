"""Where do bookings that are brought in from elsewhere find their places?"""

import asyncio

import pytest
from lyo.booking.v1 import booking_service_pb2 as pb

from services.common.fields import timestamp
from tests.booking.calendars import at
from tests.booking.importing import TUESDAY, bring, brought, line, reasons
from tests.booking.salon import Salon, catalog, length, new_id, offering, resource

CREATED = pb.IMPORT_OUTCOME_CREATED
KNOWN = pb.IMPORT_OUTCOME_KNOWN
TUESDAYS = {"weekday": 2, "start_minute": 15 * 60 + 30}


async def test_what_is_taken_is_refused(salon):
    booked = await salon.book(TUESDAY)
    who = booked.segments[0].resource_name.lower()

    assert await reasons(salon, line(salon, resource_name=who)) == ["SLOT_TAKEN"]


async def test_of_two_lines_for_one_place_the_first_has_it(salon):
    later, earlier = "2026-03-03T15:30", "2026-03-03T15:15"
    both = [line(salon, wall, resource_name="anna") for wall in (later, earlier)]

    assert await reasons(salon, *both) == ["", "SLOT_TAKEN"]


async def test_a_refused_line_leaves_nothing_behind(salon):
    taken = [line(salon), line(salon), line(salon, external_ref="A-1")]

    assert await reasons(salon, *taken) == ["", "", "SLOT_TAKEN"]

    later = line(salon, "2026-03-04T10:00", external_ref="A-1")
    assert await reasons(salon, later) == [""]


async def test_without_a_resource_somebody_who_is_free_is_found(salon):
    booked = await salon.book(TUESDAY)

    imported = await brought(salon, line(salon))

    names = {each.segments[0].resource_name for each in (booked, imported)}
    assert names == {"Anna", "Marco"}


async def test_buffers_are_kept_from_others(booking):
    slow = offering(is_default=True, buffer_after=length(30))
    salon = await Salon.opened(booking, catalog([slow], [resource()]))
    await brought(salon, line(salon))

    assert await reasons(
        salon, line(salon, "2026-03-03T16:00"), line(salon, "2026-03-03T16:30")
    ) == ["SLOT_TAKEN", ""]


async def test_what_was_given_up_takes_no_place(salon):
    given_up = {"resource_name": "anna", "state": pb.BOOKING_STATE_CANCELLED}
    lines = [line(salon, **given_up), line(salon, **given_up), line(salon, resource_name="anna")]

    assert await reasons(salon, *lines) == ["", "", ""]


async def test_the_smallest_table_that_fits_is_taken_and_a_larger_party_refused(booking):
    tables = [resource(f"t{size}", capacity=size) for size in (6, 4, 2)]
    salon = await Salon.opened(booking, catalog([offering(is_default=True)], tables))

    three = await brought(salon, line(salon, party_size=3))

    assert three.segments[0].resource_name == "T4"
    assert await reasons(salon, line(salon, party_size=7)) == ["PARTY_TOO_LARGE"]
    assert await reasons(salon, line(salon, party_size=3, resource_name="t2")) == [
        "PARTY_TOO_LARGE"
    ]


async def test_a_party_is_not_smaller_than_the_offering_is_for(booking):
    large = offering(is_default=True, min_party=4)
    salon = await Salon.opened(booking, catalog([large], [resource()]))

    assert await reasons(salon, line(salon, party_size=3)) == ["PARTY_TOO_SMALL"]


@pytest.fixture
async def class_of_three(booking):
    """Yoga for three on Tuesdays, by Anna."""
    yoga = offering("yoga", 60, is_default=True, seats=3, weekly_occurrences=[TUESDAYS])
    return await Salon.opened(booking, catalog([yoga], [resource("anna", ("yoga",))]))


async def test_bookings_of_a_group_share_an_occurrence_until_it_is_sold_out(class_of_three):
    salon = class_of_three
    lines = [line(salon, party_size=2), line(salon), line(salon)]

    results = await bring(salon, *lines)

    assert [each.reason for each in results] == ["", "", "SOLD_OUT"]
    seated = [await salon.get(each.booking_id) for each in results[:2]]
    assert len({each.occurrence_id for each in seated}) == 1
    assert seated[0].occurrence_id


async def test_seats_that_were_booked_before_count(class_of_three):
    await class_of_three.book(TUESDAY, party_size=2)

    assert await reasons(
        class_of_three, line(class_of_three, party_size=2), line(class_of_three)
    ) == ["SOLD_OUT", ""]


async def test_a_class_has_one_teacher_though_lines_name_two(booking):
    yoga = offering("yoga", 60, is_default=True, seats=3, weekly_occurrences=[TUESDAYS])
    people = [resource(name, ("yoga",)) for name in ("anna", "marco")]
    salon = await Salon.opened(booking, catalog([yoga], people))
    lines = [line(salon, resource_name=name) for name in ("marco", "anna", "")]

    assert await reasons(salon, *lines) == ["", "SLOT_TAKEN", ""]


async def test_two_classes_at_once_find_one_teacher(class_of_three):
    half_past = line(class_of_three, "2026-03-03T16:00")

    assert await reasons(class_of_three, line(class_of_three), half_past) == ["", "SLOT_TAKEN"]


async def test_a_hold_that_is_over_makes_way(booking, booking_database):
    salon = await Salon.opened(booking, catalog([offering(is_default=True)], [resource()]))
    held = pb.HoldSlotRequest(
        tenant_id=salon.tenant_id,
        request_id=new_id(),
        customer_id=new_id(),
        start_time=timestamp(at(TUESDAY, salon.zone)),
        origin=pb.ORIGIN_API,
    )
    hold = (await salon.booking.bookings.HoldSlot(held)).booking
    booking_database.run(
        "booking",
        f"SET lyo.tenant = '{salon.tenant_id}'",
        f"UPDATE booking.bookings SET expire_time = '2026-03-01' WHERE booking_id"
        f" = '{hold.booking_id}'",
    )

    assert await reasons(salon, line(salon)) == [""]
    assert (await salon.get(hold.booking_id)).state == pb.BOOKING_STATE_EXPIRED


async def test_the_same_lines_at_once_are_stored_once(salon):
    lines = [line(salon, f"2026-03-03T{hour}:00") for hour in range(10, 19)]

    answers = await asyncio.gather(*(bring(salon, *lines) for _ in range(4)))

    assert {each.outcome for results in answers for each in results} == {CREATED, KNOWN}
    assert len({tuple(each.booking_id for each in results) for results in answers}) == 1
    assert len((await salon.bookings()).bookings) == len(lines)


async def test_imports_and_bookings_at_once_never_share_a_resource(salon, booking_database):
    walls = [f"2026-03-03T{hour}:{minute}" for hour in range(14, 18) for minute in ("00", "30")]
    imports = [[line(salon, wall) for wall in order] for order in (walls, walls[::-1])]
    wishes = [salon.wish(wall) for wall in walls]

    *brought_in, _ = await asyncio.gather(
        *(reasons(salon, *lines) for lines in imports), salon.book_at_once(wishes)
    )

    assert {each for told in brought_in for each in told} <= {"", "SLOT_TAKEN"}
    overlaps = booking_database.rows(
        "SELECT count(*) FROM booking.booking_segments one JOIN booking.booking_segments other"
        " USING (tenant_id, resource_id) WHERE one.booking_id < other.booking_id"
        " AND one.start_time < other.end_time AND other.start_time < one.end_time"
        " AND tenant_id = %s",
        salon.tenant_id,
    )
    assert overlaps == [(0,)]
    assert len((await salon.bookings()).bookings) == 2 * len(walls)


async def test_a_thousand_lines_are_answered_in_their_order(booking):
    people = [resource(f"r{number}") for number in range(10)]
    salon = await Salon.opened(booking, catalog([offering(is_default=True)], people))
    walls = [f"2026-{month:02}-{day:02}T10:00" for month in (4, 5, 6, 7) for day in range(1, 26)]
    lines = [line(salon, wall) for wall in walls for _ in people]

    results = await bring(salon, *lines)

    assert [each.outcome for each in results] == [CREATED] * 1000
    for number in (0, 499, 999):
        stored = await salon.get(results[number].booking_id)
        assert stored.external_ref == lines[number].external_ref
