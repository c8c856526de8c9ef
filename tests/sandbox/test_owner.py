"""Does the owner's tab get the right day, and does what is decided reach Lyo as it was meant?

The clock stands at noon of Saturday 19 December 2026 in Rome.
"""

from datetime import UTC, datetime

import pytest

from sandbox.owner import steps
from tests.sandbox.office import BELLA, KEY, STELLA, booking, opened

MORNING = booking(1, "2026-12-19T08:00:00Z", "2026-12-19T08:30:00Z")
EVENING = booking(2, "2026-12-19T16:00:00Z", "2026-12-19T16:30:00Z")
REQUEST = booking(3, "2026-12-30T15:00:00Z", "2026-12-30T16:00:00Z", state="BOOKING_STATE_PENDING")


@pytest.fixture(scope="module")
async def one_office():
    async with opened() as office:
        yield office


@pytest.fixture
async def office(one_office):
    one_office.clear()
    return one_office


@pytest.fixture(scope="module")
async def one_sandbox_of_the_owner(one_office, open_sandbox):
    async with open_sandbox(gateway_url=one_office.url, api_key=KEY) as sandbox:
        yield sandbox.http


@pytest.fixture
async def owner(one_sandbox_of_the_owner, office, clock):
    """The API behind the owner's tab, of a sandbox that has the key of Lyo."""
    yield one_sandbox_of_the_owner
    await one_sandbox_of_the_owner.post("/reset")


