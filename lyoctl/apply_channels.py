"""The channels of a tenant and their tokens, as its file says."""

from dataclasses import dataclass
from functools import partial

from google.protobuf.field_mask_pb2 import FieldMask
from lyo.tenant.v1 import channel_service_pb2 as pb

from lyoctl.apply_change import Change, Target, changed_fields, differing, not_named
from lyoctl.operator import new_id, pages
from lyoctl.tenant_schema import Channel

FIELDS = ("account_id", "display_address")
ACCOUNT_KEYS = {"whatsapp": "waba_id", "twilio": "account_sid"}
DISPLAY_KEYS = {
    "whatsapp": "display_number",
    "twilio": "display_number",
    "instagram": "username",
}
"""How the file calls account and displayed address; platforms that are not named have none."""


@dataclass
class _Channel:
    """One channel of the file: what it shall be, and what there is of it."""

    target: Target
    position: int
    wanted: pb.Channel
    token: str
    found: pb.Channel | None = None

    @property
    def what(self) -> str:
        return f"channel {platform_name(self.wanted)} {self.wanted.address}"

    @property
    def where(self) -> str:
        return self.target.where("channels", self.position)


async def channel_changes(target: Target) -> list[Change]:
    """What there is to do to the channels, those that the file does not name at the end."""
    stored = await _stored(target)
    changes: list[Change] = []
    for position, said in enumerate(target.source.says.channels):
        channel = _channel(target, position, said)
        channel.found = stored.pop((channel.wanted.platform, channel.wanted.address), None)
        changes += _to_be_there(channel) + _to_be_as_said(channel) + _to_answer(channel)
    for left in stored.values():
        if not left.HasField("delete_time"):
            changes.append(_not_named(target, left))
    return changes


def platform_name(channel: pb.Channel) -> str:
    """`whatsapp`, as the file writes it."""
    return pb.Platform.Name(channel.platform).removeprefix("PLATFORM_").lower()


async def _stored(target: Target) -> dict[tuple[int, str], pb.Channel]:
    if not target.tenant_id:
        return {}
    request = pb.ListChannelsRequest(tenant_id=target.tenant_id, show_deleted=True)
    found = pages(target.stubs.channels.ListChannels, request, "channels")
    return {(each.platform, each.address): each async for each in found}


def _channel(target: Target, position: int, said: Channel) -> _Channel:
    wanted = pb.Channel(
        platform=pb.Platform.Value(f"PLATFORM_{said.platform.upper()}"),
        address=said.address,
        account_id=getattr(said, ACCOUNT_KEYS.get(said.platform, ""), ""),
        display_address=getattr(said, DISPLAY_KEYS.get(said.platform, ""), ""),
    )
    return _Channel(target, position, wanted, getattr(said, "access_token", ""))


def _to_be_there(channel: _Channel) -> list[Change]:
    if channel.found is None:
        line, act = f"+ {channel.what}", partial(_create, channel)
    elif channel.found.HasField("delete_time"):
        line, act = f"+ {channel.what}, which was deleted: it comes back", partial(_undo, channel)
    else:
        return []
    return [Change(channel.what, (line,), channel.where, act)]


def _to_be_as_said(channel: _Channel) -> list[Change]:
    if channel.found is None:
        return []
    lines = differing(channel.what, channel.found, channel.wanted, FIELDS)
    paths = changed_fields(channel.found, channel.wanted, FIELDS)
    act = partial(_update, channel, paths)
    return [Change(channel.what, tuple(lines), channel.where, act)] if lines else []


def _to_answer(channel: _Channel) -> list[Change]:
    """A stored token is never shown, so it is set where it is missing, and else by --secrets."""
    has_one = channel.found is not None and channel.found.can_answer
    if not channel.token or (has_one and not channel.target.options.secrets):
        return []
    place = ("channels", channel.position, "access_token")
    secret = channel.target.source.secret(channel.token, *place)
    what = f"access token of {channel.what}"
    line = f"{'~' if has_one else '+'} {what}"
    act = partial(_set_credential, channel, secret)
    return [Change(what, (line,), channel.target.where(*place), act)]


def _not_named(target: Target, left: pb.Channel) -> Change:
    what, where = f"channel {platform_name(left)} {left.address}", target.where("channels")
    return not_named(target, what, where, partial(_delete, target, left))


async def _create(channel: _Channel) -> None:
    request = pb.CreateChannelRequest(
        tenant_id=channel.target.tenant_id,
        request_id=new_id(),
        platform=channel.wanted.platform,
        address=channel.wanted.address,
        account_id=channel.wanted.account_id,
        display_address=channel.wanted.display_address,
    )
    channel.found = (await channel.target.stubs.channels.CreateChannel(request)).channel


async def _undo(channel: _Channel) -> None:
    request = pb.UndeleteChannelRequest(
        tenant_id=channel.target.tenant_id, request_id=new_id(), channel_id=_id_of(channel)
    )
    channel.found = (await channel.target.stubs.channels.UndeleteChannel(request)).channel


async def _update(channel: _Channel, paths: list[str]) -> None:
    request = pb.UpdateChannelRequest(
        tenant_id=channel.target.tenant_id,
        request_id=new_id(),
        channel_id=_id_of(channel),
        channel=channel.wanted,
        update_mask=FieldMask(paths=paths),
        etag=channel.found.etag if channel.found else "",
    )
    await channel.target.stubs.channels.UpdateChannel(request)


async def _set_credential(channel: _Channel, secret: str) -> None:
    request = pb.SetCredentialRequest(
        tenant_id=channel.target.tenant_id,
        request_id=new_id(),
        channel_id=_id_of(channel),
        access_token=secret,
    )
    await channel.target.stubs.channels.SetCredential(request)


async def _delete(target: Target, left: pb.Channel) -> None:
    request = pb.DeleteChannelRequest(
        tenant_id=target.tenant_id,
        request_id=new_id(),
        channel_id=left.channel_id,
        etag=left.etag,
    )
    await target.stubs.channels.DeleteChannel(request)


def _id_of(channel: _Channel) -> str:
    return channel.found.channel_id if channel.found else ""
