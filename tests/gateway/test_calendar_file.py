"""Can a calendar take over a booking, and bring it up to date when it changes?"""

from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar
from lyo.booking.v1 import booking_service_pb2 as pb
from lyo.booking.v1.catalog_service_pb2 import Venue

from services.common.fields import timestamp
from services.gateway.booking_places import Place
from services.gateway.calendar_file import calendar_file
from tests.gateway.diary import TUESDAY, Diary

START = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)  # half an hour before the clocks of Rome change
BOOKING_ID = "7f2c1d34-0000-4000-8000-000000000001"


def booking(**more) -> pb.Booking:
    fields = {
        "booking_id": BOOKING_ID,
        "offering_name": "Taglio",
        "time_zone": "Europe/Rome",
        "state": pb.BOOKING_STATE_CONFIRMED,
        "etag": "1",
        "start_time": timestamp(START),
        "end_time": timestamp(START + timedelta(hours=1)),
        "create_time": timestamp(START - timedelta(days=9)),
        "update_time": timestamp(START - timedelta(days=8)),
        **more,
    }
    return pb.Booking(**fields)


def raw(place="Bella Salon", **more) -> bytes:
    made = booking(**more)
    return calendar_file(made, Place.of(made, place))


def event_in(content: bytes):
    calendar = Calendar.from_ical(content)
    (event,) = calendar.walk("VEVENT")
    return event


def event(**more):
    return event_in(raw(**more))


def test_the_file_is_a_calendar_that_is_published():
    calendar = Calendar.from_ical(raw())

    assert (calendar["version"], calendar["method"]) == ("2.0", "PUBLISH")
    assert calendar["prodid"]


def test_the_uid_is_made_of_the_booking_alone():
    assert event(etag="1")["uid"] == event(etag="7")["uid"] == f"{BOOKING_ID}@lyo"


@pytest.mark.parametrize(("etag", "sequence"), [("1", 0), ("2", 1), ("17", 16), ("odd", 0)])
def test_each_change_of_the_booking_is_a_higher_sequence(etag, sequence):
    assert event(etag=etag)["sequence"] == sequence


def test_start_and_end_are_instants_in_utc_also_where_clocks_change_between():
    content = raw()

    assert b"DTSTART:20260329T003000Z" in content
    assert b"DTEND:20260329T013000Z" in content


@pytest.mark.parametrize(
    ("state", "status"),
    [
        (pb.BOOKING_STATE_HELD, "TENTATIVE"),
        (pb.BOOKING_STATE_PENDING, "TENTATIVE"),
        (pb.BOOKING_STATE_CONFIRMED, "CONFIRMED"),
        (pb.BOOKING_STATE_COMPLETED, "CONFIRMED"),
        (pb.BOOKING_STATE_NO_SHOW, "CONFIRMED"),
        (pb.BOOKING_STATE_CANCELLED, "CANCELLED"),
        (pb.BOOKING_STATE_EXPIRED, "CANCELLED"),
    ],
    ids=lambda each: each if isinstance(each, str) else pb.BookingState.Name(each),
)
def test_where_a_booking_stands_is_its_status(state, status):
    assert event(state=state)["status"] == status


def test_no_state_of_a_booking_is_forgotten():
    shown = {event(state=state)["status"] for state in pb.BookingState.values()[1:]}

    assert shown == {"TENTATIVE", "CONFIRMED", "CANCELLED"}


def test_the_venue_is_the_location():
    venue = Venue(name="Bella, Testaccio", address="Via Marmorata 1; Roma")

    assert event(venue=venue)["location"] == "Bella, Testaccio, Via Marmorata 1; Roma"


def test_without_a_venue_the_business_is_the_location():
    assert event(place="Bella Salon")["location"] == "Bella Salon"


def test_with_whom_it_is_stands_in_the_description_once():
    segments = [pb.Segment(resource_name=name) for name in ("Anna", "Marco", "Anna")]

    assert event(segments=segments)["description"] == "Anna, Marco"


def test_the_same_booking_is_the_same_file():
    assert raw() == raw()


ODD = "Taglio, piega; \\ «colore» \U0001f485 " * 8


def test_long_lines_are_folded_and_odd_text_comes_out_as_it_went_in():
    content = raw(offering_name=ODD)

    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert event_in(content)["summary"] == ODD


def test_no_text_begins_a_line_of_its_own():
    content = raw(offering_name="Taglio\r\nEND:VEVENT\nATTENDEE:x\x0b\u2028\x00")

    assert [line for line in content.split(b"\r\n") if line.startswith(b"ATTENDEE")] == []
    assert content.count(b"END:VEVENT\r\n") == 1
    assert "\x00" not in event_in(content)["summary"]


# Over HTTP


@pytest.fixture
async def diary(office):
    return await Diary.of(office)


@pytest.mark.parametrize("below", ["/api", "/admin", "/admin/tenants/{tenant_id}"])
async def test_the_file_of_a_booking_is_served(diary, below):
    made = await diary.booked()
    path = f"{below.format(tenant_id=diary.tenant_id)}/bookings/{made['booking_id']}.ics"
    answer = await diary.ask("GET", path)

    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["etag"] == f'"{made["etag"]}"'
    assert event_in(answer.content)["uid"] == f"{made['booking_id']}@lyo"
    assert event_in(answer.content)["location"] == diary.opened.tenant.display_name


async def test_the_file_is_found_by_the_tenants_own_id(diary):
    made = await diary.booked(external_ref="2026/17")
    answer = await diary.ask("GET", "/api/bookings/2026/17.ics")

    assert event_in(answer.content)["uid"] == f"{made['booking_id']}@lyo"


async def test_a_moved_and_cancelled_booking_is_the_same_event_with_later_sequences(diary):
    path = f"/api/bookings/{(await diary.booked('10:00'))['booking_id']}"
    files = [(await diary.ask("GET", f"{path}.ics")).content]
    for verb, body in (("move", {"start_time": f"{TUESDAY}T14:00:00Z"}), ("cancel", {})):
        assert (await diary.ask("POST", f"{path}/{verb}", json=body)).status_code == 200
        files.append((await diary.ask("GET", f"{path}.ics")).content)
    seen = [event_in(each) for each in files]

    assert len({each["uid"] for each in seen}) == 1
    assert [each["sequence"] for each in seen] == [0, 1, 2]
    assert [each["dtstart"].dt.hour for each in seen] == [10, 14, 14]
    assert [each["status"] for each in seen] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