async def day_of(owner, tenant="bella-salon", **query):
    answer = await owner.get(f"/owner/{tenant}/day", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def ids(bookings):
    return [each["booking_id"] for each in bookings]


def path(of, step, tenant="bella-salon"):
    return f"/owner/{tenant}/bookings/{of['booking_id']}/{step}"


async def test_today_is_the_day_in_the_zone_of_the_business(owner, clock):
    clock.now = datetime(2026, 12, 19, 23, 30, tzinfo=UTC)

    assert (await day_of(owner))["date"] == "2026-12-20"
    assert (await day_of(owner, "stella"))["date"] == "2026-12-19"


async def test_a_day_goes_from_midnight_to_midnight_of_the_business(office, owner):
    late = booking(4, "2026-12-19T23:15:00Z", "2026-12-19T23:45:00Z")  # of Sunday, in Rome
    office.bookings[BELLA] = [MORNING, EVENING, late]

    assert ids((await day_of(owner))["bookings"]) == ids([MORNING, EVENING])
    assert ids((await day_of(owner, date="2026-12-20"))["bookings"]) == ids([late])


async def test_a_day_of_an_hour_more_is_whole(office, owner):
    last = booking(5, "2026-10-25T22:00:00Z", "2026-10-25T22:30:00Z")  # 23:00, the clocks are back
    office.bookings[BELLA] = [last]

    assert ids((await day_of(owner, date="2026-10-25"))["bookings"]) == ids([last])


async def test_a_request_of_another_day_waits_with_those_of_today(office, owner):
    office.bookings[BELLA] = [MORNING, REQUEST]

    day = await day_of(owner)

    assert ids(day["requests"]) == ids([REQUEST])
    assert ids(day["bookings"]) == ids([MORNING])


async def test_a_booking_is_shown_with_whom_by_whom_and_where_it_stands(office, owner):
    group = {**MORNING, "party_size": 3, "note": "Birthday", "attendance_time": "2026-12-18T08:00Z"}
    office.bookings[BELLA] = [group]

    (shown,) = (await day_of(owner))["bookings"]

    assert shown == {
        "booking_id": MORNING["booking_id"],
        "start_time": "2026-12-19T08:00:00Z",
        "end_time": "2026-12-19T08:30:00Z",
        "etag": "etag-1",
        "party_size": 3,
        "note": "Birthday",
        "cancel_reason": "",
        "offering": "Taglio",
        "resources": ["Anna"],
        "customer": {"name": "Giulia Conti", "address": "+393335550101"},
        "state": "confirmed",
        "attending": True,
        "can": ["no-show"],
    }


async def test_a_customer_who_was_removed_does_not_hide_the_day(office, owner):
    office.bookings[BELLA] = [{**MORNING, "customer_id": STELLA}, EVENING]

    names = [each["customer"]["name"] for each in (await day_of(owner))["bookings"]]

    assert names == ["Somebody whom Lyo no longer knows", "Giulia Conti"]


async def test_a_name_is_asked_for_once(office, owner):
    office.bookings[BELLA] = [MORNING, EVENING, REQUEST]

    await day_of(owner)
    await day_of(owner)

    assert office.customers_asked == 1


async def test_all_pages_of_a_day_are_shown(office, owner):
    office.most_a_page = 2
    office.bookings[BELLA] = [
        booking(each, "2026-12-19T09:00:00Z", "2026-12-19T10:00:00Z") for each in range(5)
    ]

    assert len((await day_of(owner))["bookings"]) == 5


async def test_what_expired_is_no_part_of_the_day(office, owner):
    office.bookings[BELLA] = [
        {**MORNING, "state": "BOOKING_STATE_EXPIRED"},
        {**EVENING, "state": "BOOKING_STATE_CANCELLED"},
    ]

    assert [each["state"] for each in (await day_of(owner))["bookings"]] == ["cancelled"]


@pytest.mark.parametrize(
    ("state", "start", "can"),
    [
        ("PENDING", EVENING, ["approve", "cancel"]),
        ("PENDING", MORNING, []),
        ("CONFIRMED", EVENING, ["cancel"]),
        ("CONFIRMED", MORNING, ["no-show"]),
        ("HELD", EVENING, []),
        ("CANCELLED", EVENING, []),
        ("COMPLETED", MORNING, []),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_owner_is_offered_what_lyo_would_do(state, start, can):
    noon = datetime(2026, 12, 19, 11, tzinfo=UTC)

    assert steps({**start, "state": f"BOOKING_STATE_{state}"}, noon) == can


@pytest.mark.parametrize("step", ["approve", "no-show"])
async def test_what_the_owner_saw_is_what_is_decided(office, owner, step):
    office.bookings[BELLA] = [REQUEST]

    answer = await owner.post(path(REQUEST, step), json={"etag": "etag-3"})

    assert answer.json()["customer"]["name"] == "Giulia Conti"
    decided = f"/admin/tenants/{BELLA}/bookings/{REQUEST['booking_id']}/{step}"
    assert office.decided == [(decided, '"etag-3"', {})]


async def test_a_cancellation_says_why(office, owner):
    office.bookings[STELLA] = [REQUEST]

    await owner.post(path(REQUEST, "cancel", "stella"), json={"reason": "Sam is ill"})

    ((_, _, body),) = office.decided
    assert body == {"reason": "Sam is ill"}


@pytest.mark.parametrize(
    ("status", "problem", "words"),
    [
        (409, {"reason": "BOOKING_OVER", "detail": "it is expired"}, "This booking is over"),
        (412, {"reason": "ETAG_STALE", "detail": "changed"}, "was changed meanwhile"),
        (409, {"reason": "NEW_ONE", "detail": "the moon is full"}, "the moon is full (NEW_ONE)"),
        (500, {}, "HTTP_500"),
    ],
    ids=["known", "stale", "unknown", "bug"],
)
async def test_a_refusal_is_told_in_words(office, owner, status, problem, words):
    office.bookings[BELLA] = [REQUEST]
    office.refusal = (status, problem)

    answer = await owner.post(path(REQUEST, "approve"), json={})

    assert answer.status_code == status
    assert words in answer.json()["message"]


async def test_a_key_that_lyo_does_not_know_is_said_to_be_the_trouble(open_sandbox, office):
    async with open_sandbox(gateway_url=office.url, api_key="another") as sandbox:
        answer = await sandbox.http.get("/owner/bella-salon/day")

    assert answer.status_code == 401
    assert "LYO_SANDBOX_API_KEY" in answer.json()["message"]


async def test_a_gateway_that_is_away_is_said_to_be(open_sandbox):
    async with open_sandbox(gateway_url="http://127.0.0.1:1", api_key=KEY) as sandbox:
        answer = await sandbox.http.get("/owner/bella-salon/day")

    assert answer.status_code == 502
    assert "does not answer" in answer.json()["message"]


async def test_a_business_that_lyo_does_not_know_is_named(owner):
    answer = await owner.get("/owner/nobody/day")

    assert answer.status_code == 404
    assert "nobody" in answer.json()["message"]


@pytest.mark.parametrize(
    ("step", "body"),
    [
        ("approve", {"etag": 'a"b'}),
        ("cancel", {"reason": "x" * 501}),
        ("cancel", {"because": "x"}),
        ("delete", {}),
    ],
    ids=["etag", "reason", "field", "step"],
)
async def test_what_cannot_be_meant_never_reaches_lyo(office, owner, step, body):
    assert (await owner.post(path(REQUEST, step), json=body)).status_code == 422
    assert office.decided == []


async def test_a_form_of_another_page_decides_nothing(office, owner):
    """A browser sends such a body from anywhere without asking; JSON it does not."""
    sent = {"content": "{}", "headers": {"Content-Type": "text/plain"}}

    assert (await owner.post(path(REQUEST, "approve"), **sent)).status_code == 422
    assert office.decided == []


@pytest.mark.parametrize("date", ["1999-12-31", "2100-01-01", "0001-01-01", "tomorrow"])
async def test_a_day_beyond_the_calendar_is_refused(owner, date):
    assert (await owner.get("/owner/bella-salon/day", params={"date": date})).status_code == 422
