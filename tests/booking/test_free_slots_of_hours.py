"""Do slots keep to all that a tenant and its resources say of their hours?"""

import asyncio

import pytest
from lyo.booking.v1 import catalog_service_pb2 as pb

from tests.booking.calendars import minutes
from tests.booking.salon import Salon, catalog, length, offering, resource, weekly

DAY = range(1, 8)


def special(day, *stretches):
    pairs = (map(minutes, each.split("-")) for each in stretches)
    hours = [pb.Stretch(start_minute=start, end_minute=end) for start, end in pairs]
    return pb.SpecialDay(date=day, hours=hours)


def anna(**fields):
    fields.setdefault("hours", weekly("09:00-12:00", days=DAY))
    return resource("anna", **fields)


async def hours_of(booking, day, *resources, rules=None):
    """The starts of one-hour slots that day, at whatever hour."""
    whole = catalog([offering(lasts=60, step=length(60), is_default=True)], resources, rules=rules)
    salon = await Salon.opened(booking, whole)
    free = await salon.free(f"{day}T00:00", f"{day}T23:59")
    return [each.partition(" ")[2] for each in salon.walls(free.slots)]


async def test_hours_of_a_resource_are_cut_to_those_of_the_tenant(booking):
    rules = pb.Rules(weekly_hours=weekly("10:00-19:00", days=DAY))

    assert await hours_of(booking, "2026-03-03", anna(), rules=rules) == ["10:00", "11:00"]


async def test_without_hours_of_its_own_a_resource_is_there_when_the_tenant_is_open(booking):
    rules = pb.Rules(weekly_hours=weekly("10:00-12:00", days=DAY))

    assert await hours_of(booking, "2026-03-03", anna(hours=[]), rules=rules) == ["10:00", "11:00"]


async def test_without_any_hours_nobody_is_there(booking):
    assert await hours_of(booking, "2026-03-03", anna(hours=[])) == []


async def test_breaks_of_both_are_left_out(booking):
    rules = pb.Rules(weekly_breaks=weekly("10:00-11:00", days=[2]))
    own = anna(hours=weekly("09:00-13:00", days=DAY), weekly_breaks=weekly("11:00-12:00", days=[2]))

    assert await hours_of(booking, "2026-03-03", own, rules=rules) == ["09:00", "12:00"]


@pytest.mark.parametrize(
    ("own", "tenants", "expected"),
    [
        ((), ("20:00-22:00",), ["20:00", "21:00"]),
        (("18:00-19:00",), ("20:00-22:00",), ["18:00"]),
        (("18:00-19:00",), (), ["18:00"]),
    ],
    ids=["tenant's", "both", "own"],
)
async def test_on_a_special_day_the_hours_are_others_and_its_own_go_first(
    booking, own, tenants, expected
):
    day = "2026-03-03"
    rules = pb.Rules(special_days=[special(day, *tenants)])
    who = anna(special_days=[special(day, *own)]) if own else anna()

    assert await hours_of(booking, day, who, rules=rules) == expected


async def test_on_a_public_holiday_nobody_is_there_unless_the_day_is_special(booking):
    liberation = "2026-04-25"
    closed = pb.Rules(holiday_country="IT")
    opened = pb.Rules(holiday_country="IT", special_days=[special(liberation, "10:00-11:00")])

    assert await hours_of(booking, liberation, anna(), rules=closed) == []
    assert await hours_of(booking, liberation, anna(), rules=opened) == ["10:00"]
    assert await hours_of(booking, liberation, anna()) == ["09:00", "10:00", "11:00"]


async def test_who_is_away_is_taken_and_the_grid_stays(booking):
    away = pb.TimeOff(start="2026-03-03T09:30", end="2026-03-03T10:00")

    assert await hours_of(booking, "2026-03-03", anna(time_off=[away])) == ["10:00", "11:00"]


async def test_who_is_away_for_days_is_back_afterwards(booking):
    away = pb.TimeOff(start="2026-03-02T00:00", end="2026-03-05T10:00")

    assert await hours_of(booking, "2026-03-04", anna(time_off=[away])) == []
    assert await hours_of(booking, "2026-03-05", anna(time_off=[away])) == ["10:00", "11:00"]


async def test_a_changed_catalog_is_seen_at_once(salon):
    before = await salon.free("2026-03-03T00:00", "2026-03-04T00:00")
    hours = weekly("09:00-10:00")
    both = ("taglio", "colore")
    await salon.apply(
        catalog(resources=[resource("anna", both, hours), resource("marco", both, hours)])
    )

    after = await salon.free("2026-03-03T00:00", "2026-03-04T00:00")

    assert (len(before.slots), len(after.slots)) == (34, 3)


async def test_while_a_catalog_changes_slots_are_those_of_one_version_or_the_other(salon):
    async def listed():
        free = await salon.free("2026-03-03T00:00", "2026-03-04T00:00")
        return tuple(salon.walls(free.slots))

    found = {await listed()}
    for opening in ("09:00-10:00", "15:00-16:00") * 5:
        who = resource("anna", ("taglio", "colore"), weekly(opening))
        change = salon.apply(catalog(resources=[who]))
        _, *answers = await asyncio.gather(change, *(listed() for _ in range(4)))
        found |= {*answers, await listed()}

    whole, *halves = sorted(found, key=len, reverse=True)
    assert len(whole) == 34
    assert sorted(halves) == [
        ("03 09:00", "03 09:15", "03 09:30"),
        ("03 15:00", "03 15:15", "03 15:30"),
    ]
