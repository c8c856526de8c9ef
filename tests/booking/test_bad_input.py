"""What is a caller told who asks for nonsense?"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import pytest
from google.protobuf.timestamp_pb2 import Timestamp
from lyo.booking.v1 import booking_service_pb2 as pb

from services.common.errors import FailedPrecondition, InvalidArgument, MeshError, NotFound
from tests.booking.salon import Salon, new_id, refusal_of

WALL = "2026-03-03T15:30"
Ask = Callable[[Salon, pb.Booking], Awaitable[object]]


@dataclass(frozen=True)
class Nonsense:
    """What is asked of a salon with one booking, and how it is refused."""

    name: str
    ask: Ask
    reason: str
    kind: type[MeshError] = InvalidArgument
    field: str = ""


def at(text: str) -> Timestamp:
    stamp = Timestamp()
    stamp.FromJsonString(text)
    return stamp


def wished(salon: Salon, **fields) -> Awaitable[pb.Booking]:
    wish = salon.wish(WALL)
    for name, value in fields.items():
        if isinstance(value, Timestamp):
            getattr(wish, name).CopyFrom(value)
        else:
            setattr(wish, name, value)
    return salon.ask(wish)


def listing(salon: Salon, start: str, end: str) -> Awaitable[pb.ListFreeSlotsResponse]:
    request = pb.ListFreeSlotsRequest(
        tenant_id=salon.tenant_id, start_time=at(start), end_time=at(end)
    )
    return salon.booking.bookings.ListFreeSlots(request)


def moving(salon: Salon, booked: pb.Booking, start: str) -> Awaitable[pb.Booking]:
    return salon.move(booked.booking_id, start_time=at(start))


FIRST, LAST = "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"
WRONG, PAST = "FIELD_INVALID", "IN_THE_PAST"

ASKED = (
    Nonsense(
        "a start that is over",
        lambda salon, _: wished(salon, start_time=at("2026-02-24T10:00:00Z")),
        PAST,
        FailedPrecondition,
    ),
    Nonsense(
        "a booking of the year 1",
        lambda salon, _: wished(salon, start_time=at(FIRST)),
        WRONG,
        field="start_time",
    ),
    Nonsense(
        "a booking of the year 9999",
        lambda salon, _: wished(salon, start_time=at(LAST)),
        WRONG,
        field="start_time",
    ),
    Nonsense(
        "a booking of the year 3000",
        lambda salon, _: wished(salon, start_time=at("3000-01-01T10:07:00Z")),
        "START_NOT_OFFERED",
        FailedPrecondition,
    ),
    Nonsense(
        "a hold without an id that could be one",
        lambda salon, _: salon.hold(WALL, request_id="1"),
        WRONG,
        field="request_id",
    ),
    Nonsense(
        "a move to the year 9999",
        lambda salon, booked: moving(salon, booked, LAST),
        WRONG,
        field="start_time",
    ),
    Nonsense(
        "a move to the year 1",
        lambda salon, booked: moving(salon, booked, FIRST),
        WRONG,
        field="start_time",
    ),
    Nonsense(
        "a window that ends before it begins",
        lambda salon, _: listing(salon, "2026-03-04T00:00:00Z", "2026-03-03T00:00:00Z"),
        "WINDOW_EMPTY",
        field="end_time",
    ),
    Nonsense(
        "a window of the year 9999",
        lambda salon, _: listing(salon, "9999-12-01T00:00:00Z", LAST),
        WRONG,
        field="start_time",
    ),
    Nonsense(
        "a part of a second",
        lambda salon, _: wished(salon, start_time=at("2026-03-03T14:30:00.5Z")),
        "START_NOT_OFFERED",
        FailedPrecondition,
    ),
    Nonsense(
        "a party of 0",
        lambda salon, _: wished(salon, party_size=0),
        WRONG,
        field="party_size",
    ),
    Nonsense(
        "a party of 10,000",
        lambda salon, _: wished(salon, party_size=10_000),
        WRONG,
        field="party_size",
    ),
    Nonsense(
        "a party of -1",
        lambda salon, booked: salon.move(booked.booking_id, party_size=-1),
        WRONG,
        field="party_size",
    ),
    Nonsense(
        "a note of 10,000 characters",
        lambda salon, _: wished(salon, note="n" * 10_000),
        WRONG,
        field="note",
    ),
    Nonsense(
        "a note with a bell",
        lambda salon, _: wished(salon, note="ring\a"),
        WRONG,
        field="note",
    ),
    Nonsense(
        "a note with a NUL",
        lambda salon, _: wished(salon, note="a\x00b"),
        WRONG,
        field="note",
    ),
    Nonsense(
        "a reference with a line break",
        lambda salon, _: wished(salon, external_ref="A-1\nA-2"),
        WRONG,
        field="external_ref",
    ),
    Nonsense(
        "a reference of 10,000 characters",
        lambda salon, _: wished(salon, external_ref="A" * 10_000),
        WRONG,
        field="external_ref",
    ),
    Nonsense(
        "a reason that turns the line around",
        lambda salon, booked: salon.cancel(booked.booking_id, reason="\u202eexe.gnp"),
        WRONG,
        field="reason",
    ),
    Nonsense(
        "a reason of 10,000 characters",
        lambda salon, booked: salon.cancel(booked.booking_id, reason="r" * 10_000),
        WRONG,
        field="reason",
    ),
    Nonsense(
        "an offering that is none",
        lambda salon, _: wished(salon, offering_id=new_id()),
        "OFFERING_NOT_FOUND",
        NotFound,
    ),
    Nonsense(
        "an id that is none",
        lambda salon, _: wished(salon, offering_id="taglio"),
        WRONG,
        field="offering_id",
    ),
    Nonsense(
        "an origin that is none",
        lambda salon, _: wished(salon, origin=17),
        WRONG,
        field="origin",
    ),
    Nonsense(
        "a visit of seven offerings",
        lambda salon, _: salon.book(WALL, visit_offering_ids=[salon.offerings["taglio"]] * 7),
        WRONG,
        field="visit_offering_ids",
    ),
)


@pytest.mark.parametrize("nonsense", ASKED, ids=lambda each: each.name)
async def test_nonsense_is_refused_with_a_reason_and_nothing_changes(salon, nonsense):
    booked = await salon.book("2026-03-04T10:00")

    refusal = await refusal_of(nonsense.ask(salon, booked), nonsense.kind)

    assert refusal.reason == nonsense.reason
    if nonsense.field:
        assert [each.field for each in refusal.violations] == [nonsense.field]
    assert list((await salon.bookings()).bookings) == [booked]


async def test_a_note_may_have_lines_and_any_letters(salon):
    note = "Zwei Kinder 👧🏽\nदो बच्चे, 椅子 ♿️"

    assert (await salon.book(WALL, note=note)).note == note
