"""Channels of a tenant for the operator's command."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

from google.protobuf.json_format import MessageToDict
from lyo.tenant.v1 import channel_service_pb2 as pb

from lyoctl.apply_channels import platform_name
from lyoctl.operator import new_id, pages
from lyoctl.resources.kind import Row, only, state

if TYPE_CHECKING:
    from lyo.tenant.v1.channel_service_pb2_grpc import ChannelServiceAsyncStub


class Channels:
    """By address, `platform/address` or id."""

    columns: Row = ("platform", "address", "known as", "account", "can answer", "channel id", "")
    end = "for 30 days it can be taken back"

    def __init__(self, stub: "ChannelServiceAsyncStub", tenant_id: str) -> None:
        self.stub = stub
        self.tenant_id = tenant_id

    def all(self, *, deleted_too: bool) -> AsyncIterator[pb.Channel]:
        request = pb.ListChannelsRequest(tenant_id=self.tenant_id, show_deleted=deleted_too)
        return pages(self.stub.ListChannels, request, "channels")

    async def named(self, name: str) -> pb.Channel:
        found = [each async for each in self.all(deleted_too=True) if name in _names(each)]
        one: pb.Channel = only(found, f"channel {name}")
        return one

    def row(self, one: pb.Channel) -> Row:
        answers = "yes" if one.can_answer else "no"
        known = (platform_name(one), one.address, one.display_address, one.account_id)
        return (*known, answers, one.channel_id, state(one))

    async def more(self, one: pb.Channel) -> dict[str, Any]:
        """What is wrong with it, since when and why."""
        if one.HasField("delete_time"):
            return {}
        request = pb.GetChannelHealthRequest(tenant_id=self.tenant_id, channel_id=one.channel_id)
        health = await self.stub.GetChannelHealth(request)
        return {"health": MessageToDict(health, preserving_proto_field_name=True)}

    async def delete(self, one: pb.Channel) -> pb.Channel:
        request = pb.DeleteChannelRequest(
            tenant_id=self.tenant_id,
            request_id=new_id(),
            channel_id=one.channel_id,
            etag=one.etag,
        )
        return (await self.stub.DeleteChannel(request)).channel


def _names(one: pb.Channel) -> tuple[str, ...]:
    return (one.channel_id, one.address, f"{platform_name(one)}/{one.address}")
