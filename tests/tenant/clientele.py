"""Customers of a tenant, and the requests about them."""

from google.protobuf.field_mask_pb2 import FieldMask
from lyo.tenant.v1 import customer_service_pb2 as pb

from tests.tenant.running import OpenTenant, RunningTenant, new_id
from tests.tenant.senders import PHONE


def a_customer(
    of: OpenTenant, *identities: pb.Identity, **changes: object
) -> pb.CreateCustomerRequest:
    """The request to add Giulia, who has a phone unless something else is said."""
    values = {
        "tenant_id": of.tenant_id,
        "request_id": new_id(),
        "identities": identities or [PHONE],
        "display_name": "Giulia Rossi",
    }
    return pb.CreateCustomerRequest(**(values | changes))


async def added(
    tenant: RunningTenant, to: OpenTenant, *identities: pb.Identity, **changes: object
) -> pb.Customer:
    """A customer who was added."""
    request = a_customer(to, *identities, **changes)
    return (await tenant.customers.CreateCustomer(request)).customer


def meant(of: OpenTenant, customer: pb.Customer) -> dict[str, str]:
    """The fields by which a mutation says whom it means."""
    return {
        "tenant_id": of.tenant_id,
        "request_id": new_id(),
        "customer_id": customer.customer_id,
    }


def a_change(
    of: OpenTenant, customer: pb.Customer, *paths: str, etag: str = "", **values: object
) -> pb.UpdateCustomerRequest:
    """The request to change what `paths` name."""
    return pb.UpdateCustomerRequest(
        **meant(of, customer),
        customer=pb.Customer(**values),
        update_mask=FieldMask(paths=paths or list(values)),
        etag=etag,
    )


async def deleted(tenant: RunningTenant, of: OpenTenant, customer: pb.Customer) -> pb.Customer:
    """A customer who was deleted."""
    request = pb.DeleteCustomerRequest(**meant(of, customer))
    return (await tenant.customers.DeleteCustomer(request)).customer


async def purged(tenant: RunningTenant, of: OpenTenant, customer: pb.Customer) -> None:
    """Delete and purge."""
    await deleted(tenant, of, customer)
    await tenant.customers.PurgeCustomer(pb.PurgeCustomerRequest(**meant(of, customer)))


async def merged(
    tenant: RunningTenant, of: OpenTenant, customer: pb.Customer, *, into: pb.Customer
) -> pb.Customer:
    """Merge; the one that stays."""
    request = pb.MergeCustomersRequest(**meant(of, into), merged_id=customer.customer_id)
    return (await tenant.customers.MergeCustomers(request)).customer


async def unmerged(tenant: RunningTenant, of: OpenTenant, customer: pb.Customer) -> pb.Customer:
    """Undo the merge of a customer; as it stands then."""
    request = pb.UnmergeCustomersRequest(
        tenant_id=of.tenant_id, request_id=new_id(), merged_id=customer.customer_id
    )
    return (await tenant.customers.UnmergeCustomers(request)).customer


async def read(tenant: RunningTenant, of: OpenTenant, customer: pb.Customer) -> pb.Customer:
    """The customer as stored."""
    request = pb.GetCustomerRequest(tenant_id=of.tenant_id, customer_id=customer.customer_id)
    return (await tenant.customers.GetCustomer(request)).customer


async def listed(tenant: RunningTenant, of: OpenTenant, **fields: object) -> list[pb.Customer]:
    """A page of the customers of a tenant."""
    request = pb.ListCustomersRequest(tenant_id=of.tenant_id, **fields)
    return list((await tenant.customers.ListCustomers(request)).customers)
