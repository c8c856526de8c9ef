"""Is what a file says of bookings read strictly, and a mistake told with line and column?"""

from datetime import timedelta

import pytest

from lyoctl.bookable_schema import Party
from lyoctl.tenant_file import read


def offering(said: str) -> dict[str, str]:
    return {"default: true": f"default: true, {said}"}


def rule(said: str) -> dict[str, str]:
    return {"by-hand": f"by-hand\n{said}"}


def resource(said: str) -> dict[str, str]:
    return {"flags:": f"    {said}\nflags:"}


@pytest.mark.parametrize(
    ("said", "party"),
    [("2-8", Party(min=2, max=8)), ("{max: 8}", Party(max=8)), ("{min: 2}", Party(min=2))],
)
def test_a_party_is_read_either_way(file, said, party):
    (cut,) = read(file(**offering(f"party: {said}"))).says.offerings

    assert cut.party == party


def test_holidays_are_those_of_a_country_or_of_a_part_of_it(file):
    country, part = (
        read(file(**rule(f"holidays: {said}"))).says.holidays
        for said in ("IT", "{country: IT, region: BZ}")
    )

    assert (country.country, country.region) == ("IT", "")
    assert (part.country, part.region) == ("IT", "BZ")


def test_norway_is_a_country_in_quotes(file, complaint):
    assert read(file(**rule('holidays: "NO"'))).says.holidays.country == "NO"
    assert '3:11: holidays: write it as "IT", in quotes' in complaint(**rule("holidays: NO"))


def test_a_length_may_have_days(file):
    (cut,) = read(file(**offering("min_notice: 1d12h"))).says.offerings

    assert cut.min_notice == timedelta(hours=36)


def test_a_resource_without_hours_is_there_when_the_tenant_is_open(file):
    (eva,) = read(
        file(**{'    hours: {sat-mon: ["09:00-13:00", "14:00-24:00"]}\n': ""})
    ).says.resources

    assert list(eva.openings()) == []


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (offering("min_notice: 91d"), "6:107: offerings.0.min_notice: must be 90 days at most"),
        (offering("book_ahead: 30m"), "offerings.0.book_ahead: must be 1 hour to 1095 days"),
        (offering("buffer_after: 5h"), "offerings.0.buffer_after: must be 0 minutes to 4 hours"),
        (offering("approval: maybe"), "offerings.0.approval: must be automatic or by-hand"),
        (offering("party: 8-2"), "6:102: offerings.0.party: the most must not be less than the"),
        (offering("party: four"), "offerings.0.party: write it as 2-8, or {min: 2, max: 8}"),
        (offering("party: 4"), "offerings.0.party: write it as 2-8, or {min: 2, max: 8}"),
        (offering("party: 0-4"), "offerings.0.party.min: must be 1 at least"),
        (offering("venue: Garden"), "offerings.0.venue: write it as {name: Sports hall"),
        (offering("seats: 4"), "6:102: offerings.0.seats: needs occurrences beside it"),
        (offering("seats: 0"), "offerings.0.seats: must be 1 at least"),
        (offering('occurrences: {sat: ["10:00"]}'), "offerings.0.occurrences: need seats beside"),
        (offering("occurrences: {sat: [10:00]}"), "occurrences.sat.0: must be a text: put it in"),
        (offering('occurrences: {sat: ["24:00"]}'), "occurrences.sat.0: '24:00' is not a time"),
        (offering("occurrences: {2026-02-30: []}"), "2026-02-30: '2026-02-30' is not a date such"),
        (
            offering('seats: 4, occurrences: {fri-sat: ["10:00"], sat: ["10:00"]}'),
            "offerings.0.occurrences: one time is given twice",
        ),
        (rule('hours: {mon: ["09:00-13:00", "12:00-14:00"]}'), "3:8: hours: two stretches of one"),
        (rule("special_days: {2026-02-30: closed}"), "special_days.2026-02-30: '2026-02-30' is"),
        (rule("special_days: {2026-12-24: shut}"), "special_days.2026-12-24: must be a list"),
        (
            rule('special_days: {2026-12-24: ["09:00-13:00", "12:00-14:00"]}'),
            "3:28: special_days.2026-12-24: two stretches overlap",
        ),
        (rule("holidays: Italy"), "holidays.country: must be a country of two large letters"),
        (rule("holidays: {country: IT, region: QQ}"), "public holidays of IT-QQ are not known"),
        (rule("pending_expiry: 91d"), "3:17: pending_expiry: must be 1 minute to 90 days"),
        (rule("reminders: [2h, 1m]"), "3:17: reminders.1: must be 5 minutes to 30 days"),
        (rule("reminders: [2h, 120m]"), "reminders.1: is given twice"),
        (rule("reminders: [1h, 2h, 3h, 4h, 5h, 6h]"), "reminders: must have 5 at most"),
        (rule("no_shows: 3"), "no_shows: write it as {limit: 3, days: 180}"),
        (rule("no_shows: {limit: 0, days: 9}"), "no_shows.limit: must be 1 at least"),
        (resource("time_off: [2026-12-24]"), "time_off.0: '2026-12-24' is not written as 2026"),
        (resource("time_off: [2026-12-24..2026-12-23]"), "12:16: resources.0.time_off.0: '2026-"),
        (resource("time_off: [2026-12-24T25:00..2026-12-25]"), "'25:00' is not a time such as"),
        (resource("breaks: {mon: [1]}"), "resources.0.breaks.mon.0: must be a text: put it in"),
    ],
    ids=lambda said: said if isinstance(said, str) else "",
)
def test_a_mistake_is_told_with_its_place(complaint, said, told):
    assert told in complaint(**said)


def test_rules_without_anything_to_book_are_told(complaint, file):
    bare = file().read_text().split("channels:")[0].replace("by-hand", "by-hand\nreminders: []")

    assert "3:12: reminders: needs offerings and resources beside it" in complaint(bare)
