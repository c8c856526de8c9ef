"""Do slots keep to what a customer may book, and to what is asked for?"""

from datetime import timedelta

import pytest
from lyo.booking.v1 import booking_service_pb2 as pb
from lyo.booking.v1 import catalog_service_pb2 as catalog_pb

from services.booking.domain.errors import Refusal
from services.booking.domain.hours import Notices
from services.common.errors import NotFound
from tests.booking.calendars import at, hours, pace, performer, schedule, walls
from tests.booking.salon import Salon, catalog, length, new_id, offering, refusal_of, resource

MONDAY = "2026-03-02T"
NOW = at(MONDAY + "09:00")
DAILY = performer("anna", hours("09:00-15:00"))
HOURLY = pace(60, step=60)


def noticed(**notices):
    lengths = {name: timedelta(hours=hours) for name, hours in notices.items()}
    return schedule(DAILY, runs=HOURLY, notices=Notices(**lengths))


def starts(of, *, bound=True):
    return walls(of.slots(at(MONDAY + "00:00"), at("2026-03-03T00:00"), NOW, bound=bound))


def test_slots_begin_when_notice_allows():
    assert starts(noticed(book=2)) == ["11:00", "12:00", "13:00", "14:00"]


def test_slots_end_where_it_is_too_far_ahead():
    assert starts(noticed(ahead=3)) == ["10:00", "11:00", "12:00"]


def test_who_is_not_bound_books_until_it_starts_and_however_far_ahead():
    both = noticed(book=2, ahead=3)

    assert starts(both) == ["11:00", "12:00"]
    assert starts(both, bound=False) == ["10:00", "11:00", "12:00", "13:00", "14:00"]


@pytest.mark.parametrize(
    ("clock", "refusal"),
    [
        ("10:00", Refusal.NOTICE_TOO_SHORT),
        ("11:00", None),
        ("12:00", None),
        ("13:00", Refusal.TOO_FAR_AHEAD),
        ("20:00", Refusal.TOO_FAR_AHEAD),
        ("09:00", Refusal.IN_THE_PAST),
    ],
)
def test_what_is_not_listed_is_refused_with_the_reason(clock, refusal):
    both = noticed(book=2, ahead=3)

    assert both.refusal(at(MONDAY + clock), 1, NOW, bound=True) is refusal


def test_suggestions_keep_to_notice_too():
    near = noticed(book=2, ahead=3).nearest(at(MONDAY + "09:00"), 6, NOW)
    free = noticed(book=2, ahead=3).nearest(at(MONDAY + "09:00"), 6, NOW, bound=False)

    assert walls(near) == ["11:00", "12:00"]
    assert len(free) == 6


# Asked through the door


@pytest.mark.parametrize(
    ("part", "first", "last", "count"),
    [
        (pb.PART_OF_DAY_MORNING, "03 09:00", "03 11:45", 12),
        (pb.PART_OF_DAY_AFTERNOON, "03 12:00", "03 16:45", 15),
        (pb.PART_OF_DAY_EVENING, "03 17:00", "03 18:30", 7),
        (pb.PART_OF_DAY_UNSPECIFIED, "03 09:00", "03 18:30", 34),
    ],
)
async def test_a_part_of_the_day_is_read_on_the_wall(salon, part, first, last, count):
    free = await salon.free("2026-03-03T00:00", "2026-03-04T00:00", part_of_day=part)

    found = salon.walls(free.slots)
    assert (found[0], found[-1], len(found)) == (first, last, count)


async def test_pages_of_a_part_of_the_day_go_on_where_the_last_ended(salon):
    asked = {"part_of_day": pb.PART_OF_DAY_EVENING, "page_size": 5}
    window = "2026-03-03T00:00", "2026-03-05T00:00"
    first = await salon.free(*window, **asked)

    second = await salon.free(*window, page_token=first.next_page_token, **asked)

    assert salon.walls(second.slots) == ["03 18:15", "03 18:30", "04 17:00", "04 17:15", "04 17:30"]


async def test_slots_of_a_tenant_keep_to_notice(booking):
    """It is one o'clock of Sunday in Rome."""
    cut = offering(
        is_default=True, min_notice=length(48 * 60), book_ahead=length(49 * 60), step=length(30)
    )
    salon = await Salon.opened(booking, catalog([cut], [resource()]))

    free = await salon.free("2026-03-01T00:00", "2026-03-30T00:00")
    suggested = await salon.suggested("2026-03-03T09:00", count=6)

    assert salon.walls(free.slots) == ["03 14:00"]
    assert salon.walls(suggested.slots) == ["03 14:00"]


