"""Which bookings would a catalog not allow?"""

from dataclasses import replace
from datetime import date

import pytest

from services.booking.domain.catalog import Approval, Catalog, Offering, Resource
from services.booking.domain.hours import (
    DatedOccurrence,
    Group,
    Party,
    ResourceHours,
    Rules,
    SpecialDay,
    TimeOff,
    WeeklyOccurrence,
)
from services.booking.domain.misfits import Coming, Fit, Place, Reason
from services.booking.domain.spans import second_of
from tests.booking.calendars import NOBODY, at, hours, pace, resource_id

ROME = "Europe/Rome"
MONDAY = date(2026, 3, 2)
TAGLIO = Offering(resource_id("taglio"), "taglio", "Taglio", pace(30, 15, 0, 10))
YOGA = replace(
    TAGLIO,
    offering_id=resource_id("yoga"),
    name="yoga",
    group=Group(10, weekly=(WeeklyOccurrence(1, 10 * 60),)),
)
ANNA = Resource(
    resource_id("anna"),
    "anna",
    "Anna",
    frozenset({"taglio", "yoga"}),
    hours("09:00-13:00", "14:00-19:00"),
    capacity=2,
)
BEFORE = Catalog(ROME, Approval.AUTOMATIC, (TAGLIO, YOGA), (ANNA,))


def place(start: str, end: str, who: str = "anna", what: str = "taglio") -> Place:
    return Place(resource_id(who), who.capitalize(), span(start, end), resource_id(what))


def span(start: str, end: str) -> tuple[int, int]:
    return second_of(at(start, ROME)), second_of(at(end, ROME))


def taglio(start: str = "2026-03-02T10:00", party: int = 1) -> Coming:
    """Half an hour with Anna, and ten minutes to sweep up."""
    instant = at(start, ROME)
    first = second_of(instant)
    by_anna = Place(ANNA.resource_id, "Anna", (first, first + 40 * 60), TAGLIO.offering_id)
    time = first, first + 30 * 60
    return Coming(NOBODY, TAGLIO.offering_id, "Taglio", instant, time, party, [by_anna])


def seat(start: str = "2026-03-02T10:00", party: int = 1, *, performed: bool = True) -> Coming:
    """A seat in an occurrence."""
    found = taglio(start, party)
    places = [each._replace(offering_id=YOGA.offering_id) for each in found.places if performed]
    return found._replace(offering_id=YOGA.offering_id, places=places)


def with_anna(**fields) -> Catalog:
    return replace(BEFORE, resources=(replace(ANNA, **fields),))


def with_hours(**fields) -> Catalog:
    return with_anna(hours=ResourceHours(**fields))


def with_taglio(**fields) -> Catalog:
    return replace(BEFORE, offerings=(replace(TAGLIO, **fields), YOGA))


def with_yoga(group: Group | None) -> Catalog:
    return replace(BEFORE, offerings=(TAGLIO, replace(YOGA, group=group)))


def away(start: str, end: str) -> Catalog:
    return with_hours(time_off=(TimeOff(*map(_wall, (start, end))),))


def _wall(clock: str):
    return at(f"2026-03-02T{clock}", "UTC").replace(tzinfo=None)


@pytest.mark.parametrize(
    ("coming", "catalog", "reason"),
    [
        (taglio(), BEFORE, None),
        (taglio("2026-03-02T10:07"), BEFORE, None),
        (taglio("2026-03-02T12:30"), BEFORE, None),
        (taglio("2026-03-02T12:31"), BEFORE, Reason.OUTSIDE_OPENING_HOURS),
        (taglio("2026-03-02T08:59"), BEFORE, Reason.OUTSIDE_OPENING_HOURS),
        (taglio("2026-03-02T13:15"), BEFORE, Reason.OUTSIDE_OPENING_HOURS),
        (taglio(party=2), BEFORE, None),
        (taglio(party=3), BEFORE, Reason.PARTY_TOO_LARGE),
        (taglio(party=3), with_anna(capacity=0), None),
        (taglio(party=3), with_taglio(party=Party(1, 2)), Reason.PARTY_TOO_LARGE),
        (taglio(), with_taglio(pace=pace(60)), None),
        (taglio(), replace(BEFORE, offerings=(YOGA,)), Reason.OFFERING_RETIRED),
        (taglio(), replace(BEFORE, resources=()), Reason.RESOURCE_RETIRED),
        (taglio(), with_anna(offering_names=frozenset({"yoga"})), Reason.NOT_PERFORMED),
        (taglio(), with_hours(breaks=hours("10:15-10:20")), Reason.OUTSIDE_OPENING_HOURS),
        (
            taglio(),
            with_hours(special_days=(SpecialDay(MONDAY),)),
            Reason.OUTSIDE_OPENING_HOURS,
        ),
        (
            taglio(),
            replace(BEFORE, rules=Rules(weekly=hours("11:00-19:00"))),
            Reason.OUTSIDE_OPENING_HOURS,
        ),
        (
            taglio("2026-06-02T10:00"),
            replace(BEFORE, rules=Rules(holiday_country="IT")),
            Reason.OUTSIDE_OPENING_HOURS,
        ),
        (taglio(), replace(BEFORE, time_zone="Asia/Tokyo"), None),
        (
            taglio(),
            replace(BEFORE, time_zone="America/New_York"),
            Reason.OUTSIDE_OPENING_HOURS,
        ),
        (taglio(), away("10:29", "12:00"), Reason.OUTSIDE_OPENING_HOURS),
        (taglio(), away("10:39", "12:00"), Reason.OUTSIDE_OPENING_HOURS),
        (taglio(), away("10:40", "12:00"), None),
        (taglio(), away("09:00", "10:00"), None),
    ],
    ids=[
        "the same catalog",
        "beside the grid of starts",
        "until closing, the buffer after it",
        "a minute longer than it is open",
        "a minute before it opens",
        "in between two openings",
        "as many as there is room for",
        "more than there is room for",
        "where room does not matter",
        "more than the offering is for",
        "as long as it was when it was booked",
        "the offering is gone",
        "the resource is gone",
        "the resource does something else",
        "a break",
        "a date on which it is closed",
        "the tenant opens later",
        "a public holiday",
        "another zone in which it is open then",
        "another zone in which it is closed then",
        "away at its end",
        "away in its buffer",
        "away after its buffer",
        "away until it begins",
    ],
)
def test_a_booking_fits_if_it_could_be_made(coming, catalog, reason):
    misfit = Fit(catalog).misfit(coming)

    assert (misfit and misfit.reason) == reason


