"""Customers of a tenant for the operator's command."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

from lyo.tenant.v1 import customer_service_pb2 as pb

from lyoctl.operator import new_id, pages
from lyoctl.resources.kind import ResourceError, Row, is_id, only, state
from services.common.errors import NotFound

if TYPE_CHECKING:
    from lyo.tenant.v1.customer_service_pb2_grpc import CustomerServiceAsyncStub


class Customers:
    """By the tenant's own id (`external_ref`), an identity such as a phone, or our id."""

    columns: Row = ("name", "identities", "language", "external ref", "customer id", "")
    end = "for 30 days it can be taken back"

    def __init__(self, stub: "CustomerServiceAsyncStub", tenant_id: str) -> None:
        self.stub = stub
        self.tenant_id = tenant_id

    def all(self, *, deleted_too: bool) -> AsyncIterator[pb.Customer]:
        return self._listed(show_deleted=deleted_too)

    def _listed(self, **filters: Any) -> AsyncIterator[pb.Customer]:
        request = pb.ListCustomersRequest(tenant_id=self.tenant_id, **filters)
        return pages(self.stub.ListCustomers, request, "customers")

    async def named(self, name: str) -> pb.Customer:
        by_ref = None if is_id(name) else await self._got(external_ref=name)
        if by_id := await self._got(customer_id=name) if is_id(name) else by_ref:
            return by_id
        found = [each async for each in self._listed(identity_value=name, show_deleted=True)]
        one: pb.Customer = only(found, f"customer {name}")
        return one

    async def _got(self, **asked: str) -> pb.Customer | None:
        try:
            request = pb.GetCustomerRequest(tenant_id=self.tenant_id, **asked)
            return (await self.stub.GetCustomer(request)).customer
        except NotFound:
            return None

    def row(self, one: pb.Customer) -> Row:
        identities = ", ".join(each.value for each in one.identities)
        merged = f"merged into {one.merged_into_id}" if one.merged_into_id else state(one)
        known = (one.display_name, identities, one.language, one.external_ref)
        return (*known, one.customer_id, merged)

    async def more(self, _: pb.Customer) -> dict[str, Any]:
        return {}

    async def delete(self, one: pb.Customer) -> pb.Customer:
        if one.merged_into_id:
            raise ResourceError(f"it was merged into {one.merged_into_id}: delete that one")
        request = pb.DeleteCustomerRequest(
            tenant_id=self.tenant_id,
            request_id=new_id(),
            customer_id=one.customer_id,
            etag=one.etag,
        )
        return (await self.stub.DeleteCustomer(request)).customer
