"""Which catalogs are refused?"""

from datetime import timedelta

import pytest
from lyo.booking.v1 import catalog_service_pb2 as pb

from services.common.errors import InvalidArgument
from tests.booking.salon import catalog, length, offering, resource, weekly

ODD_LENGTH = offering()
ODD_LENGTH.length.FromTimedelta(timedelta(minutes=30, seconds=30))
ODD_BUFFER = offering()
ODD_BUFFER.buffer_after.FromTimedelta(timedelta(milliseconds=1500))

ODD = length(60)
ODD.seconds += 30
ODD_LEAD = length(10)
ODD_LEAD.seconds += 30
ON_SATURDAY = pb.WeeklyOccurrence(weekday=6, start_minute=600)


def rules(**fields):
    return catalog([], [], rules=pb.Rules(**fields))


def of_anna(**fields):
    return catalog(resources=[resource(performs=["taglio"], **fields)])


def on(date, *stretches):
    hours = [pb.Stretch(start_minute=start, end_minute=end) for start, end in stretches]
    return pb.SpecialDay(date=date, hours=hours)


def away(start, end):
    return of_anna(time_off=[pb.TimeOff(start=start, end=end)])


@pytest.mark.parametrize(
    ("wrong", "reason", "field"),
    [
        (catalog([offering(), offering()], []), "NAME_REPEATED", "offerings"),
        (catalog(resources=[resource(), resource()]), "NAME_REPEATED", "resources"),
        (
            catalog([offering("a", is_default=True), offering("b", is_default=True)], []),
            "DEFAULT_REPEATED",
            "offerings",
        ),
        (
            catalog(resources=[resource("anna", ["taglio", "piega"])]),
            "OFFERING_UNKNOWN",
            'resources["anna"].offering_names',
        ),
        (
            catalog(resources=[resource(hours=weekly("09:00-13:00", "12:59-15:00"))]),
            "HOURS_OVERLAP",
            'resources["anna"].weekly_hours',
        ),
        (
            catalog(resources=[resource(hours=weekly("13:00-13:00"))]),
            "HOURS_EMPTY",
            'resources["anna"].weekly_hours',
        ),
        (
            catalog(resources=[resource(hours=weekly("19:00-09:00"))]),
            "HOURS_EMPTY",
            'resources["anna"].weekly_hours',
        ),
        (catalog(zone="Rome"), "TIME_ZONE_UNKNOWN", "time_zone"),
        (catalog([ODD_LENGTH], []), "FIELD_INVALID", 'offerings["taglio"].length'),
        (catalog([ODD_BUFFER], []), "FIELD_INVALID", 'offerings["taglio"].buffer_after'),
        (
            catalog([offering(price_cents=100)], []),
            "FIELD_MISSING",
            'offerings["taglio"].currency_code',
        ),
        (catalog([offering(lasts=4)], []), "FIELD_INVALID", "offerings[0].length"),
        (catalog([offering("Taglio")], []), "FIELD_INVALID", "offerings[0].name"),
    ],
)
async def test_a_catalog_that_breaks_a_rule_is_refused_and_nothing_is_stored(
    nobody, wrong, reason, field
):
    with pytest.raises(InvalidArgument) as refusal:
        await nobody.apply(wrong)

    assert refusal.value.reason == reason
    assert [each.field for each in refusal.value.violations] == [field]
    assert await nobody.listed() == ([], [])


async def test_openings_that_touch_do_not_overlap(nobody):
    touching = resource(hours=weekly("09:00-13:00", "13:00-19:00"))

    assert (await nobody.apply(catalog([offering()], [touching]))).changed


