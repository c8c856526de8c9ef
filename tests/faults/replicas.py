"""Two replicas of each of the five services on one PostgreSQL: restarted singly, called as one."""

import contextlib
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import grpc
import httpx
from lyo.assistant.v1 import conversation_service_pb2 as assistant_pb
from lyo.assistant.v1.conversation_service_pb2_grpc import ConversationServiceStub
from lyo.booking.v1 import booking_service_pb2 as booking_pb
from lyo.booking.v1.booking_service_pb2_grpc import BookingServiceStub
from lyo.notifier.v1 import message_service_pb2 as notifier_pb
from lyo.notifier.v1.message_service_pb2_grpc import MessageServiceStub
from lyo.tenant.v1 import customer_service_pb2 as customer_pb
from lyo.tenant.v1 import tenant_service_pb2 as tenant_pb
from lyo.tenant.v1.customer_service_pb2_grpc import CustomerServiceStub
from lyo.tenant.v1.tenant_service_pb2_grpc import TenantServiceStub

from lyoctl.children import Child, Sink
from lyoctl.installation import GRPC_SERVICES, SERVICES, Installation
from lyoctl.mesh import Mesh, running
from lyoctl.readiness import Waiting
from services.common.clients import files_of, open_channel
from services.common.fields import timestamp
from services.common.mesh import Policy, Signer
from tests.faults.balancer import Balancer
from tests.journeys.second import elsewhere, ready_url, second_replicas
from tests.journeys.waiting import eventually


@dataclass(frozen=True)
class Restart:
    """A restart as seen from outside: seconds from SIGTERM to the exit."""

    name: str
    gone_after: float


