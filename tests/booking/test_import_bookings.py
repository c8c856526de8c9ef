"""What becomes of bookings that are brought in from elsewhere, each by itself?"""

from collections import Counter
from datetime import UTC, datetime

import pytest
from lyo.booking.v1 import booking_service_pb2 as pb

from services.booking.domain.events import Reminder
from services.booking.usecases.outbox import Look, unpacked
from services.common.errors import InvalidArgument
from services.common.fields import timestamp
from tests.booking.calendars import at
from tests.booking.importing import TUESDAY, bring, brought, line, reasons
from tests.booking.salon import NOW, Salon, catalog, new_id, offering, refusal_of, resource

CREATED = pb.IMPORT_OUTCOME_CREATED
KNOWN = pb.IMPORT_OUTCOME_KNOWN


async def test_a_booking_is_stored_as_it_is_told(salon):
    told = line(
        salon, offering_name="colore", resource_name="marco", party_size=2, note="two\nrows"
    )

    booking = await brought(salon, told)

    assert (booking.external_ref, booking.customer_id) == (told.external_ref, told.customer_id)
    assert (booking.offering_name, booking.note, booking.party_size) == ("Colore", "two\nrows", 2)
    assert booking.segments[0].resource_name == "Marco"
    assert (booking.origin, booking.state) == (pb.ORIGIN_IMPORT, pb.BOOKING_STATE_CONFIRMED)


async def test_without_an_end_it_lasts_as_long_as_the_offering(salon):
    booking = await brought(salon, line(salon))

    assert booking.end_time == timestamp(at("2026-03-03T16:00", salon.zone))


async def test_with_an_end_it_lasts_until_then(salon):
    end = timestamp(at("2026-03-03T17:10", salon.zone))

    booking = await brought(salon, line(salon, end_time=end))

    assert (booking.end_time, booking.segments[0].end_time) == (end, end)


async def test_opening_hours_notice_and_approval_do_not_bind(booking):
    by_hand = await Salon.opened(booking, catalog(by_hand=True))

    at_night = await brought(by_hand, line(by_hand, "2026-03-01T13:07"))

    assert at_night.state == pb.BOOKING_STATE_CONFIRMED


async def test_the_same_line_again_is_known_and_changes_nothing(salon):
    wanted = line(salon)
    booking = await brought(salon, wanted)

    (again,) = await bring(salon, wanted)

    assert (again.outcome, again.booking_id) == (KNOWN, booking.booking_id)
    assert await salon.get(booking.booking_id) == booking


async def test_a_booking_that_was_moved_since_is_known(salon):
    wanted = line(salon)
    booking = await brought(salon, wanted)
    move = pb.RescheduleBookingRequest(
        tenant_id=salon.tenant_id,
        request_id=new_id(),
        booking_id=booking.booking_id,
        start_time=timestamp(at("2026-03-04T10:00", salon.zone)),
        origin=pb.ORIGIN_STAFF,
    )
    await salon.booking.bookings.RescheduleBooking(move)

    (again,) = await bring(salon, wanted)

    assert (again.outcome, again.booking_id) == (KNOWN, booking.booking_id)


async def test_a_ref_that_another_customers_booking_has_is_refused(salon):
    await brought(salon, line(salon, external_ref="A-1"))

    assert await reasons(salon, line(salon, external_ref="A-1")) == ["EXTERNAL_REF_TAKEN"]


async def test_a_ref_that_a_booking_of_another_time_has_is_refused(salon):
    first = line(salon, external_ref="A-1")
    other = line(salon, "2026-03-04T10:00", external_ref="A-1", customer_id=first.customer_id)
    await brought(salon, first)

    assert await reasons(salon, other) == ["EXTERNAL_REF_TAKEN"]


async def test_a_line_that_stands_twice_in_one_import_is_known_the_second_time(salon):
    wanted = line(salon)

    first, second = await bring(salon, wanted, wanted)

    assert (first.outcome, second.outcome) == (CREATED, KNOWN)
    assert first.booking_id == second.booking_id


async def test_two_lines_with_one_ref_in_one_import_are_not_both_taken(salon):
    lines = [line(salon, wall, external_ref="A-1") for wall in (TUESDAY, "2026-03-04T10:00")]

    assert await reasons(salon, *lines) == ["", "EXTERNAL_REF_TAKEN"]


async def test_the_same_request_gives_the_same_answer(salon):
    lines, request_id = [line(salon), line(salon, party_size=-1)], new_id()

    first = await bring(salon, *lines, request_id=request_id)

    assert await bring(salon, *lines, request_id=request_id) == first


async def test_the_same_id_with_other_lines_is_refused(salon):
    request_id = new_id()
    await bring(salon, line(salon), request_id=request_id)

    refused = await refusal_of(bring(salon, line(salon), request_id=request_id), InvalidArgument)

    assert refused.reason == "REQUEST_ID_REUSED"


