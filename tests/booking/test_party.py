"""For how many people can something be booked, and at which table?"""

import pytest

from services.booking.domain.errors import PartyTooLarge, PartyTooSmall
from services.booking.domain.hours import Group, Party, WeeklyOccurrence
from services.booking.domain.visit import Visit
from services.common.errors import InvalidArgument
from tests.booking.calendars import at, between, hours, offered, part, performer, schedule
from tests.booking.salon import Salon, catalog, offering, refusal_of, resource

MONDAY = "2026-03-02T"
EVENING = hours("19:00-20:00")


def table(name, seats, *taken, **said):
    return performer(name, EVENING, taken, capacity=seats, **said)


T2A, T2B, T4, T6 = table("T2a", 2), table("T2b", 2), table("T4", 4), table("T6", 6)


def tables(of, party):
    """Which tables are offered at seven, in which order."""
    return [each.resource_name for (each,) in of.choices(at(MONDAY + "19:00"), party)]


@pytest.mark.parametrize(
    ("party", "offered_tables"),
    [
        (1, ["T2a", "T2b", "T4", "T6"]),
        (2, ["T2a", "T2b", "T4", "T6"]),
        (3, ["T4", "T6"]),
        (5, ["T6"]),
    ],
)
def test_the_smallest_table_that_fits_comes_first(party, offered_tables):
    assert tables(schedule(T6, T2A, T2B, T4), party) == offered_tables


def test_a_lower_rank_goes_before_a_smaller_table():
    window = table("T4", 4, rank=-1)

    assert tables(schedule(T2A, window), 2) == ["T4", "T2a"]


def test_what_holds_any_number_goes_before_tables_of_the_same_rank():
    garden = performer("garden", EVENING)

    assert tables(schedule(T2A, garden), 1) == ["garden", "T2a"]


def test_a_slot_is_gone_when_the_tables_that_fit_are_taken():
    taken = table("T4", 4, between(MONDAY + "19:00", MONDAY + "20:00"))

    assert offered(schedule(taken, T2A))[0] == "19:00"
    both = schedule(taken, T2A)
    slots = both.slots(at(MONDAY + "00:00"), at(MONDAY + "23:00"), at("2026-03-01T00:00"), party=3)
    assert list(slots) == []


@pytest.mark.parametrize(
    ("of", "most"),
    [
        (part(T2A, T6), 6),
        (part(T6, party=Party(1, 4)), 4),
        (part(T2A, party=Party(1, 4)), 2),
        (part(performer("garden", EVENING), T2A), None),
        (part(performer("garden", EVENING), party=Party(1, 8)), 8),
        (part(group=Group(40, (WeeklyOccurrence(6, 600),))), 40),
        (part(T2A, group=Group(40, (WeeklyOccurrence(6, 600),)), party=Party(1, 5)), 5),
    ],
    ids=["largest table", "offering", "table", "any", "garden", "seats", "seats and offering"],
)
def test_how_many_people_it_is_for_at_most(of, most):
    assert of.most == most


def test_one_more_than_the_most_is_told_how_many_it_is_for():
    with pytest.raises(PartyTooLarge) as refusal:
        schedule(T2A, T6).check_party(7)

    assert refusal.value.details == {"most": "6"}
    schedule(T2A, T6).check_party(6)


def test_fewer_than_the_least_are_refused():
    tasting = schedule(T6, party=Party(4))

    with pytest.raises(PartyTooSmall):
        tasting.check_party(3)
    tasting.check_party(4)


def test_of_a_visit_every_part_must_be_for_so_many():
    both = Visit((part(T6), part(T2A, party=Party(2))))

    for party, kind in ((1, PartyTooSmall), (3, PartyTooLarge)):
        with pytest.raises(kind):
            both.check_party(party)
    both.check_party(2)


# Asked through the door


@pytest.fixture
async def terraza(booking):
    """Tables for 2, 2, 4 and 6."""
    seats = {"t2a": 2, "t2b": 2, "t4": 4, "t6": 6}
    tables = [resource(name, ["mesa"], capacity=many) for name, many in seats.items()]
    return await Salon.opened(booking, catalog([offering("mesa", 90, is_default=True)], tables))


async def test_slots_name_the_tables_for_so_many(terraza):
    free = await terraza.free("2026-03-03T09:00", "2026-03-03T09:15", party_size=3)

    assert list(free.slots[0].resource_ids) == [terraza.resources[each] for each in ("t4", "t6")]


async def test_suggestions_are_for_so_many_too(terraza):
    await terraza.book("2026-03-03T09:00", resource_id=terraza.resources["t6"])

    suggested = await terraza.suggested("2026-03-03T09:00", party_size=5, count=1)

    assert terraza.walls(suggested.slots) == ["03 10:30"]


async def test_for_too_many_no_slots_are_listed_nor_suggested(terraza):
    for asked in (
        terraza.free("2026-03-03T09:00", "2026-03-03T10:00", party_size=7),
        terraza.suggested("2026-03-03T09:00", party_size=7),
    ):
        refusal = await refusal_of(asked)
        assert (refusal.reason, refusal.details) == ("PARTY_TOO_LARGE", {"most": "6"})


@pytest.mark.parametrize("party", [0, -1, 1001, 10_000])
async def test_a_party_of_none_or_of_thousands_is_a_wrong_field(terraza, party):
    for asked in (
        terraza.free("2026-03-03T09:00", "2026-03-03T10:00", party_size=party),
        terraza.suggested("2026-03-03T09:00", party_size=party),
    ):
        refusal = await refusal_of(asked, InvalidArgument)
        assert [each.field for each in refusal.violations] == ["party_size"]


async def test_without_a_party_it_is_for_one(terraza):
    free = await terraza.free("2026-03-03T09:00", "2026-03-03T09:15")

    assert len(free.slots[0].resource_ids) == 4
