"""Which occurrences of a group offering are offered?"""

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from lyo.booking.v1 import catalog_service_pb2 as catalog_pb

from services.booking.domain.calendar import Opening
from services.booking.domain.errors import Refusal
from services.booking.domain.hours import (
    DatedOccurrence,
    Group,
    Rules,
    SpecialDay,
    Stretch,
    WeeklyOccurrence,
)
from services.booking.domain.occurrences import Occurrences, Standing
from services.booking.domain.spans import instant_of, second_of
from services.booking.domain.visit import Visit
from services.common.errors import InvalidArgument
from tests.booking.calendars import (
    LONG_AGO,
    NOBODY,
    at,
    between,
    hours,
    pace,
    part,
    performer,
    resource_id,
)
from tests.booking.salon import Salon, catalog, length, offering, refusal_of, resource

SATURDAY = "2026-03-07T"
WEEKLY = Group(40, (WeeklyOccurrence(6, 600), WeeklyOccurrence(6, 720)))


def games(*performers, group=WEEKLY, zone="UTC", standing=None, only=None, rules=None):
    """Games of an hour, every Saturday at ten and at noon."""
    own = part(*performers, zone=zone, runs=pace(60), name="games", group=group)
    occurrences = Occurrences(NOBODY, own.zone, group, own.offering.pace, rules or Rules())
    known = {second_of(at(SATURDAY + wall)): each for wall, each in (standing or {}).items()}
    fields = {**own.__dict__, "occurrences": occurrences, "standing": known, "only": only}
    return Visit((type(own)(**fields),))


def offered(of, party=1, first="2026-03-02T00:00", end="2026-03-15T00:00"):
    zone = of.zone.key
    slots = of.slots(at(first, zone), at(end, zone), LONG_AGO, party=party)
    return [f"{each.time.start.astimezone(of.zone):%d %H:%M} {each.seats_left}" for each in slots]


def test_occurrences_are_offered_whatever_the_opening_hours():
    assert offered(games()) == ["07 10:00 40", "07 12:00 40", "14 10:00 40", "14 12:00 40"]


def test_a_date_of_its_own_is_offered_too():
    dated = Group(10, (WeeklyOccurrence(6, 600),), (DatedOccurrence(date(2026, 3, 4), 1080),))

    assert offered(games(group=dated)) == ["04 18:00 10", "07 10:00 10", "14 10:00 10"]


def test_the_same_time_by_week_and_by_date_is_one():
    both = Group(10, (WeeklyOccurrence(6, 600),), (DatedOccurrence(date(2026, 3, 7), 600),))

    assert offered(games(group=both), end="2026-03-08T00:00") == ["07 10:00 10"]


def test_a_slot_tells_how_many_seats_are_left():
    booked = games(standing={"10:00": Standing(39)})

    assert offered(booked, end="2026-03-08T00:00") == ["07 10:00 1", "07 12:00 40"]


@pytest.mark.parametrize(("party", "first"), [(3, "07 10:00 3"), (4, "07 12:00 40")])
def test_one_that_has_not_so_many_seats_left_is_not_offered(party, first):
    assert offered(games(standing={"10:00": Standing(37)}), party)[0] == first


def test_where_everybody_who_performs_it_is_taken_it_is_not_offered():
    busy = performer("anna", (), [between(SATURDAY + "10:30", SATURDAY + "10:45")])

    assert offered(games(busy), end="2026-03-08T00:00") == ["07 12:00 40"]
    assert offered(games(busy, performer("bruno", ())), end="2026-03-08T00:00")[0] == "07 10:00 40"


def test_one_that_has_its_place_is_offered_though_its_performer_is_taken_by_it():
    place = [between(SATURDAY + "10:00", SATURDAY + "11:00")]
    anna = performer("anna", (), place)
    standing = {"10:00": Standing(5, resource_id("anna"))}

    slot, *_ = games(anna, standing=standing).slots(
        at("2026-03-07T00:00"), at("2026-03-08T00:00"), LONG_AGO
    )

    assert (slot.seats_left, slot.resource_ids) == (35, (resource_id("anna"),))


