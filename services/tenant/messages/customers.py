"""Customers on the wire."""

from collections.abc import Container, Iterable

from lyo.tenant.v1 import customer_service_pb2 as pb

from services.common.fields import timestamp
from services.tenant.domain.channel import Platform
from services.tenant.domain.customer import Customer, CustomerProfile
from services.tenant.domain.identity import Identity, IdentityKind
from services.tenant.domain.imports import Row
from services.tenant.messages.channels import channel_message
from services.tenant.messages.tenants import tenant_message
from services.tenant.usecases.imports import Imported
from services.tenant.usecases.inbound import Inbound

_KINDS = {each: pb.IdentityKind.Value(f"IDENTITY_KIND_{each.name}") for each in IdentityKind}
_FROM_KIND = {number: each for each, number in _KINDS.items()}


def identities_of(messages: Iterable[pb.Identity]) -> list[Identity]:
    """The identities that a request names."""
    return [Identity(_FROM_KIND[each.kind], each.value) for each in messages]


def profile_of(
    message: pb.CreateCustomerRequest | pb.Customer | pb.CustomerImport,
) -> CustomerProfile:
    """What a request says of a customer."""
    return CustomerProfile(
        message.display_name, message.language, message.time_zone, message.external_ref
    )


def row_of(message: pb.CustomerImport) -> Row:
    """A customer of an import, whose values nobody has judged yet."""
    known = [each for each in message.identities if each.kind in _FROM_KIND]
    return Row(
        tuple(identities_of(known)),
        profile_of(message),
        kinds_known=len(known) == len(message.identities),
    )


def customer_message(customer: Customer) -> pb.Customer:
    profile = customer.profile
    return pb.Customer(
        customer_id=str(customer.customer_id),
        display_name=profile.display_name,
        language=profile.language,
        time_zone=profile.time_zone,
        identities=[
            pb.Identity(kind=_KINDS[each.kind], value=each.value) for each in customer.identities
        ],
        etag=customer.etag,
        create_time=timestamp(customer.create_time),
        external_ref=profile.external_ref,
        merged_into_id=str(customer.merged_into_id or ""),
        delete_time=timestamp(customer.delete_time) if customer.delete_time else None,
        purge_time=timestamp(customer.purge_time) if customer.purge_time else None,
        merged_customer_ids=map(str, customer.merged_ids),
    )


def inbound_response(inbound: Inbound, defaults: Container[Platform]) -> pb.ResolveInboundResponse:
    customer = inbound.customer
    return pb.ResolveInboundResponse(
        tenant=tenant_message(inbound.tenant),
        channel=channel_message(inbound.channel, defaults),
        customer=customer_message(customer) if customer else None,
    )


def import_response(imported: Imported) -> pb.ImportCustomersResponse:
    return pb.ImportCustomersResponse(
        created=imported.created,
        updated=imported.updated,
        unchanged=imported.unchanged,
        refusals=[
            pb.ImportRefusal(position=each.position, reason=each.reason, detail=each.detail)
            for each in imported.refusals
        ],
    )