BAD = {
    "no ref": ({"external_ref": ""}, "FIELD_MISSING"),
    "a ref of 201 characters": ({"external_ref": "x" * 201}, "FIELD_INVALID"),
    "a control character in the ref": ({"external_ref": "a\0b"}, "FIELD_INVALID"),
    "a line in the ref": ({"external_ref": "a\nb"}, "FIELD_INVALID"),
    "a note of 10,000 characters": ({"note": "x" * 10_000}, "FIELD_INVALID"),
    "a control character in the note": ({"note": "a\x1bb"}, "FIELD_INVALID"),
    "no customer": ({"customer_id": ""}, "FIELD_MISSING"),
    "a customer that is no id": ({"customer_id": "Anna"}, "FIELD_INVALID"),
    "a party of 10,000": ({"party_size": 10_000}, "FIELD_INVALID"),
    "a party of less than nobody": ({"party_size": -1}, "FIELD_INVALID"),
    "a hold": ({"state": pb.BOOKING_STATE_HELD}, "FIELD_INVALID"),
    "an expired one": ({"state": pb.BOOKING_STATE_EXPIRED}, "FIELD_INVALID"),
    "completed before it began": ({"state": pb.BOOKING_STATE_COMPLETED}, "FIELD_INVALID"),
    "missed before it began": ({"state": pb.BOOKING_STATE_NO_SHOW}, "FIELD_INVALID"),
    "a state that there is not": ({"state": 77}, "FIELD_INVALID"),
    "an unknown offering": ({"offering_name": "barba"}, "OFFERING_NOT_FOUND"),
    "an unknown resource": ({"resource_name": "zoe"}, "RESOURCE_NOT_FOUND"),
}


@pytest.mark.parametrize(("fields", "reason"), BAD.values(), ids=BAD)
async def test_a_bad_line_is_refused_and_the_others_are_taken(salon, fields, reason):
    good = [line(salon), line(salon, "2026-03-04T10:00")]

    results = await bring(salon, good[0], line(salon, **fields), good[1])

    assert [each.reason for each in results] == ["", reason, ""]
    assert len((await salon.bookings()).bookings) == 2


WRONG_TIMES = {
    "no start": (None, None, "FIELD_MISSING"),
    "a start in the year 9999": (datetime(9999, 12, 31, tzinfo=UTC), None, "FIELD_INVALID"),
    "a start in the year 1": (datetime(1, 1, 1, tzinfo=UTC), None, "FIELD_INVALID"),
    "an end before the start": (NOW, NOW.replace(hour=11), "FIELD_INVALID"),
    "an end at the start": (NOW, NOW, "FIELD_INVALID"),
    "an end two days later": (NOW, NOW.replace(day=3), "FIELD_INVALID"),
}


@pytest.mark.parametrize(("start", "end", "reason"), WRONG_TIMES.values(), ids=WRONG_TIMES)
async def test_a_line_with_a_wrong_time_is_refused(salon, start, end, reason):
    wanted = pb.ImportedBooking(
        external_ref=new_id(),
        customer_id=new_id(),
        start_time=start and timestamp(start),
        end_time=end and timestamp(end),
    )

    assert await reasons(salon, wanted) == [reason]


async def test_a_resource_that_performs_something_else_is_refused(booking):
    offerings = [offering(is_default=True), offering("colore", 90)]
    people = [resource("anna"), resource("marco", ("colore",))]
    salon = await Salon.opened(booking, catalog(offerings, people))

    assert await reasons(salon, line(salon, resource_name="marco")) == ["RESOURCE_NOT_FOUND"]


async def test_without_a_default_a_line_names_its_offering(booking):
    salon = await Salon.opened(booking, catalog([offering()], [resource()]))

    assert await reasons(salon, line(salon), line(salon, offering_name="taglio")) == [
        "OFFERING_MISSING",
        "",
    ]


async def test_the_offerings_of_another_tenant_are_not_found(salon, nobody):
    assert await reasons(nobody, line(nobody, offering_name="taglio")) == ["OFFERING_NOT_FOUND"]


async def test_what_ended_a_day_ago_is_completed(salon):
    ended = await brought(salon, line(salon, "2026-02-28T12:00"))
    just_now = await brought(salon, line(salon, "2026-02-28T13:00"))

    assert ended.state == pb.BOOKING_STATE_COMPLETED
    assert just_now.state == pb.BOOKING_STATE_CONFIRMED


async def test_a_request_waits_until_its_start(salon):
    booking = await brought(salon, line(salon, state=pb.BOOKING_STATE_PENDING))

    assert (booking.state, booking.expire_time) == (pb.BOOKING_STATE_PENDING, booking.start_time)


async def test_a_missed_booking_stays_missed(salon):
    booking = await brought(salon, line(salon, "2026-02-10T10:00", state=pb.BOOKING_STATE_NO_SHOW))

    assert booking.state == pb.BOOKING_STATE_NO_SHOW


async def test_nobody_is_told_of_it_but_the_customer_is_reminded(salon, booking_database):
    booking = await brought(salon, line(salon))

    rows = booking_database.rows(
        "SELECT payload FROM booking.lane_jobs WHERE key = %s", booking.booking_id
    )

    planned = Counter(type(unpacked(bytes(payload))) for (payload,) in rows)
    assert planned == {Look: 1, Reminder: 2}