def test_of_one_resource_what_another_performs_is_not_offered():
    standing = {"10:00": Standing(5, resource_id("anna"))}
    bruno = resource_id("bruno")

    of_bruno = games(performer("bruno", ()), standing=standing, only=bruno)

    assert offered(of_bruno, end="2026-03-08T00:00") == ["07 12:00 40"]


def test_it_is_placed_with_who_is_free():
    busy = performer("anna", (), [between(SATURDAY + "09:00", SATURDAY + "10:30")])
    both = games(busy, performer("bruno", hours("20:00-21:00")))

    ((segment,),) = both.choices(at(SATURDAY + "10:00"), 1)

    assert segment.resource_name == "bruno"
    assert segment.time == between(SATURDAY + "10:00", SATURDAY + "11:00")


def test_without_performers_or_in_its_place_already_there_is_nothing_to_place():
    standing = {"10:00": Standing(5, resource_id("anna"))}

    assert list(games().choices(at(SATURDAY + "10:00"), 1)) == [()]
    placed = games(performer("bruno", ()), standing=standing)
    assert list(placed.choices(at(SATURDAY + "10:00"), 1)) == [()]


def test_where_everybody_is_taken_there_is_no_way_to_place_it():
    busy = performer("anna", (), [between(SATURDAY + "10:30", SATURDAY + "10:45")])

    assert list(games(busy).choices(at(SATURDAY + "10:00"), 1)) == []


@pytest.mark.parametrize(
    ("wall", "refusal"),
    [
        ("2026-03-07T10:00", None),
        ("2026-03-07T10:15", Refusal.START_NOT_OFFERED),
        ("2026-03-06T10:00", Refusal.OUTSIDE_OPENING_HOURS),
    ],
)
def test_only_its_occurrences_can_be_booked(wall, refusal):
    visit = games()

    assert visit.refusal(at(wall), 1, LONG_AGO, bound=True) is refusal
    expected = None if refusal else between(wall, "2026-03-07T11:00")
    assert visit.occurrence_at(at(wall)) == expected


def test_an_occurrence_of_a_single_offering_is_none():
    assert (
        Visit((part(performer("anna", hours("09:00-11:00"))),)).occurrence_at(
            at("2026-03-07T09:00")
        )
        is None
    )


def test_one_in_the_gap_takes_place_at_the_moment_of_the_skip_and_in_a_fold_the_first_time():
    nightly = Group(5, tuple(WeeklyOccurrence(day, 150) for day in range(1, 8)))
    rome = games(group=nightly, zone="Europe/Rome")

    gap = offered(rome, first="2026-03-28T00:00", end="2026-03-31T00:00")
    fold = list(rome.slots(at("2026-10-24T22:00"), at("2026-10-25T22:00"), LONG_AGO))

    assert gap == ["28 02:30 5", "29 03:00 5", "30 02:30 5"]
    assert [each.time.start for each in fold] == [at("2026-10-25T00:30")]


def test_on_a_day_that_is_skipped_whole_there_is_none():
    daily = Group(5, tuple(WeeklyOccurrence(day, 600) for day in range(1, 8)))
    apia = Occurrences(NOBODY, ZoneInfo("Pacific/Apia"), daily, pace(60))

    assert apia.on(date(2011, 12, 30)) == ()
    assert [f"{instant_of(each):%d %H:%M}" for each in apia.on(date(2011, 12, 29))] == ["29 20:00"]


MORNING = SpecialDay(date(2026, 3, 7), (Stretch(540, 720),))


@pytest.mark.parametrize(
    ("rules", "left"),
    [
        (Rules(special_days=(SpecialDay(date(2026, 3, 7)),)), ["14 10:00 40", "14 12:00 40"]),
        (Rules(special_days=(MORNING,)), ["07 10:00 40", "14 10:00 40", "14 12:00 40"]),
        (Rules(weekly=(Opening(1, 540, 1080),)), offered(games())),
    ],
    ids=["closed that day", "open in the morning", "closed on all Saturdays"],
)
def test_those_of_the_week_fall_out_on_special_days_that_are_closed_then(rules, left):
    assert offered(games(rules=rules)) == left


