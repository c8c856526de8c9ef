"""`lyoctl apply`: makes a tenant what its file says. The second run changes nothing."""

import uuid
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from pathlib import Path

from google.protobuf.field_mask_pb2 import FieldMask
from lyo.booking.v1 import catalog_service_pb2 as catalog_pb
from lyo.tenant.v1 import channel_service_pb2 as channel_pb
from lyo.tenant.v1 import tenant_service_pb2 as tenant_pb

from lyoctl.operator import Stubs, calling
from lyoctl.tenant_file import Offering, Resource, TenantFile, WhatsAppNumber, read
from services.common.errors import MeshError, NotFound
from services.common.fields import duration
from services.common.settings import Keys

APPROVALS = {
    "automatic": catalog_pb.APPROVAL_AUTOMATIC,
    "by-hand": catalog_pb.APPROVAL_BY_HAND,
}


class ApplyError(RuntimeError):
    """A file was refused; the text names it, why, and what was applied before it."""


async def apply_files(
    paths: Sequence[Path],
    listen: Mapping[str, str],
    keys: Keys,
    tell: Callable[[str], None] = lambda _: None,
) -> int:
    """Apply each file, tell each change as it happens, and return how many there were.

    All are read before the first is applied.
    """
    files = [read(path) for path in paths]
    changes = 0
    async with calling(listen, keys) as stubs:
        for done, (path, file) in enumerate(zip(paths, files, strict=True)):
            try:
                async for change in apply(file, stubs):
                    tell(change)
                    changes += 1
            except MeshError as error:
                raise ApplyError(_refused(path, error, paths[:done])) from error
    return changes


def _refused(path: Path, error: MeshError, before: Sequence[Path]) -> str:
    applied = ", ".join(map(str, before)) or "none"
    return f"{path}: {error.reason}: {error}; applied whole before it: {applied}"


async def apply(file: TenantFile, stubs: Stubs) -> AsyncIterator[str]:
    """Bring one tenant to what its file says, and tell each change."""
    name = file.tenant.name
    tenant, change = await _apply_tenant(file, stubs)
    if change:
        yield f"{name}: tenant {change}"
    for number in file.channels:
        if change := await _apply_channel(tenant.tenant_id, number, stubs):
            yield f"{name}: channel {number.address} {change}"
    if file.offerings or file.resources:
        catalog = await stubs.catalogs.ApplyCatalog(_catalog(tenant.tenant_id, file))
        if catalog.changed:
            yield f"{name}: catalog changed"


async def _apply_tenant(file: TenantFile, stubs: Stubs) -> tuple[tenant_pb.Tenant, str]:
    wanted = file.tenant
    try:
        found = (await stubs.tenants.GetTenant(tenant_pb.GetTenantRequest(name=wanted.name))).tenant
    except NotFound:
        created = await stubs.tenants.CreateTenant(
            tenant_pb.CreateTenantRequest(
                request_id=_new_id(),
                name=wanted.name,
                display_name=wanted.display_name,
                time_zone=wanted.time_zone,
                languages=wanted.languages,
            )
        )
        return created.tenant, "created"
    new = tenant_pb.Tenant(
        display_name=wanted.display_name, time_zone=wanted.time_zone, languages=wanted.languages
    )
    paths = [name for name in _TENANT_FIELDS if getattr(new, name) != getattr(found, name)]
    if not paths:
        return found, ""
    updated = await stubs.tenants.UpdateTenant(
        tenant_pb.UpdateTenantRequest(
            tenant_id=found.tenant_id,
            request_id=_new_id(),
            tenant=new,
            update_mask=FieldMask(paths=paths),
            etag=found.etag,
        )
    )
    return updated.tenant, f"changed: {', '.join(paths)}"


_TENANT_FIELDS = ("display_name", "time_zone", "languages")
_CHANNEL_FIELDS = ("account_id", "display_address")


async def _apply_channel(tenant_id: str, number: WhatsAppNumber, stubs: Stubs) -> str:
    channel = await _find_channel(tenant_id, number.address, stubs)
    if channel is None:
        channel = await _create_channel(tenant_id, number, stubs)
        change = "created"
    else:
        change = await _update_channel(tenant_id, channel, number, stubs)
    if number.access_token:
        # Not compared with what is stored: nobody but the sending services may read it.
        await stubs.channels.SetCredential(
            channel_pb.SetCredentialRequest(
                tenant_id=tenant_id,
                request_id=_new_id(),
                channel_id=channel.channel_id,
                access_token=number.access_token,
            )
        )
    return change


async def _find_channel(tenant_id: str, address: str, stubs: Stubs) -> channel_pb.Channel | None:
    token = ""
    while True:
        page = await stubs.channels.ListChannels(
            channel_pb.ListChannelsRequest(tenant_id=tenant_id, page_size=200, page_token=token)
        )
        for channel in page.channels:
            if (channel.platform, channel.address) == (channel_pb.PLATFORM_WHATSAPP, address):
                return channel
        token = page.next_page_token
        if not token:
            return None


async def _create_channel(
    tenant_id: str, number: WhatsAppNumber, stubs: Stubs
) -> channel_pb.Channel:
    request = channel_pb.CreateChannelRequest(
        tenant_id=tenant_id,
        request_id=_new_id(),
        platform=channel_pb.PLATFORM_WHATSAPP,
        address=number.address,
        account_id=number.waba_id,
        display_address=number.display_number,
    )
    return (await stubs.channels.CreateChannel(request)).channel


async def _update_channel(
    tenant_id: str, found: channel_pb.Channel, number: WhatsAppNumber, stubs: Stubs
) -> str:
    new = channel_pb.Channel(account_id=number.waba_id, display_address=number.display_number)
    paths = [name for name in _CHANNEL_FIELDS if getattr(new, name) != getattr(found, name)]
    if not paths:
        return ""
    await stubs.channels.UpdateChannel(
        channel_pb.UpdateChannelRequest(
            tenant_id=tenant_id,
            request_id=_new_id(),
            channel_id=found.channel_id,
            channel=new,
            update_mask=FieldMask(paths=paths),
            etag=found.etag,
        )
    )
    return f"changed: {', '.join(paths)}"


def _catalog(tenant_id: str, file: TenantFile) -> catalog_pb.ApplyCatalogRequest:
    return catalog_pb.ApplyCatalogRequest(
        tenant_id=tenant_id,
        request_id=_new_id(),
        time_zone=file.tenant.time_zone,
        approval=APPROVALS[file.approval],
        offerings=[_offering(offering) for offering in file.offerings],
        resources=[_resource(resource) for resource in file.resources],
    )


def _offering(offering: Offering) -> catalog_pb.Offering:
    cents, currency = offering.price or (0, "")
    return catalog_pb.Offering(
        name=offering.name,
        display_name=offering.display_name,
        length=duration(offering.length),
        step=duration(offering.step) if offering.step else None,
        price_cents=cents,
        currency_code=currency,
        is_default=offering.default,
    )


def _resource(resource: Resource) -> catalog_pb.Resource:
    openings = [
        catalog_pb.Opening(weekday=weekday, start_minute=begin, end_minute=end)  # type: ignore[arg-type]
        for weekday, begin, end in resource.openings()
    ]
    return catalog_pb.Resource(
        name=resource.name,
        display_name=resource.display_name,
        offering_names=resource.performs,
        weekly_hours=openings,
        capacity=resource.capacity,
        # The smallest that fits is taken first.
        rank=resource.capacity,
    )


def _new_id() -> str:
    return str(uuid.uuid4())
