"""ChannelService: unpack, call, pack."""

from collections.abc import Container

from lyo.tenant.v1 import channel_service_pb2 as pb
from lyo.tenant.v1 import channel_service_pb2_grpc as rpc

from services.common.fields import request_key, text_of, uuid_of
from services.common.logs import Secret
from services.common.paging import PageTokens, page_of, page_size
from services.common.server_call import Context
from services.tenant.domain.channel import Channel, Platform
from services.tenant.messages.channels import channel_message, filter_of, platform_of, wanted_of
from services.tenant.messages.health import health_response, report_of
from services.tenant.usecases.accounts import AccountUseCases
from services.tenant.usecases.channels import ChannelUseCases
from services.tenant.usecases.credentials import CredentialUseCases
from services.tenant.usecases.health import HealthUseCases


class ChannelServicer(rpc.ChannelServiceServicer):
    def __init__(
        self,
        channels: ChannelUseCases,
        credentials: CredentialUseCases,
        health: HealthUseCases,
        accounts: AccountUseCases,
        *,
        tokens: PageTokens,
        defaults: Container[Platform],
    ) -> None:
        self.channels = channels
        self.credentials = credentials
        self.health = health
        self.accounts = accounts
        self.tokens = tokens
        self.defaults = defaults

    async def GetChannel(
        self, request: pb.GetChannelRequest, context: Context
    ) -> pb.GetChannelResponse:
        channel = await self.channels.get_channel(
            uuid_of(request, "tenant_id"), uuid_of(request, "channel_id")
        )
        return pb.GetChannelResponse(channel=self._message(channel))

    async def ListChannels(
        self, request: pb.ListChannelsRequest, context: Context
    ) -> pb.ListChannelsResponse:
        tenant_id = uuid_of(request, "tenant_id")
        size, seen = page_size(request.page_size), self.tokens.decode(request)
        after = (seen[0], seen[1]) if seen else ("", "")
        found = await self.channels.list_channels(
            tenant_id,
            after=after,
            limit=size + 1,
            platform=filter_of(request),
            deleted_too=request.show_deleted,
        )
        page, last = page_of(found, size)
        return pb.ListChannelsResponse(
            channels=[self._message(each) for each in page],
            next_page_token=self.tokens.encode(request, last.platform, last.address)
            if last
            else "",
        )

    async def GetAccountChannels(
        self, request: pb.GetAccountChannelsRequest, context: Context
    ) -> pb.GetAccountChannelsResponse:
        found = await self.accounts.get_account_channels(
            platform_of(request), text_of(request, "account_id")
        )
        return pb.GetAccountChannelsResponse(
            channels=[
                pb.AccountChannel(tenant_id=str(tenant_id), channel=self._message(channel))
                for tenant_id, channel in found
            ]
        )

    async def CreateChannel(
        self, request: pb.CreateChannelRequest, context: Context
    ) -> pb.CreateChannelResponse:
        channel = await self.channels.create_channel(
            uuid_of(request, "tenant_id"), request_key(request), wanted_of(request)
        )
        return pb.CreateChannelResponse(channel=self._message(channel))

    async def UpdateChannel(
        self, request: pb.UpdateChannelRequest, context: Context
    ) -> pb.UpdateChannelResponse:
        channel = await self.channels.update_channel(
            uuid_of(request, "tenant_id"),
            request_key(request),
            uuid_of(request, "channel_id"),
            account_id=request.channel.account_id,
            display_address=request.channel.display_address,
            paths=request.update_mask.paths,
            etag=request.etag,
        )
        return pb.UpdateChannelResponse(channel=self._message(channel))

    async def DeleteChannel(
        self, request: pb.DeleteChannelRequest, context: Context
    ) -> pb.DeleteChannelResponse:
        channel = await self.channels.delete_channel(
            uuid_of(request, "tenant_id"),
            request_key(request),
            uuid_of(request, "channel_id"),
            etag=request.etag,
        )
        return pb.DeleteChannelResponse(channel=self._message(channel))

    async def UndeleteChannel(
        self, request: pb.UndeleteChannelRequest, context: Context
    ) -> pb.UndeleteChannelResponse:
        channel = await self.channels.undelete_channel(
            uuid_of(request, "tenant_id"), request_key(request), uuid_of(request, "channel_id")
        )
        return pb.UndeleteChannelResponse(channel=self._message(channel))

    async def PurgeChannel(
        self, request: pb.PurgeChannelRequest, context: Context
    ) -> pb.PurgeChannelResponse:
        await self.channels.purge_channel(
            uuid_of(request, "tenant_id"), request_key(request), uuid_of(request, "channel_id")
        )
        return pb.PurgeChannelResponse()

    async def SetCredential(
        self, request: pb.SetCredentialRequest, context: Context
    ) -> pb.SetCredentialResponse:
        await self.credentials.set_credential(
            uuid_of(request, "tenant_id"),
            request_key(request),
            uuid_of(request, "channel_id"),
            Secret(text_of(request, "access_token")),
        )
        return pb.SetCredentialResponse()

    async def GetCredential(
        self, request: pb.GetCredentialRequest, context: Context
    ) -> pb.GetCredentialResponse:
        channel, token = await self.credentials.get_credential(
            uuid_of(request, "tenant_id"), uuid_of(request, "channel_id")
        )
        return pb.GetCredentialResponse(channel=self._message(channel), access_token=token.reveal())

    async def GetChannelHealth(
        self, request: pb.GetChannelHealthRequest, context: Context
    ) -> pb.GetChannelHealthResponse:
        health = await self.health.get_channel_health(
            uuid_of(request, "tenant_id"), uuid_of(request, "channel_id")
        )
        return health_response(health)

    async def ReportChannelHealth(
        self, request: pb.ReportChannelHealthRequest, context: Context
    ) -> pb.ReportChannelHealthResponse:
        await self.health.report_channel_health(
            uuid_of(request, "tenant_id"), uuid_of(request, "channel_id"), report_of(request)
        )
        return pb.ReportChannelHealthResponse()

    def _message(self, channel: Channel) -> pb.Channel:
        return channel_message(channel, self.defaults)
