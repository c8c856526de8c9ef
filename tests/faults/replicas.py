"""Two replicas of each of the five services on one PostgreSQL: restarted singly, called as one."""

import asyncio
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

from lyoctl.children import Child, Sink, first_failure, stop_all
from lyoctl.installation import GRPC_SERVICES, SERVICES, Installation
from lyoctl.mesh import BACK_PATIENCE, FRONT_PATIENCE, Mesh, running
from lyoctl.readiness import Waiting
from services.common.clients import files_of, open_channel
from services.common.fields import timestamp
from services.common.mesh import Policy, Signer
from tests.faults.balancer import Balancer

STARTED_SECONDS = 60.0


@dataclass(frozen=True)
class Restart:
    """A restart as seen from outside, in seconds: from SIGTERM to the exit, from there to ready."""

    name: str
    gone_after: float
    ready_after: float


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
        await self._until(lambda: self._ends() > ends)
        gone = time.monotonic()
        await self._until(lambda: self.child.pid != before)
        await self.ready(http)
        return Restart(self.name, gone - begun, time.monotonic() - gone)

    async def ready(self, http: httpx.AsyncClient) -> None:
        await Waiting(self.name, self.ready_url, {}).until_ready(http)

    def _ends(self) -> int:
        return sum(name == self.name for name, _ in self.said.ended)

    async def _until(self, happened: Callable[[], bool]) -> None:
        async with asyncio.timeout(STARTED_SECONDS):
            while not happened():  # noqa: ASYNC110 - the supervisor has no event for it
                await asyncio.sleep(0.01)


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
    first, second = (Installation.on_free_ports(home, {}) for _ in range(2))
    targets = {name: f"ipv4:{first.listen[name]},{second.listen[name]}" for name in GRPC_SERVICES}
    said = Said(sink)
    async with Balancer([each.listen["gateway"] for each in (first, second)]).running() as balancer:
        told = {
            **variables,
            **{f"LYO_{name.upper()}_TARGET": target for name, target in targets.items()},
            "LYO_SANDBOX_GATEWAY_URL": balancer.url,
        }
        first = replace(first, variables=told)
        second = replace(second, variables=told, sandbox=first.sandbox)
        async with running(first, said.take) as mesh, beside(mesh, second, said) as seconds:
            for child in [*mesh.children.values(), *seconds.values()]:
                child.steady = 0.0  # ended as often as we like, it is started again at once
            replicas = {
                name: (
                    Replica(mesh.children[name], mesh.ready_url(name), said),
                    Replica(seconds[name], _ready_url(second, name), said),
                )
                for name in SERVICES
            }
            yield Twins(mesh, balancer, targets, replicas, said)


@contextlib.asynccontextmanager
async def beside(mesh: Mesh, second: Installation, said: Said) -> AsyncIterator[dict[str, Child]]:
    """The second replicas, on the database and with the keys of the first."""
    children = {name: _child(mesh, second, name, said) for name in SERVICES}
    try:
        for child in children.values():
            await child.start()
        async with httpx.AsyncClient(timeout=2, trust_env=False) as http:
            await first_failure(list(children.values()), _all_ready(second, http))
        yield children
    finally:
        gateway = children.pop("gateway")
        await stop_all([gateway], FRONT_PATIENCE)
        await stop_all(list(children.values()), BACK_PATIENCE)


async def _all_ready(second: Installation, http: httpx.AsyncClient) -> None:
    waiting = [Waiting(f"{name}-2", _ready_url(second, name), {}) for name in SERVICES]
    await asyncio.gather(*(each.until_ready(http) for each in waiting))


def _child(mesh: Mesh, second: Installation, name: str, said: Said) -> Child:
    database_url = mesh.told(name)[f"LYO_{name.upper()}_DATABASE_URL"]
    told = second.told(name, database_url)
    return Child(f"{name}-2", second.command(name), told, said.take)


def _ready_url(installation: Installation, name: str) -> str:
    return f"http://{installation.metrics[name]}/readyz"


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
