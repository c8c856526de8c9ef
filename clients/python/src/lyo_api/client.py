"""The client: one stub for each service that teams may call."""

from collections.abc import Mapping
from contextlib import ExitStack
from typing import Any, Self

import grpc
from google.protobuf.descriptor import FileDescriptor
from lyo.assistant.v1 import (
    conversation_service_pb2,
    conversation_service_pb2_grpc,
    knowledge_service_pb2,
    knowledge_service_pb2_grpc,
    usage_service_pb2,
    usage_service_pb2_grpc,
)
from lyo.booking.v1 import (
    booking_service_pb2,
    booking_service_pb2_grpc,
    catalog_service_pb2,
    catalog_service_pb2_grpc,
)
from lyo.notifier.v1 import (
    message_service_pb2,
    message_service_pb2_grpc,
    preference_service_pb2,
    preference_service_pb2_grpc,
    provider_service_pb2,
    provider_service_pb2_grpc,
    template_service_pb2,
    template_service_pb2_grpc,
)
from lyo.tenant.v1 import (
    access_service_pb2,
    access_service_pb2_grpc,
    channel_service_pb2,
    channel_service_pb2_grpc,
    customer_service_pb2,
    customer_service_pb2_grpc,
    tenant_service_pb2,
    tenant_service_pb2_grpc,
)

from lyo_api.calls import Calls
from lyo_api.channels import open_channel, targets_of

DEFAULT_TIMEOUT = 5.0


class Lyo:
    """Calls Lyo with an API key, from any number of threads. `with` closes it.

    `target`: the host, where each service has its usual port; or a pattern such as
    `lyo-{service}.example.com:443`; or a target for each service, by name: `tenant`, `booking`,
    `assistant`, `notifier`; those left out cannot be called.

    By TLS, with the system's roots or those given (PEM). In the clear only to this machine, or
    with `insecure`. `timeout`: seconds for a call and its tries, unless the call says otherwise.
    """

    tenants: tenant_service_pb2_grpc.TenantServiceStub
    channels: channel_service_pb2_grpc.ChannelServiceStub
    customers: customer_service_pb2_grpc.CustomerServiceStub
    access: access_service_pb2_grpc.AccessServiceStub
    bookings: booking_service_pb2_grpc.BookingServiceStub
    catalog: catalog_service_pb2_grpc.CatalogServiceStub
    conversations: conversation_service_pb2_grpc.ConversationServiceStub
    knowledge: knowledge_service_pb2_grpc.KnowledgeServiceStub
    usage: usage_service_pb2_grpc.UsageServiceStub
    messages: message_service_pb2_grpc.MessageServiceStub
    templates: template_service_pb2_grpc.TemplateServiceStub
    preferences: preference_service_pb2_grpc.PreferenceServiceStub
    providers: provider_service_pb2_grpc.ProviderServiceStub

    def __init__(
        self,
        target: str | Mapping[str, str],
        api_key: str,
        *,
        timeout: float = DEFAULT_TIMEOUT,
        root_certificates: bytes | None = None,
        insecure: bool = False,
    ) -> None:
        targets = targets_of(target)
        self._calls = Calls(api_key, timeout)
        self._open = ExitStack()
        for name, (file, stub) in STUBS.items():
            service = service_of(file)
            if service in targets:
                channel = self._open.enter_context(
                    open_channel(
                        targets[service],
                        file,
                        root_certificates=root_certificates,
                        insecure=insecure,
                    )
                )
                setattr(self, name, stub(grpc.intercept_channel(channel, self._calls)))

    def close(self) -> None:
        """End the connections."""
        self._open.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


STUBS: dict[str, tuple[FileDescriptor, Any]] = {
    "tenants": (tenant_service_pb2.DESCRIPTOR, tenant_service_pb2_grpc.TenantServiceStub),
    "channels": (channel_service_pb2.DESCRIPTOR, channel_service_pb2_grpc.ChannelServiceStub),
    "customers": (customer_service_pb2.DESCRIPTOR, customer_service_pb2_grpc.CustomerServiceStub),
    "access": (access_service_pb2.DESCRIPTOR, access_service_pb2_grpc.AccessServiceStub),
    "bookings": (booking_service_pb2.DESCRIPTOR, booking_service_pb2_grpc.BookingServiceStub),
    "catalog": (catalog_service_pb2.DESCRIPTOR, catalog_service_pb2_grpc.CatalogServiceStub),
    "conversations": (
        conversation_service_pb2.DESCRIPTOR,
        conversation_service_pb2_grpc.ConversationServiceStub,
    ),
    "knowledge": (
        knowledge_service_pb2.DESCRIPTOR,
        knowledge_service_pb2_grpc.KnowledgeServiceStub,
    ),
    "usage": (usage_service_pb2.DESCRIPTOR, usage_service_pb2_grpc.UsageServiceStub),
    "messages": (message_service_pb2.DESCRIPTOR, message_service_pb2_grpc.MessageServiceStub),
    "templates": (template_service_pb2.DESCRIPTOR, template_service_pb2_grpc.TemplateServiceStub),
    "preferences": (
        preference_service_pb2.DESCRIPTOR,
        preference_service_pb2_grpc.PreferenceServiceStub,
    ),
    "providers": (provider_service_pb2.DESCRIPTOR, provider_service_pb2_grpc.ProviderServiceStub),
}
"""Attribute, and the proto file and stub behind it."""


def service_of(file: FileDescriptor) -> str:
    """The service of the mesh that a proto file belongs to: `lyo.tenant.v1` is `tenant`."""
    return str(file.package.split(".")[1])
