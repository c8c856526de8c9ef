"""The flags of a tenant, as its file says."""

from functools import partial

from lyo.tenant.v1 import flag_pb2 as pb

from lyoctl.apply_change import Change, Target, not_named
from lyoctl.operator import new_id
from lyoctl.tenant_schema import Switch


async def flag_changes(target: Target) -> list[Change]:
    """What there is to do to the flags, those that the file does not name at the end."""
    given = target.source.says.flags.given()
    stored = await _flags(target, target.tenant_id) if target.tenant_id else {}
    general = await _flags(target, "") if given else {}
    changes = []
    for name, said in given.items():
        changes += _to_be_as_said(target, said, stored.get(name), general[name])
    for name, left in stored.items():
        if left.origin == pb.FLAG_ORIGIN_TENANT and name not in given:
            changes.append(_not_named(target, name))
    return changes


async def _flags(target: Target, tenant_id: str) -> dict[str, pb.Flag]:
    answer = await target.stubs.tenants.GetFlags(pb.GetFlagsRequest(tenant_id=tenant_id))
    return {flag.name: flag for flag in answer.flags}


def _to_be_as_said(
    target: Target, said: Switch, found: pb.Flag | None, general: pb.Flag
) -> list[Change]:
    what, where = f"flag {general.name}", target.where("flags", general.name)
    act = partial(_set, target, general.name, said)
    if _holds(said, found):
        return []
    if found and _masked(said, general):
        line = f"= {what}: {_shown(general)} for the whole installation, which counts more"
        # What is stored for the tenant cannot be seen behind it, so it is stored, and not counted.
        return [Change(what, (line,), where), Change(what, (), where, act)]
    own = found if found and found.origin == pb.FLAG_ORIGIN_TENANT else None
    line = f"~ {what}: {_shown(own)} -> {_shown(said)}" if own else f"+ {what}: {_shown(said)}"
    return [Change(what, (line,), where, act)]


def _holds(said: Switch, found: pb.Flag | None) -> bool:
    if found is None or found.origin != pb.FLAG_ORIGIN_TENANT:
        return False
    return (found.enabled, found.percentage) == (said.enabled, said.percentage)


def _masked(said: Switch, general: pb.Flag) -> bool:
    """Whether what holds for the tenant says nothing of what is stored for it."""
    if general.origin != pb.FLAG_ORIGIN_INSTALLATION:
        return False
    return not general.enabled or general.percentage < said.percentage


def _shown(flag: Switch | pb.Flag) -> str:
    if not flag.enabled or flag.percentage == 100:
        return "on" if flag.enabled else "off"
    return f"on for {flag.percentage} %"


def _not_named(target: Target, name: str) -> Change:
    unset = partial(_unset, target, name)
    return not_named(target, f"flag {name}", target.where("flags"), unset)


async def _set(target: Target, name: str, said: Switch) -> None:
    request = pb.SetFlagRequest(
        tenant_id=target.tenant_id,
        request_id=new_id(),
        name=name,
        enabled=said.enabled,
        percentage=said.percentage,
    )
    await target.stubs.tenants.SetFlag(request)


async def _unset(target: Target, name: str) -> None:
    request = pb.SetFlagRequest(
        tenant_id=target.tenant_id, request_id=new_id(), name=name, unset=True
    )
    await target.stubs.tenants.SetFlag(request)