async def test_slots_of_a_visit_say_who_does_what_when(salon):
    cut, color = salon.offerings["taglio"], salon.offerings["colore"]
    anna, marco = salon.resources["anna"], salon.resources["marco"]
    await salon.book("2026-03-03T11:00", resource_id=anna)

    free = await salon.free("2026-03-03T10:00", "2026-03-03T11:00", visit_offering_ids=[cut, color])

    slot = free.slots[0]
    assert salon.walls(free.slots) == ["03 10:00", "03 10:15", "03 10:30", "03 10:45"]
    assert salon.wall(slot.end_time) == "03 12:00"
    assert [each.offering_id for each in slot.segments] == [cut, color]
    assert salon.walls(slot.segments) == ["03 10:00", "03 10:30"]
    assert list(slot.segments[0].resource_ids) == [marco, anna]
    assert list(slot.segments[1].resource_ids) == [marco]
    assert list(slot.resource_ids) == [marco, anna]


async def test_a_visit_is_suggested_too(salon):
    both = [salon.offerings["colore"], salon.offerings["taglio"]]

    suggested = await salon.suggested("2026-03-03T12:00", visit_offering_ids=both, count=1)

    assert salon.walls(suggested.slots) == ["03 11:00"]


async def test_every_offering_of_a_visit_must_be_one_of_the_tenant(salon):
    both = [salon.offerings["taglio"], new_id()]

    for asked in (
        salon.free("2026-03-03T00:00", "2026-03-04T00:00", visit_offering_ids=both),
        salon.suggested("2026-03-03T00:00", visit_offering_ids=both),
    ):
        assert (await refusal_of(asked, NotFound)).reason == "OFFERING_NOT_FOUND"


async def test_the_resource_that_is_named_must_perform_every_part_of_a_visit(booking):
    apart = catalog(
        [offering(is_default=True), offering("colore", 90)],
        [resource("anna", ["taglio", "colore"]), resource("marco", ["colore"])],
    )
    salon = await Salon.opened(booking, apart)
    both = list(salon.offerings.values())
    window = "2026-03-03T00:00", "2026-03-04T00:00"

    by_anna = await salon.free(
        *window, visit_offering_ids=both, resource_id=salon.resources["anna"]
    )
    by_marco = salon.free(*window, visit_offering_ids=both, resource_id=salon.resources["marco"])

    ids = {each for slot in by_anna.slots for part in slot.segments for each in part.resource_ids}
    assert ids == {salon.resources["anna"]}
    assert (await refusal_of(by_marco, NotFound)).reason == "RESOURCE_NOT_FOUND"


async def test_suggestions_can_be_of_one_resource(salon):
    anna = salon.resources["anna"]
    await salon.book("2026-03-03T15:30", resource_id=anna)

    suggested = await salon.suggested("2026-03-03T15:30", resource_id=anna, count=2)

    assert salon.walls(suggested.slots) == ["03 15:00", "03 16:00"]
    assert all(list(each.resource_ids) == [anna] for each in suggested.slots)


async def test_the_place_of_a_hold_that_is_over_is_offered_again(turning, clock):
    salon = await Salon.opened(turning, catalog(resources=[resource("anna", ["taglio", "colore"])]))
    window = "2026-03-03T09:00", "2026-03-03T09:45"
    await salon.hold("2026-03-03T09:00")
    held = await salon.free(*window)

    clock.pass_by(minutes=10)

    over = await salon.free(*window)
    assert salon.walls(held.slots) == ["03 09:30"]
    assert salon.walls(over.slots) == ["03 09:00", "03 09:15", "03 09:30"]


async def test_seats_of_a_hold_that_is_over_are_offered_again(turning, clock):
    weekly = [catalog_pb.WeeklyOccurrence(weekday=6, start_minute=600)]
    games = offering("games", 60, seats=4, weekly_occurrences=weekly, is_default=True)
    salon = await Salon.opened(turning, catalog([games], []))
    window = "2026-03-07T00:00", "2026-03-08T00:00"
    await salon.hold("2026-03-07T10:00", party_size=3)
    held = await salon.free(*window)

    clock.pass_by(minutes=10)

    over = await salon.free(*window)
    assert [each.seats_left for each in held.slots] == [1]
    assert [each.seats_left for each in over.slots] == [4]
