"""Can one tenant find out by asking whether another's resource is taken or free?

Every call is asked with another tenant's id in each field that names something of a tenant: at an
hour when that is taken, at one when it is free, and with an id that nobody has. The three answers
must be one.
"""

from dataclasses import dataclass

import pytest
from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message
from lyo.booking.v1 import booking_service_pb2 as pb

from services.common.errors import MeshError
from services.common.fields import timestamp
from tests.booking.calendars import at
from tests.booking.salon import ROME, Salon, new_id

TAKEN, FREE = "2026-03-03T15:30", "2026-03-04T15:30"
SERVICE = pb.DESCRIPTOR.services_by_name["BookingService"]
NAMING = {"resource_id", "offering_id", "visit_offering_ids", "booking_id", "hold_id"}
NOTHING_ELSE = {"hold_id": {"offering_id", "start_time", "party_size"}}
"""A hold says itself what is booked."""

ASKED = [
    (method.name, field.name)
    for method in SERVICE.methods
    for field in method.input_type.fields
    if field.name in NAMING
]


@dataclass(frozen=True)
class Foreign:
    """What another tenant has: everything is taken at one hour and free at another."""

    salon: Salon
    taken: pb.Booking
    hold: pb.Booking

    def id_of(self, field: str) -> str:
        return {
            "resource_id": self.salon.resources["anna"],
            "offering_id": self.salon.offerings["colore"],
            "visit_offering_ids": self.salon.offerings["colore"],
            "booking_id": self.taken.booking_id,
            "hold_id": self.hold.booking_id,
        }[field]


@pytest.fixture
async def foreign(booking):
    salon = await Salon.opened(booking)
    taken = [await salon.book(TAKEN) for _ in range(2)]
    return Foreign(salon, taken[0], await salon.hold("2026-03-05T15:30"))


async def asked(salon: Salon, method: str, field: str, value: str, *, wall: str, own: str) -> str:
    """The whole answer to a request that is right but for this one field, as a text."""
    request = whole(SERVICE.methods_by_name[method].input_type, salon, wall, own)
    for other in NOTHING_ELSE.get(field, ()):
        request.ClearField(other)
    if field == "visit_offering_ids":
        request.ClearField("offering_id")
        request.visit_offering_ids.append(value)
    else:
        setattr(request, field, value)
    try:
        answer = await getattr(salon.booking.bookings, method)(request)
    except MeshError as refusal:
        told = [type(refusal).__name__, refusal.reason, refusal.message, refusal.details]
        return " ".join(map(str, told)).replace(value, "ID")
    return str(answer).replace(value, "ID")


def whole(kind, salon: Salon, wall: str, own: str) -> Message:
    """A request with all that is required, of things that the tenant has."""
    start = timestamp(at(wall, ROME))
    known = {
        "tenant_id": salon.tenant_id,
        "request_id": new_id(),
        "customer_id": "",
        "booking_id": own,
        "start_time": start,
        "near_time": start,
        "end_time": timestamp(at("2026-03-06T00:00", ROME)),
        "origin": pb.ORIGIN_API,
    }
    if kind.name in {"CreateBookingRequest", "HoldSlotRequest"}:
        known["customer_id"] = new_id()
    named = {field.name for field in kind.fields if field.type != FieldDescriptor.TYPE_BOOL}
    return getattr(pb, kind.name)(**{name: known[name] for name in named & known.keys()})


@pytest.mark.parametrize(("method", "field"), ASKED, ids=lambda each: each)
async def test_a_foreign_id_is_answered_as_an_unknown_one_taken_or_free(
    salon, foreign, method, field
):
    own = await salon.book("2026-03-06T09:00")
    theirs = foreign.id_of(field)

    answers = {
        when: await asked(salon, method, field, value, wall=wall, own=own.booking_id)
        for when, value, wall in (
            ("taken", theirs, TAKEN),
            ("free", theirs, FREE),
            ("unknown", new_id(), TAKEN),
        )
    }

    assert answers["taken"] == answers["free"] == answers["unknown"]
    assert "_NOT_FOUND" in answers["taken"] or answers["taken"] == ""
    assert await salon.get(own.booking_id) == own
    assert await foreign.salon.get(foreign.taken.booking_id) == foreign.taken
    assert await foreign.salon.get(foreign.hold.booking_id) == foreign.hold


async def test_an_own_id_is_answered_otherwise_so_the_requests_are_right(salon):
    own, hold = await salon.book("2026-03-06T09:00"), await salon.hold("2026-03-06T10:00")
    ids = {
        "resource_id": salon.resources["anna"],
        "offering_id": salon.offerings["colore"],
        "visit_offering_ids": salon.offerings["colore"],
        "booking_id": own.booking_id,
        "hold_id": hold.booking_id,
    }

    for method, field in ASKED:
        answer = await asked(salon, method, field, ids[field], wall=FREE, own=own.booking_id)
        assert "NOT_FOUND" not in answer, (method, field, answer)


async def test_what_another_tenant_calls_a_booking_names_none_here(salon, foreign):
    await foreign.salon.book("2026-03-06T09:00", external_ref="A-1")
    request = pb.GetBookingRequest(tenant_id=salon.tenant_id, external_ref="A-1")

    with pytest.raises(MeshError) as refusal:
        await salon.booking.bookings.GetBooking(request)

    assert refusal.value.reason == "BOOKING_NOT_FOUND"
