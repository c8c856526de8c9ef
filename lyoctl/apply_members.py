"""The members of a tenant, as its file says: known by e-mail, else by phone, else by name."""

from functools import partial

from google.protobuf.field_mask_pb2 import FieldMask
from lyo.tenant.v1 import member_pb2 as pb

from lyoctl.apply_change import Change, Target, changed_fields, differing, not_named, shown
from lyoctl.operator import new_id, pages
from lyoctl.tenant_schema import Member

FIELDS = ("display_name", "role", "phone", "email")


async def member_changes(target: Target) -> list[Change]:
    """What there is to do to the members, those that the file does not name at the end."""
    stored = await _stored(target)
    changes = []
    for position, said in enumerate(target.source.says.members):
        wanted, where = _wanted(said), target.where("members", position)
        found = _same(stored, wanted)
        if found is None:
            act = partial(_create, target, wanted)
            changes.append(Change(_what(wanted), (f"+ {_what(wanted)}",), where, act))
            continue
        stored.remove(found)
        if lines := _lines(found, wanted):
            act = partial(_update, target, found, wanted)
            changes.append(Change(_what(wanted), tuple(lines), where, act))
    return changes + [_not_named(target, left) for left in stored]


def role_name(member: pb.Member) -> str:
    """`owner`, as the file writes it."""
    return pb.MemberRole.Name(member.role).removeprefix("MEMBER_ROLE_").lower()


async def _stored(target: Target) -> list[pb.Member]:
    if not target.tenant_id:
        return []
    request = pb.ListMembersRequest(tenant_id=target.tenant_id)
    return [each async for each in pages(target.stubs.tenants.ListMembers, request, "members")]


def _wanted(said: Member) -> pb.Member:
    return pb.Member(
        display_name=said.display_name,
        role=pb.MemberRole.Value(f"MEMBER_ROLE_{said.role.upper()}"),
        phone=said.phone,
        email=said.email,
    )


def _same(stored: list[pb.Member], wanted: pb.Member) -> pb.Member | None:
    for field in ("email", "phone", "display_name"):
        value = getattr(wanted, field)
        for each in stored:
            if value and getattr(each, field) == value:
                return each
    return None


def _lines(found: pb.Member, wanted: pb.Member) -> list[str]:
    lines = differing(_what(wanted), found, wanted, ("display_name", "phone", "email"))
    if found.role != wanted.role:
        lines.append(f"~ {_what(wanted)} role: {role_name(found)} -> {role_name(wanted)}")
    return lines


def _what(member: pb.Member) -> str:
    return f"member {shown(member.email or member.phone or member.display_name)}"


def _not_named(target: Target, left: pb.Member) -> Change:
    delete = partial(_delete, target, left)
    return not_named(target, _what(left), target.where("members"), delete)


async def _create(target: Target, wanted: pb.Member) -> None:
    request = pb.CreateMemberRequest(
        tenant_id=target.tenant_id,
        request_id=new_id(),
        display_name=wanted.display_name,
        role=wanted.role,
        phone=wanted.phone,
        email=wanted.email,
    )
    await target.stubs.tenants.CreateMember(request)


async def _update(target: Target, found: pb.Member, wanted: pb.Member) -> None:
    request = pb.UpdateMemberRequest(
        tenant_id=target.tenant_id,
        request_id=new_id(),
        member_id=found.member_id,
        member=wanted,
        update_mask=FieldMask(paths=changed_fields(found, wanted, FIELDS)),
        etag=found.etag,
    )
    await target.stubs.tenants.UpdateMember(request)


async def _delete(target: Target, left: pb.Member) -> None:
    request = pb.DeleteMemberRequest(
        tenant_id=target.tenant_id,
        request_id=new_id(),
        member_id=left.member_id,
        etag=left.etag,
    )
    await target.stubs.tenants.DeleteMember(request)
