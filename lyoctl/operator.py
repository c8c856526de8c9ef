"""How the operator's command calls the mesh: with the key file, as `lyoctl`."""

import uuid
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import grpc
from lyo.assistant.v1 import knowledge_service_pb2_grpc as knowledge_rpc
from lyo.assistant.v1 import usage_service_pb2_grpc as usage_rpc
from lyo.booking.v1 import booking_service_pb2_grpc as booking_rpc
from lyo.booking.v1 import catalog_service_pb2_grpc as catalog_rpc
from lyo.notifier.v1 import message_service_pb2_grpc as message_rpc
from lyo.notifier.v1 import preference_service_pb2_grpc as preference_rpc
from lyo.notifier.v1 import provider_service_pb2_grpc as provider_rpc
from lyo.notifier.v1 import template_service_pb2_grpc as template_rpc
from lyo.tenant.v1 import access_service_pb2_grpc as access_rpc
from lyo.tenant.v1 import channel_service_pb2_grpc as channel_rpc
from lyo.tenant.v1 import customer_service_pb2_grpc as customer_rpc
from lyo.tenant.v1 import tenant_service_pb2_grpc as tenant_rpc

from services.common.clients import files_of, open_channel
from services.common.mesh import Signer
from services.common.settings import Keys

if TYPE_CHECKING:
    from lyo.assistant.v1.knowledge_service_pb2_grpc import KnowledgeServiceAsyncStub
    from lyo.assistant.v1.usage_service_pb2_grpc import UsageServiceAsyncStub
    from lyo.booking.v1.booking_service_pb2_grpc import BookingServiceAsyncStub
    from lyo.booking.v1.catalog_service_pb2_grpc import CatalogServiceAsyncStub
    from lyo.notifier.v1.message_service_pb2_grpc import MessageServiceAsyncStub
    from lyo.notifier.v1.preference_service_pb2_grpc import PreferenceServiceAsyncStub
    from lyo.notifier.v1.provider_service_pb2_grpc import ProviderServiceAsyncStub
    from lyo.notifier.v1.template_service_pb2_grpc import TemplateServiceAsyncStub
    from lyo.tenant.v1.access_service_pb2_grpc import AccessServiceAsyncStub
    from lyo.tenant.v1.channel_service_pb2_grpc import ChannelServiceAsyncStub
    from lyo.tenant.v1.customer_service_pb2_grpc import CustomerServiceAsyncStub
    from lyo.tenant.v1.tenant_service_pb2_grpc import TenantServiceAsyncStub

NAME = "lyoctl"


@dataclass(frozen=True)
class Stubs:
    """The services that the operator's command calls."""

    tenants: "TenantServiceAsyncStub"
    channels: "ChannelServiceAsyncStub"
    customers: "CustomerServiceAsyncStub"
    access: "AccessServiceAsyncStub"
    catalogs: "CatalogServiceAsyncStub"
    bookings: "BookingServiceAsyncStub"
    messages: "MessageServiceAsyncStub"
    templates: "TemplateServiceAsyncStub"
    preferences: "PreferenceServiceAsyncStub"
    providers: "ProviderServiceAsyncStub"
    knowledge: "KnowledgeServiceAsyncStub"
    usage: "UsageServiceAsyncStub"


@asynccontextmanager
async def calling(listen: Mapping[str, str], keys: Keys) -> AsyncIterator[Stubs]:
    """Stubs of the services at these addresses, while the block runs."""
    signer = Signer(keys.mesh, NAME)
    async with AsyncExitStack() as stack:
        tenant, booking, notifier, assistant = [
            await stack.enter_async_context(
                open_channel(_target(listen[name]), signer, files=files_of(name))
            )
            for name in ("tenant", "booking", "notifier", "assistant")
        ]
        yield stubs_of(tenant, booking, notifier, assistant)


def stubs_of(
    tenant: grpc.aio.Channel,
    booking: grpc.aio.Channel,
    notifier: grpc.aio.Channel,
    assistant: grpc.aio.Channel,
) -> Stubs:
    """The stubs behind these channels."""
    return Stubs(
        tenants=tenant_rpc.TenantServiceStub(tenant),
        channels=channel_rpc.ChannelServiceStub(tenant),
        customers=customer_rpc.CustomerServiceStub(tenant),
        access=access_rpc.AccessServiceStub(tenant),
        catalogs=catalog_rpc.CatalogServiceStub(booking),
        bookings=booking_rpc.BookingServiceStub(booking),
        messages=message_rpc.MessageServiceStub(notifier),
        templates=template_rpc.TemplateServiceStub(notifier),
        preferences=preference_rpc.PreferenceServiceStub(notifier),
        providers=provider_rpc.ProviderServiceStub(notifier),
        knowledge=knowledge_rpc.KnowledgeServiceStub(assistant),
        usage=usage_rpc.UsageServiceStub(assistant),
    )


def _target(address: str) -> str:
    """An address, or a target of gRPC as it stands."""
    return address if "://" in address else f"dns:///{address}"


def new_id() -> str:
    """Of a request: repeated by the channel, it is done once."""
    return str(uuid.uuid4())


async def pages(call: Any, request: Any, field: str) -> AsyncIterator[Any]:
    """Every item of a list, page by page."""
    request.page_size = 200
    while True:
        page = await call(request)
        for item in getattr(page, field):
            yield item
        if not page.next_page_token:
            return
        request.page_token = page.next_page_token
