"""How does a request become a booking?"""

import pytest
from lyo.booking.v1 import booking_service_pb2 as pb
from lyo.booking.v1 import catalog_service_pb2 as catalog_pb

from services.common.errors import Aborted, InvalidArgument, NotFound
from tests.booking.salon import Salon, catalog, new_id, offering, refusal_of, resource

WALL = "2026-03-03T15:30"


@pytest.fixture
async def asked(booking):
    """A tenant with nobody but Anna, who approves by hand."""
    by_hand = catalog([offering(is_default=True)], [resource()], by_hand=True)
    return await Salon.opened(booking, by_hand)


async def test_a_request_that_is_approved_is_a_booking_and_expires_no_more(asked):
    requested = await asked.book(WALL)

    approved = await asked.approve(requested.booking_id)

    assert approved.state == pb.BOOKING_STATE_CONFIRMED
    assert approved.segments == requested.segments
    assert approved.etag != requested.etag
    assert not approved.HasField("expire_time")
    assert await asked.get(requested.booking_id) == approved


async def test_an_approved_booking_holds_its_place(asked):
    await asked.approve((await asked.book(WALL)).booking_id)

    assert (await refusal_of(asked.book(WALL))).reason == "SLOT_TAKEN"


async def test_approving_twice_is_no_error_and_changes_nothing(asked):
    requested = await asked.book(WALL)

    once = await asked.approve(requested.booking_id)

    assert await asked.approve(requested.booking_id, etag=requested.etag) == once


async def test_the_same_request_is_answered_alike(asked):
    requested, request_id = await asked.book(WALL), new_id()

    first = await asked.approve(requested.booking_id, request_id=request_id)

    assert await asked.approve(requested.booking_id, request_id=request_id) == first


async def test_the_same_id_for_another_booking_is_refused(asked):
    one, other = await asked.book(WALL), await asked.book("2026-03-03T09:00")
    request_id = new_id()
    await asked.approve(one.booking_id, request_id=request_id)

    approving = asked.approve(other.booking_id, request_id=request_id)

    assert (await refusal_of(approving, InvalidArgument)).reason == "REQUEST_ID_REUSED"


async def test_a_hold_cannot_be_approved(asked):
    hold = await asked.hold(WALL)

    assert (await refusal_of(asked.approve(hold.booking_id))).reason == "NOT_REQUESTED"
    assert await asked.get(hold.booking_id) == hold


async def test_what_was_cancelled_cannot_be_approved(asked):
    requested = await asked.book(WALL)
    await asked.cancel(requested.booking_id)

    assert (await refusal_of(asked.approve(requested.booking_id))).reason == "BOOKING_OVER"


async def test_a_change_based_on_an_old_etag_is_refused(asked):
    requested = await asked.book(WALL)

    stale = await refusal_of(asked.approve(requested.booking_id, etag="0"), Aborted)

    assert stale.reason == "ETAG_STALE"
    current = await asked.approve(requested.booking_id, etag=requested.etag)
    assert current.state == pb.BOOKING_STATE_CONFIRMED


async def test_an_unknown_booking_is_not_found(asked):
    assert (await refusal_of(asked.approve(new_id()), NotFound)).reason == "BOOKING_NOT_FOUND"


async def test_an_offering_may_be_approved_by_hand_where_the_tenant_does_not(booking):
    careful = offering("colore", 90, approval=catalog_pb.APPROVAL_BY_HAND)
    both = [resource("anna", ("taglio", "colore"))]
    salon = await Salon.opened(booking, catalog([offering(is_default=True), careful], both))

    at_once = await salon.book("2026-03-03T09:00")
    by_hand = await salon.book(WALL, offering_id=salon.offerings["colore"])

    assert at_once.state == pb.BOOKING_STATE_CONFIRMED
    assert by_hand.state == pb.BOOKING_STATE_PENDING
