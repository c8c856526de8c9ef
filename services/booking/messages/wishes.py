"""What somebody wants to book, or of a booking to be otherwise."""

from uuid import UUID

from lyo.booking.v1 import booking_service_pb2 as pb

from services.booking.domain.wish import FromHold, Move, Wish
from services.booking.messages.booking import (
    calendar_time,
    optional_time,
    optional_uuid,
    plain_text,
    to_origin,
    wrong,
)
from services.common.fields import uuid_of

_WHAT_TO_BOOK = (
    "offering_id",
    "resource_id",
    "start_time",
    "visit_offering_ids",
    "party_size",
)

Asking = pb.CreateBookingRequest | pb.HoldSlotRequest
Searching = pb.ListFreeSlotsRequest | pb.SuggestSlotsRequest


def to_wish(request: Asking) -> Wish:
    """The wish for a slot."""
    noted = isinstance(request, pb.CreateBookingRequest)
    return Wish(
        customer_id=uuid_of(request, "customer_id"),
        start=calendar_time(request, "start_time"),
        origin=to_origin(request.origin),
        offering_ids=to_offering_ids(request),
        resource_id=optional_uuid(request, "resource_id"),
        party_size=to_party(request),
        external_ref=plain_text(request, "external_ref") if noted else "",
        note=plain_text(request, "note", lines=True) if noted else "",
        channel_id=optional_uuid(request, "channel_id"),
        language=request.language,
    )


def to_wish_or_hold(request: pb.CreateBookingRequest) -> Wish | FromHold:
    """The wish for a slot, or the hold that is named instead."""
    if not request.hold_id:
        return to_wish(request)
    named = {field.name for field, _ in request.ListFields()}
    for field in _WHAT_TO_BOOK:
        if field in named:
            raise wrong(field, "must not be named together with a hold")
    return FromHold(
        hold_id=uuid_of(request, "hold_id"),
        customer_id=uuid_of(request, "customer_id"),
        origin=to_origin(request.origin),
        external_ref=plain_text(request, "external_ref"),
        note=plain_text(request, "note", lines=True),
        channel_id=optional_uuid(request, "channel_id"),
        language=request.language,
    )


def to_move(request: pb.RescheduleBookingRequest) -> Move:
    """How a booking shall be."""
    return Move(
        origin=to_origin(request.origin),
        customer_id=optional_uuid(request, "customer_id"),
        etag=request.etag,
        start=optional_time(request, "start_time"),
        offering_id=optional_uuid(request, "offering_id"),
        resource_id=optional_uuid(request, "resource_id"),
        party_size=request.party_size if request.HasField("party_size") else None,
    )


def to_offering_ids(request: Asking | Searching) -> tuple[UUID, ...]:
    """What to book, one after the other; nothing: the default."""
    only = optional_uuid(request, "offering_id")
    if only and request.visit_offering_ids:
        raise wrong("offering_id", "must not be named together with visit_offering_ids")
    return (only,) if only else tuple(map(UUID, request.visit_offering_ids))


def to_party(request: Asking | Searching) -> int:
    """For how many people: for one where nothing is said."""
    return request.party_size if request.HasField("party_size") else 1
