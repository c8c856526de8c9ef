"""Members of tenants, and the requests about them."""

from google.protobuf.field_mask_pb2 import FieldMask
from lyo.tenant.v1 import member_pb2 as pb

from tests.tenant.running import OpenTenant, RunningTenant, new_id

PHONE = "+393331234567"
NOBODY = pb.Member(member_id="00000000-0000-4000-8000-000000000000")


def a_member(of: OpenTenant, **changes: object) -> pb.CreateMemberRequest:
    """The request to add Anna, an agent."""
    values = {
        "tenant_id": of.tenant_id,
        "request_id": new_id(),
        "display_name": "Anna Bianchi",
        "role": pb.MEMBER_ROLE_AGENT,
    }
    return pb.CreateMemberRequest(**(values | changes))


async def added(tenant: RunningTenant, to: OpenTenant, **changes: object) -> pb.Member:
    """A member who was added."""
    return (await tenant.tenants.CreateMember(a_member(to, **changes))).member


def meant(of: OpenTenant, member: pb.Member) -> dict[str, str]:
    """The fields by which a mutation says whom it means."""
    return {"tenant_id": of.tenant_id, "request_id": new_id(), "member_id": member.member_id}


def a_change(
    of: OpenTenant, member: pb.Member, *paths: str, etag: str = "", **values: object
) -> pb.UpdateMemberRequest:
    """The request to change what `paths` name."""
    return pb.UpdateMemberRequest(
        **meant(of, member),
        member=pb.Member(**values),
        update_mask=FieldMask(paths=paths or list(values)),
        etag=etag,
    )


async def deleted(tenant: RunningTenant, of: OpenTenant, member: pb.Member) -> pb.Member:
    """A member who was deleted."""
    request = pb.DeleteMemberRequest(**meant(of, member))
    return (await tenant.tenants.DeleteMember(request)).member


def asked(of: OpenTenant, member: pb.Member) -> pb.GetMemberRequest:
    return pb.GetMemberRequest(tenant_id=of.tenant_id, member_id=member.member_id)


async def listed(tenant: RunningTenant, of: OpenTenant, **fields: object) -> pb.ListMembersResponse:
    """A page of the members of a tenant."""
    request = pb.ListMembersRequest(tenant_id=of.tenant_id, **fields)
    return await tenant.tenants.ListMembers(request)
