"""TenantService: unpack, call, pack."""

from datetime import UTC, datetime
from uuid import UUID

from lyo.tenant.v1 import flag_pb2 as flag_pb
from lyo.tenant.v1 import member_pb2 as member_pb
from lyo.tenant.v1 import tenant_service_pb2 as pb
from lyo.tenant.v1 import tenant_service_pb2_grpc as rpc

from services.common.context import actor as actor_of_call
from services.common.fields import request_key, text_of, uuid_of
from services.common.paging import PageTokens, page_of, page_size
from services.common.server_call import Context
from services.tenant.messages.flags import flag_message, switch_of
from services.tenant.messages.members import member_message, person_of
from services.tenant.messages.tenants import profile_of, tenant_message
from services.tenant.usecases.flags import FlagUseCases
from services.tenant.usecases.members import MemberUseCases
from services.tenant.usecases.purges import PurgeUseCases
from services.tenant.usecases.tenants import TenantUseCases

OLDEST = (datetime.min.replace(tzinfo=UTC), UUID(int=0))
"""After whom every member came."""


class TenantServicer(rpc.TenantServiceServicer):
    def __init__(
        self,
        tenants: TenantUseCases,
        purges: PurgeUseCases,
        members: MemberUseCases,
        flags: FlagUseCases,
        tokens: PageTokens,
    ) -> None:
        self.tenants = tenants
        self.purges = purges
        self.members = members
        self.flags = flags
        self.tokens = tokens

    async def GetTenant(
        self, request: pb.GetTenantRequest, context: Context
    ) -> pb.GetTenantResponse:
        if request.name:
            tenant = await self.tenants.get_tenant_by_name(request.name, within=_within())
        else:
            tenant = await self.tenants.get_tenant(uuid_of(request, "tenant_id"))
        return pb.GetTenantResponse(tenant=tenant_message(tenant))

    async def ListTenants(
        self, request: pb.ListTenantsRequest, context: Context
    ) -> pb.ListTenantsResponse:
        size, seen = page_size(request.page_size), self.tokens.decode(request)
        found = await self.tenants.list_tenants(
            after=seen[0] if seen else "",
            limit=size + 1,
            deleted_too=request.show_deleted,
            within=_within(),
        )
        page, last = page_of(found, size)
        return pb.ListTenantsResponse(
            tenants=[tenant_message(each) for each in page],
            next_page_token=self.tokens.encode(request, last.name) if last else "",
        )

    async def CreateTenant(
        self, request: pb.CreateTenantRequest, context: Context
    ) -> pb.CreateTenantResponse:
        tenant = await self.tenants.create_tenant(
            request_key(request), text_of(request, "name"), profile_of(request)
        )
        return pb.CreateTenantResponse(tenant=tenant_message(tenant))

    async def UpdateTenant(
        self, request: pb.UpdateTenantRequest, context: Context
    ) -> pb.UpdateTenantResponse:
        tenant = await self.tenants.update_tenant(
            uuid_of(request, "tenant_id"),
            request_key(request),
            profile_of(request.tenant),
            paths=request.update_mask.paths,
            etag=request.etag,
        )
        return pb.UpdateTenantResponse(tenant=tenant_message(tenant))

    async def DeleteTenant(
        self, request: pb.DeleteTenantRequest, context: Context
    ) -> pb.DeleteTenantResponse:
        tenant = await self.tenants.delete_tenant(
            uuid_of(request, "tenant_id"), request_key(request), etag=request.etag
        )
        return pb.DeleteTenantResponse(tenant=tenant_message(tenant))

    async def UndeleteTenant(
        self, request: pb.UndeleteTenantRequest, context: Context
    ) -> pb.UndeleteTenantResponse:
        tenant = await self.tenants.undelete_tenant(
            uuid_of(request, "tenant_id"), request_key(request)
        )
        return pb.UndeleteTenantResponse(tenant=tenant_message(tenant))

    async def PurgeTenant(
        self, request: pb.PurgeTenantRequest, context: Context
    ) -> pb.PurgeTenantResponse:
        await self.purges.purge_tenant(uuid_of(request, "tenant_id"), request_key(request))
        return pb.PurgeTenantResponse()

    async def GetMember(
        self, request: member_pb.GetMemberRequest, context: Context
    ) -> member_pb.GetMemberResponse:
        member = await self.members.get_member(
            uuid_of(request, "tenant_id"), uuid_of(request, "member_id")
        )
        return member_pb.GetMemberResponse(member=member_message(member))

    async def ListMembers(
        self, request: member_pb.ListMembersRequest, context: Context
    ) -> member_pb.ListMembersResponse:
        size, seen = page_size(request.page_size), self.tokens.decode(request)
        found = await self.members.list_members(
            uuid_of(request, "tenant_id"),
            after=(datetime.fromisoformat(seen[0]), UUID(seen[1])) if seen else OLDEST,
            limit=size + 1,
            deleted_too=request.show_deleted,
        )
        page, last = page_of(found, size)
        return member_pb.ListMembersResponse(
            members=[member_message(each) for each in page],
            next_page_token=self.tokens.encode(
                request, last.create_time.isoformat(), str(last.member_id)
            )
            if last
            else "",
        )

    async def CreateMember(
        self, request: member_pb.CreateMemberRequest, context: Context
    ) -> member_pb.CreateMemberResponse:
        member = await self.members.create_member(
            uuid_of(request, "tenant_id"), request_key(request), person_of(request)
        )
        return member_pb.CreateMemberResponse(member=member_message(member))

    async def UpdateMember(
        self, request: member_pb.UpdateMemberRequest, context: Context
    ) -> member_pb.UpdateMemberResponse:
        member = await self.members.update_member(
            uuid_of(request, "tenant_id"),
            request_key(request),
            uuid_of(request, "member_id"),
            person_of(request.member),
            paths=request.update_mask.paths,
            etag=request.etag,
        )
        return member_pb.UpdateMemberResponse(member=member_message(member))

    async def DeleteMember(
        self, request: member_pb.DeleteMemberRequest, context: Context
    ) -> member_pb.DeleteMemberResponse:
        member = await self.members.delete_member(
            uuid_of(request, "tenant_id"),
            request_key(request),
            uuid_of(request, "member_id"),
            etag=request.etag,
        )
        return member_pb.DeleteMemberResponse(member=member_message(member))

    async def UndeleteMember(
        self, request: member_pb.UndeleteMemberRequest, context: Context
    ) -> member_pb.UndeleteMemberResponse:
        member = await self.members.undelete_member(
            uuid_of(request, "tenant_id"), request_key(request), uuid_of(request, "member_id")
        )
        return member_pb.UndeleteMemberResponse(member=member_message(member))

    async def PurgeMember(
        self, request: member_pb.PurgeMemberRequest, context: Context
    ) -> member_pb.PurgeMemberResponse:
        await self.members.purge_member(
            uuid_of(request, "tenant_id"), request_key(request), uuid_of(request, "member_id")
        )
        return member_pb.PurgeMemberResponse()

    async def GetFlags(
        self, request: flag_pb.GetFlagsRequest, context: Context
    ) -> flag_pb.GetFlagsResponse:
        flags = await self.flags.get_flags(_tenant_of(request))
        return flag_pb.GetFlagsResponse(flags=[flag_message(each) for each in flags])

    async def SetFlag(
        self, request: flag_pb.SetFlagRequest, context: Context
    ) -> flag_pb.SetFlagResponse:
        flag = await self.flags.set_flag(
            _tenant_of(request), request_key(request), switch_of(request)
        )
        return flag_pb.SetFlagResponse(flag=flag_message(flag))


def _tenant_of(request: flag_pb.GetFlagsRequest | flag_pb.SetFlagRequest) -> UUID | None:
    """None: the installation."""
    return uuid_of(request, "tenant_id") if request.tenant_id else None


def _within() -> frozenset[UUID] | None:
    """The tenants of whoever asks; None: all."""
    actor = actor_of_call.get()
    if actor is None or actor.tenants is None:
        return None
    return frozenset(map(UUID, actor.tenants))
