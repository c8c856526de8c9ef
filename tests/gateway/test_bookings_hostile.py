"""Is there anything that can be sent about bookings and is answered with a bug?"""

import copy
from typing import Any

import pytest

from services.gateway.admin.shapes import Shape
from services.gateway.admin.table import ROUTES
from tests.gateway.diary import CATALOG, TUESDAY, Diary
from tests.gateway.test_admin_hostile import EXPECTED, ODD, odd_values
from tests.tenant.running import new_id

BOOKING_ROUTES = [each for each in ROUTES if each.rpc.startswith("lyo.booking.")]
WINDOW = {"start_time": f"{TUESDAY}T00:00:00Z", "end_time": "2026-03-20T00:00:00Z"}
LENGTHS = ["-1s", "0s", "1s", "0.5s", "315576000000s", "1e3s", "999999999999s"]
DATES = ["2026-02-30", "0000-01-01", "9999-12-31", "2026-12-24T25:00", "2026-12-24T00:00"]
PARTS = ("offerings", "resources", "rules")


@pytest.fixture(scope="module")
async def diary(office):
    """One salon for all odd things, with a request that waits."""
    diary = await Diary.of(office)
    return diary, await diary.booked(offering_id=diary.offering_id("sposa"))


def right(call: str, customer_id: str) -> dict[str, Any]:
    """What is asked where nothing is odd."""
    wish = {"customer_id": customer_id, "start_time": f"{TUESDAY}T13:00:00Z"}
    asked: dict[str, dict[str, Any]] = {
        "CreateBooking": wish,
        "HoldSlot": wish,
        "RescheduleBooking": {"start_time": f"{TUESDAY}T14:00:00Z"},
        "ImportBookings": {"bookings": [{**wish, "external_ref": new_id()}]},
        "ListFreeSlots": WINDOW,
        "SuggestSlots": {"near_time": f"{TUESDAY}T10:00:00Z"},
        "ApplyCatalog": CATALOG,
    }
    return asked.get(call, {})


@pytest.mark.parametrize("route", BOOKING_ROUTES, ids=lambda each: f"{each.method} {each.path}")
async def test_no_odd_value_of_a_field_is_a_bug(diary, route):
    salon, booking = diary
    path = route.path.format(tenant_id=salon.tenant_id, booking_id=booking["booking_id"])
    asked = right(route.rpc.partition("/")[2], booking["customer_id"])
    for name, odd in odd_values(route):
        if Shape(route).takes_body:
            answer = await salon.ask(route.method, path, json={**asked, name: odd})
        else:
            answer = await salon.ask(route.method, path, params={**asked, name: str(odd)})
        assert answer.status_code in EXPECTED, (name, odd, answer.text)


def fields_of_a_catalog():
    (route,) = [each for each in BOOKING_ROUTES if each[:2] == ("PUT", "/api/catalog")]
    given = Shape(route).given
    return [(part, each.name) for part in PARTS for each in given[part].message_type.fields]


FIELDS = fields_of_a_catalog()


@pytest.mark.parametrize(("part", "field"), FIELDS, ids=str)
async def test_no_odd_value_in_a_catalog_is_a_bug(diary, part, field):
    """A third of the odd values for each field, and over all fields every one for many."""
    for odd in [*ODD, *LENGTHS, *DATES][FIELDS.index((part, field)) % 3 :: 3]:
        wrong = copy.deepcopy(CATALOG)
        (wrong.setdefault("rules", {}) if part == "rules" else wrong[part][0])[field] = odd
        answer = await diary[0].ask("PUT", "/api/catalog", json=wrong)
        assert answer.status_code in EXPECTED, (odd, answer.text)


DAY = {"date": "2026-12-24"}
PLACES = [
    ("offerings", "dated_occurrences", {**DAY, "start_minute": 600}),
    ("resources", "special_days", {**DAY, "hours": [{"start_minute": 0, "end_minute": 60}]}),
    ("resources", "time_off", {"start": "2026-12-24T00:00", "end": "2026-12-25T00:00"}),
]


@pytest.mark.parametrize(
    ("part", "name", "usual", "field"),
    [(*place, field) for place in PLACES for field in place[2]],
    ids=str,
)
async def test_no_odd_date_in_a_catalog_is_a_bug(diary, part, name, usual, field):
    seats = {"seats": 4} if part == "offerings" else {}
    for odd in [*DATES, "9999-12-31T23:59", "0001-01-01T00:00", -1, 1439, 1440]:
        wrong = copy.deepcopy(CATALOG)
        wrong[part][0] |= {**seats, name: [{**usual, field: odd}]}
        answer = await diary[0].ask("PUT", "/api/catalog", json=wrong)
        assert answer.status_code in EXPECTED, (odd, answer.text)


async def test_what_the_odd_stand_in_is_right_without_them(diary):
    for part, name, usual in PLACES:
        usually = copy.deepcopy(CATALOG)
        usually[part][0] |= {name: [usual], **({"seats": 4} if part == "offerings" else {})}
        answer = await diary[0].ask("PUT", "/api/catalog", json=usually)
        assert answer.status_code == 200, answer.text
