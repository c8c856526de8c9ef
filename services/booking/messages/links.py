"""Links, and what can be done with them."""

from lyo.booking.v1 import link_service_pb2 as pb

from services.booking.domain.link import LinkKind, LinkState
from services.booking.messages.booking import booking_message
from services.booking.usecases.links import Linked
from services.booking.usecases.moves import LinkedSlot
from services.common.fields import timestamp

_KINDS = {each: pb.LinkKind.Value(f"LINK_KIND_{each.name}") for each in LinkKind}
_STATES = {each: pb.LinkState.Value(f"LINK_STATE_{each.name}") for each in LinkState}


def link_message(linked: Linked) -> pb.Link:
    """The link for the wire."""
    link = linked.link
    return pb.Link(
        tenant_id=str(link.tenant_id),
        kind=_KINDS[link.kind],
        state=_STATES[linked.state],
        booking=booking_message(linked.booking),
        move_time=timestamp(link.move_to) if link.move_to else None,
        slots=[_slot_message(each) for each in linked.slots],
        actions=[
            pb.LinkedAction(kind=_KINDS[kind], link=text) for kind, text in linked.actions.items()
        ],
    )


def _slot_message(slot: LinkedSlot) -> pb.LinkedSlot:
    return pb.LinkedSlot(
        start_time=timestamp(slot.time.start),
        end_time=timestamp(slot.time.end),
        resource_name=slot.resource_name,
        link=slot.link,
    )
