"""Is all that a catalog says kept and given back?"""

from lyo.booking.v1 import catalog_service_pb2 as pb

from tests.booking.salon import catalog, length, offering, resource, weekly


def special(date: str, *stretches: str) -> pb.SpecialDay:
    """A date with other hours."""
    openings = weekly(*stretches, days=[1])
    hours = [
        pb.Stretch(start_minute=each.start_minute, end_minute=each.end_minute) for each in openings
    ]
    return pb.SpecialDay(date=date, hours=hours)


def closed(date: str) -> pb.SpecialDay:
    return special(date)


STRICT = pb.Rules(
    weekly_hours=weekly("08:00-20:00"),
    weekly_breaks=weekly("13:00-14:00"),
    special_days=[closed("2026-12-25"), special("2026-12-26", "10:00-12:00")],
    holiday_country="IT",
    holiday_region="BZ",
    pending_expiry=length(48 * 60),
    reminders=pb.Reminders(leads=[length(3 * 24 * 60), length(60)]),
    no_show_rule=pb.NoShowRule(limit=3, days=180),
)


def yoga(**fields) -> pb.Offering:
    """A group offering: 40 seats on Saturdays, and on a date."""
    fields.setdefault("seats", 40)
    fields.setdefault("weekly_occurrences", [pb.WeeklyOccurrence(weekday=6, start_minute=600)])
    fields.setdefault("dated_occurrences", [pb.DatedOccurrence(date="2026-12-24", start_minute=0)])
    return offering("yoga", 60, **fields)


async def offerings_page(salon) -> pb.ListOfferingsResponse:
    return await salon.booking.catalogs.ListOfferings(
        pb.ListOfferingsRequest(tenant_id=salon.tenant_id)
    )


def massage() -> pb.Offering:
    """An offering that says all that one can say."""
    return offering(
        "massage",
        60,
        display_name="Massage & Öl",
        step=length(20),
        buffer_before=length(5),
        buffer_after=length(10),
        price_cents=8050,
        currency_code="CHF",
        is_default=True,
        min_notice=length(120),
        book_ahead=length(90 * 24 * 60),
        cancel_notice=length(24 * 60),
        move_notice=length(180),
        approval=pb.APPROVAL_BY_HAND,
        min_party=2,
        max_party=3,
        venue=pb.Venue(name="Bagno Vecchio", address="Via dei Fiori 1, 39100 Bolzano"),
    )


def massage_room() -> pb.Resource:
    """A resource that says all that one can say."""
    return resource(
        "room-1",
        ["massage"],
        weekly("09:00-13:00", "14:00-24:00", days=[1, 7]),
        display_name="Room 1",
        capacity=2,
        rank=-3,
        weekly_breaks=weekly("10:00-10:15", days=[1]),
        special_days=[closed("2026-12-24"), special("2026-12-31", "09:00-12:00", "13:00-14:00")],
        time_off=[pb.TimeOff(start="2026-08-01T00:00", end="2026-08-15T12:30")],
    )


async def test_every_field_of_offerings_and_resources_is_kept(nobody):
    whole, room = massage(), massage_room()

    applied = await nobody.apply(catalog([whole], [room], zone="Europe/Zurich"))

    whole.offering_id = applied.offerings[0].offering_id
    room.resource_id = applied.resources[0].resource_id
    assert list(applied.offerings) == [whole]
    assert list(applied.resources) == [room]
    assert await nobody.listed() == ([whole], [room])


async def test_the_seats_and_occurrences_of_a_group_offering_are_kept(nobody):
    applied = await nobody.apply(catalog([yoga()], []))

    assert applied.offerings[0].seats == 40
    assert list(applied.offerings[0].weekly_occurrences) == list(yoga().weekly_occurrences)
    assert list(applied.offerings[0].dated_occurrences) == list(yoga().dated_occurrences)
    assert (await nobody.listed())[0] == list(applied.offerings)


async def test_the_zone_the_approval_and_the_rules_are_listed_with_the_offerings(nobody):
    await nobody.apply(catalog(zone="Europe/Zurich", by_hand=True, rules=STRICT))

    listed = await offerings_page(nobody)

    assert listed.time_zone == "Europe/Zurich"
    assert listed.approval == pb.APPROVAL_BY_HAND
    assert listed.rules == STRICT


async def test_before_the_first_catalog_no_zone_is_listed(nobody):
    assert await offerings_page(nobody) == pb.ListOfferingsResponse()


async def test_what_is_not_said_is_listed_as_what_it_means(nobody):
    await nobody.apply(catalog([offering()], [resource()]))

    listed = await offerings_page(nobody)

    (found,) = listed.offerings
    assert found.min_party == 1
    assert found.step == length(15)
    assert not found.HasField("book_ahead")
    assert list(listed.rules.reminders.leads) == [length(24 * 60), length(120)]


async def test_no_reminders_at_all_is_not_the_same_as_nothing_said_of_them(nobody):
    await nobody.apply(catalog(rules=pb.Rules(reminders=pb.Reminders())))

    assert list((await offerings_page(nobody)).rules.reminders.leads) == []


async def test_applying_what_is_listed_changes_nothing(nobody):
    wanted = [yoga(), offering("piega", venue=pb.Venue(name="Nebenan"))]
    await nobody.apply(catalog(wanted, [], rules=STRICT))

    listed = await offerings_page(nobody)
    again = catalog(listed.offerings, [], rules=listed.rules)

    assert not (await nobody.apply(again)).changed


async def test_the_order_in_which_dates_and_reminders_are_written_does_not_matter(nobody):
    dates = [closed("2026-12-24"), special("2026-12-31", "09:00-12:00", "13:00-14:00")]
    away = [
        pb.TimeOff(start="2026-08-01T00:00", end="2026-08-02T00:00"),
        pb.TimeOff(start="2026-09-01T00:00", end="2026-09-02T00:00"),
    ]
    anna = resource("anna", ["yoga"], special_days=dates, time_off=away)
    saturdays = [pb.WeeklyOccurrence(weekday=6, start_minute=each) for each in (600, 720)]
    await nobody.apply(catalog([yoga(weekly_occurrences=saturdays)], [anna], rules=STRICT))

    dates[1].hours.reverse()
    anna = resource("anna", ["yoga"], special_days=dates[::-1], time_off=away[::-1])
    rules = pb.Rules()
    rules.CopyFrom(STRICT)
    rules.special_days.reverse()
    rules.weekly_hours.reverse()
    rules.reminders.leads.extend(STRICT.reminders.leads[::-1])
    turned = catalog([yoga(weekly_occurrences=saturdays[::-1])], [anna], rules=rules)

    assert not (await nobody.apply(turned)).changed
