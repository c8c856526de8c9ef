"""Members of a tenant for the operator's command."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

from lyo.tenant.v1 import member_pb2 as pb

from lyoctl.apply_members import role_name
from lyoctl.operator import new_id, pages
from lyoctl.resources.kind import Row, only, state

if TYPE_CHECKING:
    from lyo.tenant.v1.tenant_service_pb2_grpc import TenantServiceAsyncStub


class Members:
    """By e-mail, phone, name or id."""

    columns: Row = ("name", "role", "e-mail", "phone", "member id", "")
    end = "for 30 days it can be taken back"

    def __init__(self, stub: "TenantServiceAsyncStub", tenant_id: str) -> None:
        self.stub = stub
        self.tenant_id = tenant_id

    def all(self, *, deleted_too: bool) -> AsyncIterator[pb.Member]:
        request = pb.ListMembersRequest(tenant_id=self.tenant_id, show_deleted=deleted_too)
        return pages(self.stub.ListMembers, request, "members")

    async def named(self, name: str) -> pb.Member:
        found = [each async for each in self.all(deleted_too=False) if name in _names(each)]
        one: pb.Member = only(found, f"member {name}")
        return one

    def row(self, one: pb.Member) -> Row:
        known = (one.display_name, role_name(one), one.email, one.phone)
        return (*known, one.member_id, state(one))

    async def more(self, _: pb.Member) -> dict[str, Any]:
        return {}

    async def delete(self, one: pb.Member) -> pb.Member:
        request = pb.DeleteMemberRequest(
            tenant_id=self.tenant_id,
            request_id=new_id(),
            member_id=one.member_id,
            etag=one.etag,
        )
        return (await self.stub.DeleteMember(request)).member


def _names(one: pb.Member) -> tuple[str, ...]:
    return (one.member_id, one.email, one.phone, one.display_name)