class Said:
    """What the processes said: each line, and each end."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self.lines: list[str] = []
        self.ended: list[tuple[str, str]] = []
        """The name of each process that ended, and with what, in their order."""

    def take(self, name: str, line: str) -> None:
        self._sink(name, line)
        self.lines.append(line)
        if line.startswith("ended with "):
            self.ended.append((name, line.removeprefix("ended with ").partition(";")[0]))

    def told(self, event: str) -> list[str]:
        """The lines about this event."""
        return [line for line in self.lines if f'"event": "{event}"' in line]


@dataclass
class Replica:
    """One process of a service. Whoever supervises it starts it again when it ended."""

    child: Child
    ready_url: str
    said: Said

    @property
    def name(self) -> str:
        return self.child.name

    async def restart(self, http: httpx.AsyncClient) -> Restart:
        """SIGTERM; returns once it is ready again."""
        begun, before, ends = time.monotonic(), self.child.pid, self._ends()
        self.child.signal(signal.SIGTERM)
        await eventually(lambda: self._ends() > ends, every=0.01)
        gone = time.monotonic()
        await eventually(lambda: self.child.pid != before, every=0.01)
        await self.ready(http)
        return Restart(self.name, gone - begun)

    async def ready(self, http: httpx.AsyncClient) -> None:
        await Waiting(self.name, self.ready_url, {}).until_ready(http)

    def _ends(self) -> int:
        return sum(name == self.name for name, _ in self.said.ended)


@dataclass
class Twins:
    """The installation: of each service two replicas, and a balancer before the gateways."""

    mesh: Mesh
    balancer: Balancer
    targets: dict[str, str]
    """Where callers find a service, as a gRPC target with both addresses."""
    replicas: dict[str, tuple[Replica, Replica]]
    said: Said


@contextlib.asynccontextmanager
async def two_of_each(home: Path, variables: dict[str, str], sink: Sink) -> AsyncIterator[Twins]:
    """Start all of it; end it with the block."""
    first = Installation.on_free_ports(home, {})
    second = elsewhere(first, *SERVICES)
    targets = {name: f"ipv4:{first.listen[name]},{second.listen[name]}" for name in GRPC_SERVICES}
    said = Said(sink)
    async with Balancer([each.listen["gateway"] for each in (first, second)]).running() as balancer:
        told = {
            **variables,
            **{f"LYO_{name.upper()}_TARGET": target for name, target in targets.items()},
            "LYO_SANDBOX_GATEWAY_URL": balancer.url,
        }
        first, second = (replace(each, variables=told) for each in (first, second))
        async with (
            running(first, said.take) as mesh,
            second_replicas(mesh, second, *SERVICES, sink=said.take) as seconds,
        ):
            for child in [*mesh.children.values(), *seconds.values()]:
                child.steady = 0.0  # ended as often as we like, it is started again at once
            replicas = {
                name: (
                    Replica(mesh.children[name], ready_url(first, name), said),
                    Replica(seconds[name], ready_url(second, name), said),
                )
                for name in SERVICES
            }
            yield Twins(mesh, balancer, targets, replicas, said)


@dataclass
class Calls:
    """Calls as a service makes them, through channels to both replicas of each other service."""

    channels: Mapping[str, grpc.aio.Channel]
    slots: Iterator[datetime]
    tenant_id: str = ""
    customer_id: str = ""

    async def meet(self) -> None:
        """Find the tenant, and somebody who wrote to it."""
        stub = TenantServiceStub(self.channels["tenant"])
        found = await stub.GetTenant(tenant_pb.GetTenantRequest(name="bella-salon"))
        self.tenant_id = found.tenant.tenant_id
        self.customer_id = (await self.list_customers()).customers[0].customer_id

    def list_customers(self) -> Awaitable[customer_pb.ListCustomersResponse]:
        asked = customer_pb.ListCustomersRequest(tenant_id=self.tenant_id)
        return CustomerServiceStub(self.channels["tenant"]).ListCustomers(asked)

    def get_conversation(self) -> Awaitable[object]:
        asked = assistant_pb.GetConversationRequest(
            tenant_id=self.tenant_id, customer_id=self.customer_id
        )
        return ConversationServiceStub(self.channels["assistant"]).GetConversation(asked)

    def list_messages(self) -> Awaitable[object]:
        asked = notifier_pb.ListMessagesRequest(
            tenant_id=self.tenant_id, customer_id=self.customer_id
        )
        return MessageServiceStub(self.channels["notifier"]).ListMessages(asked)

    def list_free_slots(self) -> Awaitable[object]:
        start = datetime.now(UTC) + timedelta(days=20)
        asked = booking_pb.ListFreeSlotsRequest(
            tenant_id=self.tenant_id,
            start_time=timestamp(start),
            end_time=timestamp(start + timedelta(days=2)),
        )
        return BookingServiceStub(self.channels["booking"]).ListFreeSlots(asked)

    def create_booking(self) -> Awaitable[object]:
        asked = booking_pb.CreateBookingRequest(
            tenant_id=self.tenant_id,
            request_id=str(uuid4()),
            customer_id=self.customer_id,
            start_time=timestamp(next(self.slots)),
            origin=booking_pb.ORIGIN_API,
        )
        return BookingServiceStub(self.channels["booking"]).CreateBooking(asked)


@contextlib.asynccontextmanager
async def calling(
    twins: Twins, slots: Iterator[datetime]
) -> AsyncIterator[list[Callable[[], Awaitable[object]]]]:
    """Calls to be made again and again, at least one of each service; `slots` are booked."""
    signer, never = Signer(twins.mesh.keys.mesh, "gateway"), Policy.load().never_repeated
    async with contextlib.AsyncExitStack() as stack:
        channels = {}
        for name, target in twins.targets.items():
            channel = open_channel(target, signer, files=files_of(name), never_repeated=never)
            channels[name] = await stack.enter_async_context(channel)
        calls = Calls(channels, slots)
        await calls.meet()
        of_conversations = [calls.list_customers, calls.get_conversation, calls.list_messages]
        yield [*of_conversations, calls.list_free_slots, calls.create_booking]
