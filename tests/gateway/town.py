"""The real services behind a gateway, and what a test asks them afterwards."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

from lyo.assistant.v1 import conversation_service_pb2_grpc as assistant_rpc
from lyo.notifier.v1 import message_service_pb2 as notifier_pb
from lyo.tenant.v1 import tenant_service_pb2_grpc as tenant_rpc

from services.assistant.servicer import Callees
from services.gateway.directory import Directory
from services.gateway.inbound import Mesh
from services.notifier.__main__ import Callees as NotifierCallees
from tests.assistant.running import running_assistant
from tests.booking.running import RunningBooking, running_booking
from tests.booking.salon import Salon, catalog
from tests.common.serving import calling
from tests.database_fixtures import LyoDatabase
from tests.journeys.waiting import eventually
from tests.notifier.running import RunningNotifier, running_notifier
from tests.tenant.running import OpenTenant, RunningTenant, running_tenant

__all__ = ["SERVICES", "Town", "eventually", "running_town"]

SERVICES = ("gateway", "tenant", "booking", "assistant", "notifier")


@dataclass
class Town:
    """Tenant, booking, assistant and notifier; the notifier keeps what it would send."""

    database: LyoDatabase
    tenant: RunningTenant
    booking: RunningBooking
    conversations: "assistant_rpc.ConversationServiceAsyncStub"
    notifier: RunningNotifier

    def mesh(self) -> Mesh:
        """The gateway's stubs, with nobody remembered."""
        return Mesh(
            Directory(self.tenant.customers),
            self.conversations,
            self.notifier.messages,
            self.tenant.channels,
            self.notifier.preferences,
            self.notifier.providers,
            self.booking.links,
        )

    async def salon(self, address: str = "") -> OpenTenant:
        """A salon where Taglio may be booked, with a WhatsApp number."""
        opened = await self.tenant.open(address=address)
        await Salon(self.booking, opened.tenant_id, "Europe/Rome").apply(catalog())
        return opened

    async def sent(self, tenant_id: str) -> list[notifier_pb.Message]:
        """What the notifier was given to send for a tenant, the oldest first."""
        request = notifier_pb.ListMessagesRequest(tenant_id=tenant_id, page_size=200)
        listed = await self.notifier.messages.ListMessages(request)
        return list(reversed(listed.messages))

    def accepted(self, message_id: str) -> None:
        """Let a provider have taken the message: the notifier of these tests sends nothing."""
        query = (
            "UPDATE notifier.messages SET state = 'accepted', attempts = 1"
            " WHERE message_id = %s RETURNING 1"
        )
        assert self.database.rows(query, message_id)

    def outcomes(self) -> list[str]:
        """How the gateway's jobs ended, those that ended, in order."""
        query = "SELECT outcome FROM gateway.lane_jobs WHERE done_time IS NOT NULL ORDER BY job_id"
        return [str(outcome) for (outcome,) in self.database.rows(query)]

    def waiting(self) -> int:
        """How many of the gateway's jobs wait."""
        query = "SELECT count(*) FROM gateway.lane_jobs WHERE done_time IS NULL"
        ((count,),) = self.database.rows(query)
        return int(str(count))


@contextlib.asynccontextmanager
async def running_town(database: LyoDatabase) -> AsyncIterator[Town]:
    """All four services on free ports, with the schemas of one database."""
    async with (
        running_tenant(database) as tenant,
        calling(tenant.port, caller="assistant") as to_tenant,
        running_booking(database) as booking,
        running_booking(database, caller="assistant") as assistants_booking,
        running_notifier(
            database,
            NotifierCallees(tenant.sending, tenant.tenants, tenant.customers),
            work=False,
        ) as notifier,
        running_assistant(
            database,
            Callees(
                tenants=tenant_rpc.TenantServiceStub(to_tenant),
                bookings=assistants_booking.bookings,
                catalog=assistants_booking.catalogs,
            ),
        ) as conversations,
    ):
        yield Town(database, tenant, booking, conversations, notifier)