@pytest.mark.parametrize(
    ("coming", "catalog", "reason"),
    [
        (seat(), BEFORE, None),
        (seat(performed=False), BEFORE, None),
        (seat("2026-03-02T10:15"), BEFORE, Reason.OUTSIDE_OPENING_HOURS),
        (seat("2026-03-03T10:00"), BEFORE, Reason.OUTSIDE_OPENING_HOURS),
        (seat(party=10), BEFORE, None),
        (seat(party=11), BEFORE, Reason.PARTY_TOO_LARGE),
        (seat(), with_anna(openings=hours("18:00-19:00")), None),
        (seat(), away("10:00", "12:00"), Reason.OUTSIDE_OPENING_HOURS),
        (seat(performed=False), away("10:00", "12:00"), None),
        (seat(), with_anna(offering_names=frozenset({"taglio"})), Reason.NOT_PERFORMED),
        (
            seat(performed=False),
            with_yoga(Group(10, dated=(DatedOccurrence(MONDAY, 11 * 60),))),
            Reason.OUTSIDE_OPENING_HOURS,
        ),
        (seat(), with_yoga(Group(10, dated=(DatedOccurrence(MONDAY, 10 * 60),))), None),
        (seat(performed=False), replace(BEFORE, offerings=(TAGLIO,)), Reason.OFFERING_RETIRED),
        (seat(party=3), with_yoga(None), Reason.PARTY_TOO_LARGE),
        (seat(party=3, performed=False), with_yoga(None), None),
    ],
    ids=[
        "an occurrence of the week",
        "nobody performs it",
        "at another time",
        "on another day",
        "all seats",
        "more people than seats",
        "hours are not asked",
        "who performs it is away",
        "somebody is away who does not perform it",
        "who performs it does something else",
        "it takes place at another time now",
        "it takes place on that date only",
        "the offering is gone",
        "it is no group any more",
        "it is no group any more, and nobody performs it",
    ],
)
def test_a_seat_fits_if_its_occurrence_takes_place(coming, catalog, reason):
    misfit = Fit(catalog).misfit(coming)

    assert (misfit and misfit.reason) == reason


def test_of_an_occurrence_with_fewer_seats_those_do_not_fit_who_came_last():
    fit = Fit(with_yoga(replace(YOGA.group, seats=5)))

    found = [fit.misfit(seat(party=party)) for party in (2, 2, 2, 1)]

    assert [each and each.reason for each in found] == [None, None, Reason.PARTY_TOO_LARGE, None]


def test_each_occurrence_has_its_own_seats():
    fit = Fit(with_yoga(replace(YOGA.group, seats=5)))

    found = [fit.misfit(seat(start, 5)) for start in ("2026-03-02T10:00", "2026-03-09T10:00")]

    assert found == [None, None]


def test_a_misfit_is_told_with_the_names_of_then():
    misfit = Fit(replace(BEFORE, resources=())).misfit(taglio())

    assert misfit is not None
    assert (misfit.start, misfit.offering_name, misfit.resource_name) == (
        at("2026-03-02T10:00", ROME),
        "Taglio",
        "Anna",
    )


def test_the_parts_of_a_visit_are_judged_each_by_itself():
    visit = Coming(
        NOBODY,
        TAGLIO.offering_id,
        "Taglio + Colore",
        at("2026-03-02T10:00", ROME),
        span("2026-03-02T10:00", "2026-03-02T11:30"),
        1,
        (
            place("2026-03-02T10:00", "2026-03-02T10:40"),
            place("2026-03-02T10:20", "2026-03-02T11:30", "marco", "colore"),
        ),
    )

    first, second = visit.parts

    assert first.span == span("2026-03-02T10:00", "2026-03-02T10:20")
    assert second.span == span("2026-03-02T10:40", "2026-03-02T11:30")
    misfit = Fit(BEFORE).misfit(visit)
    assert misfit is not None
    assert (misfit.resource_name, misfit.reason) == ("Marco", Reason.OFFERING_RETIRED)
