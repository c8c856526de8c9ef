"""A booking, and links to it: what a customer has in a message."""

from datetime import UTC
from uuid import UUID

import pytest
from lyo.booking.v1 import booking_service_pb2 as pb
from lyo.booking.v1 import link_service_pb2 as link_pb

from services.booking.domain.link import Link, LinkKind
from tests.booking.calendars import at
from tests.booking.running import LINKS
from tests.booking.salon import ROME, Salon, new_id

TUESDAY, WEDNESDAY = "2026-03-03T15:30", "2026-03-04T10:00"
OPEN, DONE = link_pb.LINK_STATE_OPEN, link_pb.LINK_STATE_DONE
OUTDATED, TOO_LATE = link_pb.LINK_STATE_OUTDATED, link_pb.LINK_STATE_TOO_LATE
EVERY_KIND = pytest.mark.parametrize("kind", list(LinkKind), ids=lambda kind: kind.name)


class Desk:
    """A booking, and links to it."""

    def __init__(self, salon: Salon, booked: pb.Booking) -> None:
        self.salon = salon
        self.booked = booked

    def link(self, kind: LinkKind, to: str = "", **fields) -> str:
        """What a reminder of the booking carries."""
        if kind is LinkKind.MOVE_TO:
            fields["move_to"] = at(to or WEDNESDAY, ROME)
            fields["revision"] = int(self.booked.etag)
        start = self.booked.start_time.ToDatetime(tzinfo=UTC)
        tenant_id, booking_id = UUID(self.salon.tenant_id), UUID(self.booked.booking_id)
        return LINKS.written(Link(kind, tenant_id, booking_id, start, **fields))

    async def get(self, link: str) -> link_pb.Link:
        request = link_pb.GetLinkRequest(link=link)
        return (await self.salon.booking.links.GetLink(request)).link

    async def follow(self, link: str, **fields) -> link_pb.Link:
        fields.setdefault("request_id", new_id())
        fields.setdefault("origin", pb.ORIGIN_CONVERSATION)
        request = link_pb.FollowLinkRequest(link=link, **fields)
        return (await self.salon.booking.links.FollowLink(request)).link

    async def now(self) -> pb.Booking:
        return await self.salon.get(self.booked.booking_id)