@pytest.mark.parametrize(
    ("wrong", "reason", "field"),
    [
        (of_anna(weekly_breaks=weekly("13:00-13:00")), "HOURS_EMPTY", "weekly_breaks"),
        (
            of_anna(weekly_breaks=weekly("12:00-13:00", "12:30-14:00")),
            "HOURS_OVERLAP",
            "weekly_breaks",
        ),
        (of_anna(special_days=[on("2026-12-24", (60, 60))]), "HOURS_EMPTY", "special_days"),
        (
            of_anna(special_days=[on("2026-12-24", (60, 120), (90, 180))]),
            "HOURS_OVERLAP",
            "special_days",
        ),
        (
            of_anna(special_days=[on("2026-12-24"), on("2026-12-24", (60, 90))]),
            "DATE_REPEATED",
            "special_days",
        ),
        (of_anna(special_days=[on("2026-02-29")]), "FIELD_INVALID", "special_days"),
        (of_anna(special_days=[on("0001-01-01")]), "FIELD_INVALID", "special_days"),
        (of_anna(special_days=[on("9999-12-31")]), "FIELD_INVALID", "special_days"),
        (away("2026-08-01T00:00", "2026-08-01T00:00"), "FIELD_INVALID", "time_off"),
        (away("2026-08-02T00:00", "2026-08-01T00:00"), "FIELD_INVALID", "time_off"),
        (away("2026-08-01T25:00", "2026-08-02T00:00"), "FIELD_INVALID", "time_off"),
        (away("2026-08-01T00:00", "9999-12-31T23:59"), "FIELD_INVALID", "time_off"),
        (of_anna(display_name="An\x00na"), "FIELD_INVALID", "display_name"),
    ],
    ids=[
        "an empty break",
        "breaks that overlap",
        "empty hours of a date",
        "hours of a date that overlap",
        "a date twice",
        "a date that there is not",
        "the year 1",
        "the year 9999",
        "no time off",
        "time off that ends before it begins",
        "time off at an hour that there is not",
        "time off for ever",
        "a control character",
    ],
)  # fmt: skip
async def test_what_a_resource_must_not_say(nobody, wrong, reason, field):
    refusal = await refused(nobody, wrong)

    assert (refusal.reason, fields_of(refusal)) == (reason, [f'resources["anna"].{field}'])


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"min_notice": ODD}, "min_notice"),
        ({"book_ahead": length(60 * 24), "cancel_notice": ODD}, "cancel_notice"),
        ({"move_notice": ODD}, "move_notice"),
        ({"min_party": 4, "max_party": 3}, "max_party"),
        ({"seats": 10}, "seats"),
        ({"weekly_occurrences": [ON_SATURDAY]}, "seats"),
        (
            {
                "seats": 10,
                "dated_occurrences": [pb.DatedOccurrence(date="2026-02-30", start_minute=600)],
            },
            "dated_occurrences",
        ),
        ({"display_name": "Tag\u202elio"}, "display_name"),
        ({"venue": pb.Venue(name="Da\nnoi")}, "venue.name"),
        ({"venue": pb.Venue(name="Da noi", address="Via\x7f")}, "venue.address"),
    ],
    ids=[
        "a notice of an odd half minute",
        "a notice to cancel of an odd half minute",
        "a notice to move of an odd half minute",
        "a party that is none",
        "seats of no occurrence",
        "an occurrence without seats",
        "an occurrence on no date",
        "a name that turns the line around",
        "a place of two lines",
        "an address with a control character",
    ],
)
async def test_what_an_offering_must_not_say(nobody, wrong, field):
    refusal = await refused(nobody, catalog([offering(**wrong)], []))

    assert refusal.reason == "FIELD_INVALID"
    assert fields_of(refusal) == [f'offerings["taglio"].{field}']


@pytest.mark.parametrize(
    ("wrong", "reason", "field"),
    [
        (rules(weekly_hours=weekly("19:00-09:00")), "HOURS_EMPTY", "weekly_hours"),
        (rules(weekly_hours=weekly("09:00-13:00", "12:00-19:00")), "HOURS_OVERLAP", "weekly_hours"),
        (rules(weekly_breaks=weekly("13:00-13:00")), "HOURS_EMPTY", "weekly_breaks"),
        (rules(special_days=[on("2026-12-24"), on("2026-12-24")]), "DATE_REPEATED", "special_days"),
        (rules(special_days=[on("2026-13-01")]), "FIELD_INVALID", "special_days"),
        (rules(holiday_country="ZZ"), "COUNTRY_UNKNOWN", "holiday_country"),
        (rules(holiday_country="IT", holiday_region="XX"), "COUNTRY_UNKNOWN", "holiday_region"),
        (rules(holiday_region="BZ"), "COUNTRY_UNKNOWN", "holiday_region"),
        (rules(pending_expiry=ODD), "FIELD_INVALID", "pending_expiry"),
        (
            rules(reminders=pb.Reminders(leads=[length(60), length(60 * 24), ODD_LEAD])),
            "FIELD_INVALID",
            "reminders.leads",
        ),
    ],
    ids=[
        "hours that end before they begin",
        "hours that overlap",
        "an empty break",
        "a date twice",
        "a date that there is not",
        "a country that there is not",
        "a part of a country that there is not",
        "a part of no country",
        "an expiry of an odd half minute",
        "a reminder of an odd half minute",
    ],
)
async def test_what_the_rules_must_not_say(nobody, wrong, reason, field):
    refusal = await refused(nobody, wrong)

    assert (refusal.reason, fields_of(refusal)) == (reason, [f"rules.{field}"])


async def refused(salon, wrong) -> InvalidArgument:
    """The refusal; nothing is stored then."""
    with pytest.raises(InvalidArgument) as refusal:
        await salon.apply(wrong)
    assert await salon.listed() == ([], [])
    return refusal.value


def fields_of(refusal: InvalidArgument) -> list[str]:
    return [each.field for each in refusal.violations]
