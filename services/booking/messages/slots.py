"""Slots, and what is asked of them."""

from lyo.booking.v1 import booking_service_pb2 as pb

from services.booking.domain.slot import PartOfDay, Slot, SlotPart
from services.booking.messages.booking import calendar_time, optional_uuid
from services.booking.messages.wishes import to_offering_ids, to_party
from services.booking.storage.schedules import Wanted
from services.booking.usecases.slots import SlotSearch
from services.common.fields import timestamp

_PARTS = {
    pb.PART_OF_DAY_MORNING: PartOfDay.MORNING,
    pb.PART_OF_DAY_AFTERNOON: PartOfDay.AFTERNOON,
    pb.PART_OF_DAY_EVENING: PartOfDay.EVENING,
}


def to_search(request: pb.ListFreeSlotsRequest) -> SlotSearch:
    """Which slots are asked for."""
    return SlotSearch(
        first=calendar_time(request, "start_time"),
        end=calendar_time(request, "end_time"),
        wanted=to_wanted(request),
        party=to_party(request),
        part=_PARTS.get(request.part_of_day),
    )


def to_wanted(request: pb.ListFreeSlotsRequest | pb.SuggestSlotsRequest) -> Wanted:
    """What is to be booked: the offerings of a visit, else the one that is named."""
    return Wanted(to_offering_ids(request), optional_uuid(request, "resource_id"))


def slot_message(slot: Slot) -> pb.Slot:
    """The slot for the wire."""
    return pb.Slot(
        start_time=timestamp(slot.time.start),
        end_time=timestamp(slot.time.end),
        resource_ids=[str(each) for each in slot.resource_ids],
        segments=[_part_message(each) for each in slot.parts],
        seats_left=slot.seats_left,
    )


def _part_message(part: SlotPart) -> pb.SlotSegment:
    return pb.SlotSegment(
        offering_id=str(part.offering_id),
        start_time=timestamp(part.time.start),
        end_time=timestamp(part.time.end),
        resource_ids=[str(each) for each in part.resource_ids],
    )