def test_those_of_the_week_fall_out_on_public_holidays_and_those_of_a_date_do_not():
    dated = (DatedOccurrence(date(2026, 12, 26), 600),)
    of = games(group=Group(5, WEEKLY.weekly, dated), rules=Rules(holiday_country="IT"))

    assert offered(of, first="2026-12-20T00:00", end="2027-01-03T00:00") == [
        "26 10:00 5",
        "02 10:00 5",
        "02 12:00 5",
    ]


# Asked through the door


def saturdays(name="games", seats=4, **fields):
    weekly = [catalog_pb.WeeklyOccurrence(weekday=6, start_minute=600)]
    return offering(name, 60, seats=seats, weekly_occurrences=weekly, **fields)


async def test_seats_are_counted_as_they_are_booked(booking):
    salon = await Salon.opened(booking, catalog([saturdays(is_default=True)], []))
    await salon.book("2026-03-07T10:00", party_size=3)

    free = await salon.free("2026-03-03T00:00", "2026-03-15T00:00")

    assert [each.seats_left for each in free.slots] == [1, 4]
    assert salon.walls(free.slots) == ["07 10:00", "14 10:00"]
    pair = await salon.free("2026-03-03T00:00", "2026-03-15T00:00", party_size=2)
    assert salon.walls(pair.slots) == ["14 10:00"]


async def test_a_cancelled_seat_is_offered_again(booking):
    salon = await Salon.opened(booking, catalog([saturdays(is_default=True, seats=1)], []))
    only = await salon.book("2026-03-07T10:00")
    full = await salon.free("2026-03-07T00:00", "2026-03-08T00:00")

    await salon.cancel(only.booking_id)

    assert list(full.slots) == []
    again = await salon.free("2026-03-07T00:00", "2026-03-08T00:00")
    assert [each.seats_left for each in again.slots] == [1]


async def test_who_performs_a_group_offering_is_taken_then_whether_seats_are_booked_or_not(booking):
    whole = catalog(
        [offering(is_default=True), saturdays(buffer_after=length(15))],
        [resource("anna", ["taglio", "games"])],
    )
    salon = await Salon.opened(booking, whole)

    free = await salon.free("2026-03-07T09:30", "2026-03-07T11:30")

    assert salon.walls(free.slots) == ["07 09:30", "07 11:15"]
    booked = await salon.book("2026-03-07T10:00", offering_id=salon.offerings["games"])
    assert booked.occurrence_id
    assert (await salon.free("2026-03-07T09:30", "2026-03-07T11:30")).slots == free.slots


async def test_of_two_group_offerings_of_one_resource_the_first_that_is_booked_has_it(booking):
    two = [saturdays("games", is_default=True), saturdays("dance")]
    salon = await Salon.opened(booking, catalog(two, [resource("hall", ["games", "dance"])]))
    window = "2026-03-07T00:00", "2026-03-08T00:00"
    dance = {"offering_id": salon.offerings["dance"]}

    before = [await salon.free(*window), await salon.free(*window, **dance)]
    await salon.book("2026-03-07T10:00", **dance)
    after = [await salon.free(*window), await salon.free(*window, **dance)]

    assert [salon.walls(each.slots) for each in before] == [["07 10:00"]] * 2
    assert [salon.walls(each.slots) for each in after] == [[], ["07 10:00"]]


async def test_a_visit_holds_no_group_offering(booking):
    whole = catalog([offering(is_default=True), saturdays()], [resource()])
    salon = await Salon.opened(booking, whole)
    both = [salon.offerings["taglio"], salon.offerings["games"]]

    refusal = await refusal_of(
        salon.free("2026-03-07T00:00", "2026-03-08T00:00", visit_offering_ids=both),
        InvalidArgument,
    )

    assert [each.field for each in refusal.violations] == ["visit_offering_ids"]
