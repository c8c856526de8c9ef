"""CustomerService: unpack, call, pack."""

from collections.abc import Container
from datetime import UTC, datetime
from uuid import UUID

from lyo.tenant.v1 import customer_service_pb2 as pb
from lyo.tenant.v1 import customer_service_pb2_grpc as rpc

from services.common.fields import request_key, text_of, uuid_of
from services.common.paging import PageTokens, page_of, page_size
from services.common.server_call import Context
from services.tenant.domain.channel import Platform
from services.tenant.messages.channels import platform_of
from services.tenant.messages.customers import (
    customer_message,
    identities_of,
    import_response,
    inbound_response,
    profile_of,
    row_of,
)
from services.tenant.usecases.customers import CustomerUseCases
from services.tenant.usecases.imports import ImportUseCases
from services.tenant.usecases.inbound import InboundUseCases
from services.tenant.usecases.merging import MergeUseCases

NEWEST = (datetime.max.replace(tzinfo=UTC), UUID(int=2**128 - 1))
"""Before whom every customer was there."""


class CustomerServicer(rpc.CustomerServiceServicer):
    def __init__(
        self,
        inbound: InboundUseCases,
        customers: CustomerUseCases,
        merges: MergeUseCases,
        imports: ImportUseCases,
        *,
        tokens: PageTokens,
        defaults: Container[Platform],
    ) -> None:
        self.inbound = inbound
        self.customers = customers
        self.merges = merges
        self.imports = imports
        self.tokens = tokens
        self.defaults = defaults

    async def ResolveInbound(
        self, request: pb.ResolveInboundRequest, context: Context
    ) -> pb.ResolveInboundResponse:
        inbound = await self.inbound.resolve_inbound(
            platform_of(request),
            text_of(request, "address"),
            identities_of(request.identities),
            request.display_name,
            identities_of(request.former_identities),
        )
        return inbound_response(inbound, self.defaults)

    async def GetCustomer(
        self, request: pb.GetCustomerRequest, context: Context
    ) -> pb.GetCustomerResponse:
        tenant_id = uuid_of(request, "tenant_id")
        if request.external_ref:
            customer = await self.customers.get_customer_by_ref(tenant_id, request.external_ref)
        else:
            customer = await self.customers.get_customer(tenant_id, uuid_of(request, "customer_id"))
        return pb.GetCustomerResponse(customer=customer_message(customer))

    async def ListCustomers(
        self, request: pb.ListCustomersRequest, context: Context
    ) -> pb.ListCustomersResponse:
        tenant_id = uuid_of(request, "tenant_id")
        size, seen = page_size(request.page_size), self.tokens.decode(request)
        found = await self.customers.list_customers(
            tenant_id,
            before=(datetime.fromisoformat(seen[0]), UUID(seen[1])) if seen else NEWEST,
            limit=size + 1,
            identity_value=request.identity_value,
            deleted_too=request.show_deleted,
        )
        page, last = page_of(found, size)
        return pb.ListCustomersResponse(
            customers=[customer_message(each) for each in page],
            next_page_token=self.tokens.encode(
                request, last.create_time.isoformat(), str(last.customer_id)
            )
            if last
            else "",
        )

    async def CreateCustomer(
        self, request: pb.CreateCustomerRequest, context: Context
    ) -> pb.CreateCustomerResponse:
        customer = await self.customers.create_customer(
            uuid_of(request, "tenant_id"),
            request_key(request),
            identities_of(request.identities),
            profile_of(request),
        )
        return pb.CreateCustomerResponse(customer=customer_message(customer))

    async def ImportCustomers(
        self, request: pb.ImportCustomersRequest, context: Context
    ) -> pb.ImportCustomersResponse:
        imported = await self.imports.import_customers(
            uuid_of(request, "tenant_id"),
            request_key(request),
            [row_of(each) for each in request.customers],
        )
        return import_response(imported)

    async def UpdateCustomer(
        self, request: pb.UpdateCustomerRequest, context: Context
    ) -> pb.UpdateCustomerResponse:
        customer = await self.customers.update_customer(
            uuid_of(request, "tenant_id"),
            request_key(request),
            uuid_of(request, "customer_id"),
            profile_of(request.customer),
            paths=request.update_mask.paths,
            etag=request.etag,
        )
        return pb.UpdateCustomerResponse(customer=customer_message(customer))

    async def DeleteCustomer(
        self, request: pb.DeleteCustomerRequest, context: Context
    ) -> pb.DeleteCustomerResponse:
        customer = await self.customers.delete_customer(
            uuid_of(request, "tenant_id"),
            request_key(request),
            uuid_of(request, "customer_id"),
            etag=request.etag,
        )
        return pb.DeleteCustomerResponse(customer=customer_message(customer))

    async def UndeleteCustomer(
        self, request: pb.UndeleteCustomerRequest, context: Context
    ) -> pb.UndeleteCustomerResponse:
        customer = await self.customers.undelete_customer(
            uuid_of(request, "tenant_id"), request_key(request), uuid_of(request, "customer_id")
        )
        return pb.UndeleteCustomerResponse(customer=customer_message(customer))

    async def PurgeCustomer(
        self, request: pb.PurgeCustomerRequest, context: Context
    ) -> pb.PurgeCustomerResponse:
        await self.customers.purge_customer(
            uuid_of(request, "tenant_id"), request_key(request), uuid_of(request, "customer_id")
        )
        return pb.PurgeCustomerResponse()

    async def MergeCustomers(
        self, request: pb.MergeCustomersRequest, context: Context
    ) -> pb.MergeCustomersResponse:
        customer = await self.merges.merge_customers(
            uuid_of(request, "tenant_id"),
            request_key(request),
            uuid_of(request, "customer_id"),
            uuid_of(request, "merged_id"),
        )
        return pb.MergeCustomersResponse(customer=customer_message(customer))

    async def UnmergeCustomers(
        self, request: pb.UnmergeCustomersRequest, context: Context
    ) -> pb.UnmergeCustomersResponse:
        customer = await self.merges.unmerge_customers(
            uuid_of(request, "tenant_id"), request_key(request), uuid_of(request, "merged_id")
        )
        return pb.UnmergeCustomersResponse(customer=customer_message(customer))
