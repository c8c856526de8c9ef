"""People who write to a tenant, and what the gateway asks about them."""

from collections.abc import Sequence

from lyo.tenant.v1 import channel_service_pb2 as channel_pb
from lyo.tenant.v1 import customer_service_pb2 as pb

from tests.tenant.running import OpenTenant, new_id


def phone(number: str) -> pb.Identity:
    return pb.Identity(kind=pb.IDENTITY_KIND_PHONE, value=number)


def user(user_id: str) -> pb.Identity:
    return pb.Identity(kind=pb.IDENTITY_KIND_WHATSAPP_USER, value=user_id)


PHONE, OTHER_PHONE = phone("+393331234567"), phone("+393337654321")
USER, OTHER_USER = user("IT.13491208655302741918"), user("IT.2233445566778899")


def wrote(
    to: OpenTenant,
    *identities: pb.Identity,
    name: str = "",
    former: Sequence[pb.Identity] = (),
) -> pb.ResolveInboundRequest:
    """The request of a message to a tenant."""
    return pb.ResolveInboundRequest(
        request_id=new_id(),
        platform=channel_pb.PLATFORM_WHATSAPP,
        address=to.address,
        identities=identities,
        display_name=name,
        former_identities=former,
    )
