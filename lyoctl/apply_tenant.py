"""The tenant itself, as its file says: name, zone, languages, persona."""

from functools import partial

from google.protobuf.field_mask_pb2 import FieldMask
from lyo.tenant.v1 import tenant_service_pb2 as pb

from lyoctl.apply_change import Change, Target, changed_fields, differing
from lyoctl.operator import new_id
from services.common.errors import NotFound

FIELDS = ("display_name", "time_zone", "languages", "persona")


async def tenant_changes(target: Target) -> list[Change]:
    """What there is to do to the tenant; from here on the target knows its id."""
    found = await _found(target)
    where, wanted = target.where("tenant"), _wanted(target)
    if found is None:
        line = f"+ tenant {target.name}"
        return [Change("tenant", (line,), where, partial(_create, target, wanted))]
    target.tenant_id = found.tenant_id
    target.zone_changes = found.time_zone != wanted.time_zone
    target.deleted = found.HasField("delete_time")
    if target.deleted:
        line = (
            f"+ tenant {target.name}, which was deleted: it comes back, then the rest is compared"
        )
        return [Change("tenant", (line,), where, partial(_undelete, target))]
    lines = differing("tenant", found, wanted, FIELDS)
    paths = changed_fields(found, wanted, FIELDS)
    act = partial(_update, target, found.etag, wanted, paths)
    return [Change(f"tenant {', '.join(paths)}", tuple(lines), where, act)] if lines else []


async def _found(target: Target) -> pb.Tenant | None:
    try:
        answer = await target.stubs.tenants.GetTenant(pb.GetTenantRequest(name=target.name))
    except NotFound:
        return None
    return answer.tenant


def _wanted(target: Target) -> pb.Tenant:
    profile = target.source.says.tenant
    return pb.Tenant(**{field: getattr(profile, field) for field in FIELDS})


async def _create(target: Target, wanted: pb.Tenant) -> None:
    request = pb.CreateTenantRequest(
        request_id=new_id(),
        name=target.name,
        display_name=wanted.display_name,
        time_zone=wanted.time_zone,
        languages=wanted.languages,
        persona=wanted.persona,
    )
    tenant = (await target.stubs.tenants.CreateTenant(request)).tenant
    target.tenant_id = tenant.tenant_id


async def _undelete(target: Target) -> None:
    request = pb.UndeleteTenantRequest(tenant_id=target.tenant_id, request_id=new_id())
    await target.stubs.tenants.UndeleteTenant(request)


async def _update(target: Target, etag: str, wanted: pb.Tenant, paths: list[str]) -> None:
    request = pb.UpdateTenantRequest(
        tenant_id=target.tenant_id,
        request_id=new_id(),
        tenant=wanted,
        update_mask=FieldMask(paths=paths),
        etag=etag,
    )
    await target.stubs.tenants.UpdateTenant(request)
