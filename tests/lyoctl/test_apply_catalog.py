"""Does a file bring all of what can be booked, show each change of it before, and tell which
bookings no longer fit?"""

import pytest
from lyo.booking.v1 import catalog_service_pb2 as pb

from tests.lyoctl.applied import offerings, stored
from tests.lyoctl.booked import Shop

OF_CUT = (
    "default: true, min_notice: 2h, book_ahead: 60d, cancel_notice: 1d, move_notice: 12h, "
    "approval: automatic, party: 1-4, venue: {name: Garden, address: Via Roma 1}"
)
OF_EVA = (
    '"14:00-24:00"]}\n'
    '    breaks: {mon: ["10:00-10:30"]}\n'
    "    special_days: {2031-12-24: [09:00-12:00], 2031-12-25: closed}\n"
    '    time_off: ["2031-08-01..2031-08-14", "2031-09-01T14:00..2031-09-01T18:00"]\n'
    "    rank: 3"
)
OF_ALL = (
    "by-hand\n"
    'hours: {sat-mon: ["08:00-24:00"]}\n'
    'breaks: {sun: ["12:00-13:00"]}\n'
    "special_days: {2031-11-02: closed}\n"
    "holidays: {country: IT, region: BZ}\n"
    "pending_expiry: 1d\n"
    "reminders: [2d, 3h]\n"
    "no_shows: {limit: 3, days: 180}"
)
ALL = {"by-hand": OF_ALL, "default: true": OF_CUT, '"14:00-24:00"]}': OF_EVA}
GROUP = (
    "  - name: games\n"
    "    display_name: Games\n"
    "    length: 2h\n"
    "    seats: 40\n"
    '    occurrences: {sat: ["10:00"], 2031-12-24: ["16:30"]}\n'
    "resources"
)


async def resources(mesh, tenant):
    request = pb.ListResourcesRequest(tenant_id=tenant.tenant_id)
    return list((await mesh.stubs.catalogs.ListResources(request)).resources)


async def rules(mesh, tenant):
    request = pb.ListOfferingsRequest(tenant_id=tenant.tenant_id)
    return (await mesh.stubs.catalogs.ListOfferings(request)).rules


async def test_an_offering_has_all_that_the_file_says(mesh_of_two, salon):
    await mesh_of_two.apply(salon(**ALL))

    (cut,) = await offerings(mesh_of_two, await stored(mesh_of_two, salon.name))
    hours = [
        each.seconds / 3600
        for each in (cut.min_notice, cut.book_ahead, cut.cancel_notice, cut.move_notice)
    ]
    assert hours == [2, 60 * 24, 24, 12]
    assert (cut.approval, cut.max_party) == (pb.APPROVAL_AUTOMATIC, 4)
    assert cut.venue == pb.Venue(name="Garden", address="Via Roma 1")


async def test_a_resource_has_all_that_the_file_says(mesh_of_two, salon):
    await mesh_of_two.apply(salon(**ALL))

    (eva,) = await resources(mesh_of_two, await stored(mesh_of_two, salon.name))
    assert list(eva.weekly_breaks) == [
        pb.Opening(weekday=pb.WEEKDAY_MONDAY, start_minute=600, end_minute=630)
    ]
    assert list(eva.special_days) == [
        pb.SpecialDay(date="2031-12-24", hours=[pb.Stretch(start_minute=540, end_minute=720)]),
        pb.SpecialDay(date="2031-12-25"),
    ]
    assert [(each.start, each.end) for each in eva.time_off] == [
        ("2031-08-01T00:00", "2031-08-15T00:00"),
        ("2031-09-01T14:00", "2031-09-01T18:00"),
    ]
    assert eva.rank == 3


async def test_the_rules_are_all_that_the_file_says(mesh_of_two, salon):
    await mesh_of_two.apply(salon(**ALL))

    found = await rules(mesh_of_two, await stored(mesh_of_two, salon.name))
    assert len(found.weekly_hours) == 3
    assert len(found.weekly_breaks) == 1
    assert [each.date for each in found.special_days] == ["2031-11-02"]
    assert (found.holiday_country, found.holiday_region) == ("IT", "BZ")
    assert found.pending_expiry.seconds == 86400
    assert [each.seconds / 3600 for each in found.reminders.leads] == [48, 3]
    assert (found.no_show_rule.limit, found.no_show_rule.days) == (3, 180)


