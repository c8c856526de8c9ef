"""LinkService: unpack, call, pack."""

from lyo.booking.v1 import link_service_pb2 as pb
from lyo.booking.v1 import link_service_pb2_grpc as rpc
from lyo.booking.v1.booking_service_pb2 import ORIGIN_CONVERSATION

from services.booking.domain.booking import Origin
from services.booking.messages.booking import optional_uuid
from services.booking.messages.links import link_message
from services.booking.usecases.links import LinkUseCases
from services.common.fields import request_key
from services.common.server_call import Context


class LinkServicer(rpc.LinkServiceServicer):
    """Links to what can be done with bookings. Whoever follows one does it as the customer."""

    def __init__(self, links: LinkUseCases) -> None:
        self.links = links

    async def GetLink(self, request: pb.GetLinkRequest, context: Context) -> pb.GetLinkResponse:
        linked = await self.links.get_link(request.link)
        return pb.GetLinkResponse(link=link_message(linked))

    async def FollowLink(
        self, request: pb.FollowLinkRequest, context: Context
    ) -> pb.FollowLinkResponse:
        in_conversation = request.origin == ORIGIN_CONVERSATION
        linked = await self.links.follow_link(
            request.link,
            key=request_key(request),
            origin=Origin.CONVERSATION if in_conversation else Origin.API,
            tenant_id=optional_uuid(request, "tenant_id"),
        )
        return pb.FollowLinkResponse(link=link_message(linked))
