"""Channels on the wire."""

from collections.abc import Container

from lyo.tenant.v1 import channel_service_pb2 as pb
from lyo.tenant.v1 import customer_service_pb2 as customer_pb

from services.common.fields import timestamp
from services.tenant.domain.channel import Channel, Platform
from services.tenant.usecases.channels import Wanted

_PLATFORMS = {each: pb.Platform.Value(f"PLATFORM_{each.name}") for each in Platform}
_FROM_PLATFORM = {number: each for each, number in _PLATFORMS.items()}


def platform_of(
    request: pb.CreateChannelRequest
    | pb.GetAccountChannelsRequest
    | customer_pb.ResolveInboundRequest,
) -> Platform:
    """The platform that a request names."""
    return _FROM_PLATFORM[request.platform]


def filter_of(request: pb.ListChannelsRequest) -> Platform | None:
    """The one platform that a listing is of, or None: of all."""
    return _FROM_PLATFORM.get(request.platform)


def wanted_of(request: pb.CreateChannelRequest) -> Wanted:
    """The channel that a request asks for."""
    return Wanted(
        platform_of(request), request.address, request.account_id, request.display_address
    )


def channel_message(channel: Channel, defaults: Container[Platform]) -> pb.Channel:
    """The channel; `defaults` are the platforms that the installation has a token for."""
    return pb.Channel(
        channel_id=str(channel.channel_id),
        platform=_PLATFORMS[channel.platform],
        address=channel.address,
        account_id=channel.account_id,
        display_address=channel.display_address,
        etag=channel.etag,
        create_time=timestamp(channel.create_time),
        update_time=timestamp(channel.update_time),
        can_answer=channel.can_answer(defaults),
        delete_time=timestamp(channel.delete_time) if channel.delete_time else None,
        purge_time=timestamp(channel.purge_time) if channel.purge_time else None,
    )