async def test_a_group_offering_has_its_seats_and_occurrences(mesh_of_two, salon):
    await mesh_of_two.apply(salon(resources=GROUP))

    _, games = await offerings(mesh_of_two, await stored(mesh_of_two, salon.name))
    assert games.seats == 40
    assert list(games.weekly_occurrences) == [
        pb.WeeklyOccurrence(weekday=pb.WEEKDAY_SATURDAY, start_minute=600)
    ]
    assert list(games.dated_occurrences) == [
        pb.DatedOccurrence(date="2031-12-24", start_minute=16 * 60 + 30)
    ]


@pytest.mark.parametrize("more", [ALL, {"resources": GROUP}], ids=["rules", "group"])
async def test_the_second_run_with_all_keys_changes_nothing(mesh_of_two, salon, more):
    await mesh_of_two.apply(salon(**more))

    assert await mesh_of_two.apply(salon(**more)) == (0, [])


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("min_notice: 2h", "min_notice: 90m", "offering cut min_notice: 2h -> 90m"),
        ("book_ahead: 60d, ", "", "offering cut book_ahead: 60d -> nothing"),
        ("approval: automatic, ", "", "offering cut approval: automatic -> nothing"),
        ("party: 1-4", "party: {min: 2}", "offering cut min_party: 1 -> 2"),
        ("Via Roma 1", "Via Roma 2", "offering cut venue: Garden, Via Roma 1 -> Garden, Via Roma"),
        ("10:00-10:30", "10:00-11:00", "resource eva weekly_breaks: -mon 10:00-10:30, +mon"),
        (", 2031-12-25: closed", "", "resource eva special_days: -2031-12-25 closed"),
        ("..2031-08-14", "..2031-08-15", "resource eva time_off: -2031-08-01T00:00..2031-08-15"),
        ("rank: 3", "rank: 4", "resource eva rank: 3 -> 4"),
        ("08:00-24:00", "07:00-24:00", "rules weekly_hours: -mon 08:00-24:00, "),
        (", region: BZ", "", "rules holiday_region: BZ -> nothing"),
        ("pending_expiry: 1d\n", "", "rules pending_expiry: 1d -> nothing"),
        ("reminders: [2d, 3h]", "reminders: []", "rules reminders: -2d, -3h"),
        ("reminders: [2d, 3h]\n", "", "rules reminders: -2d, -3h, +1d, +2h"),
        ("limit: 3", "limit: 2", "rules no_show_rule: 3 in 180 days -> 2 in 180 days"),
        ("by-hand", "automatic", "catalog approval: by-hand -> automatic"),
    ],
)
async def test_a_dry_run_shows_each_change_and_the_next_run_makes_it(
    mesh_of_two, salon, old, new, told
):
    path = salon(**ALL)
    await mesh_of_two.apply(path)
    path.write_text(path.read_text().replace(old, new, 1))

    count, lines = await mesh_of_two.apply(path, dry_run=True)

    assert lines[1].startswith(f"~ {told}")
    assert await mesh_of_two.apply(path) == (count, lines)
    assert await mesh_of_two.apply(path) == (0, [])


async def test_bookings_that_no_longer_fit_are_told_and_stay(mesh_of_two, salon):
    await mesh_of_two.apply(salon())
    shop = await Shop.of(mesh_of_two, salon.name)
    booked = await shop.book("2031-06-02 14:00", await shop.customer("Anna", "+393330000007"))

    count, told = await mesh_of_two.apply(salon(**{', "14:00-24:00"': ""}))

    # The head comes once more above what was not known before.
    head, *misfits = told[2:]
    assert (count, head) == (1, told[0])
    text = "\n".join(misfits)
    assert "1 coming booking does not fit any more" in text
    shown = f"{booked.booking_id[:8]}  Mon 2031-06-02 14:00, Cut, Eva, Anna"
    assert f"{shown}: OUTSIDE_OPENING_HOURS (outside the opening hours)" in text
    assert f"lyoctl bookings show ID -t {salon.name}" in text
    assert await shop.all() == [booked]
