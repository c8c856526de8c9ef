"""How many messages a second leave by one notifier process, with its pacing lifted?

So many replies, each to somebody else, are accepted while nothing is sent; then one process that
sends is started, beside a tenant process and a stand-in for Graph that accepts at once. Counted is
the time between the tenth part that was accepted and the last.
"""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psycopg
from lyo.notifier.v1 import message_service_pb2 as pb
from lyo.notifier.v1 import message_service_pb2_grpc as rpc
from lyo.tenant.v1 import channel_service_pb2 as channel_pb
from lyo.tenant.v1 import channel_service_pb2_grpc as channel_rpc
from lyo.tenant.v1 import tenant_service_pb2 as tenant_pb
from lyo.tenant.v1 import tenant_service_pb2_grpc as tenant_rpc

from bench.places import folder, postgres, service_database
from bench.processes import Server, free_port, served
from bench.report import Breach, Figure, say
from bench.rounds import cpu_of
from lyoctl.embedded import Embedded
from lyoctl.installation import Installation
from services.common.clients import files_of, open_channel
from services.common.clock import utc_now
from services.common.fields import timestamp
from services.common.mesh import Signer
from services.common.settings import Keys

AT_ONCE = 32
DEMANDED = 300
NUMBERS = 8
"""So many numbers of tenants the messages leave by; a number has half of the calls at most."""
PATIENCE = 300.0


@dataclass(frozen=True)
class Number:
    """What a message leaves by."""

    tenant_id: str
    channel_id: str


@dataclass(frozen=True)
class Place:
    """The database and the processes around the one that is measured."""

    database: Embedded
    keys: Keys
    installation: Installation
    graph: int
    numbers: list[Number]

    @contextlib.asynccontextmanager
    async def notifier(self, *roles: str) -> AsyncIterator[Server]:
        """One process of the notifier in these roles."""
        url = self.database.url("lyo_notifier", "notifier")
        variables = {
            **self.installation.told("notifier", url),
            "LYO_NOTIFIER_GRAPH_URL": f"http://127.0.0.1:{self.graph}",
            "LYO_NOTIFIER_RATE_PER_SECOND": "0",
        }
        port = int(self.installation.listen["notifier"].rpartition(":")[2])
        async with served("notifier", ["services.notifier", *roles], variables, port) as server:
            yield server

    def accepted(self) -> int:
        """How many messages a provider has taken."""
        with psycopg.connect(self.database.url(database="notifier")) as connection:
            row = connection.execute(
                "SELECT count(*) FROM notifier.messages WHERE state = 'accepted'"
            ).fetchone()
        return int(row[0]) if row else 0


async def measure(quick: bool) -> list[Figure]:
    """Messages a second, and what one costs the process."""
    count = 600 if quick else 6_000
    with postgres() as database, folder() as home:
        async with _place(database, home) as place:
            await _queue(place, count)
            say(f"  {count:,} messages wait")
            async with place.notifier("serve", "work") as server:
                rate, spent = await _sent(place, server, count)
    name = "messages a second, one process, pacing lifted"
    return [
        Figure("sending", name, rate, "messages/s", demand=DEMANDED, at_most=False, n=count),
        Figure("sending", "CPU of the process", spent / count * 1e6, "us a message", n=count),
    ]


async def _sent(place: Place, server: Server, count: int) -> tuple[float, float]:
    """The rate after the first tenth, and the CPU seconds for all."""
    end = time.monotonic() + PATIENCE
    spent = cpu_of(server.pid)
    first = begun = 0.0
    while (done := await asyncio.to_thread(place.accepted)) < count:
        if time.monotonic() > end:
            raise Breach(f"{done} of {count} messages were sent in {PATIENCE:.0f} s")
        if not begun and done >= count // 10:
            first, begun = done, time.perf_counter()
        await asyncio.sleep(0.05)
    return (count - first) / (time.perf_counter() - begun), cpu_of(server.pid) - spent


async def _queue(place: Place, count: int) -> None:
    """Have so many accepted to be sent, while nobody sends."""
    async with place.notifier("serve") as server:
        signer = Signer(place.keys.mesh, "gateway")
        target = f"127.0.0.1:{server.port}"
        async with open_channel(target, signer, files=files_of("notifier"), timeout=30) as channel:
            stub = rpc.MessageServiceStub(channel)
            wanted = _requests(place.numbers, count)
            await asyncio.gather(*(_send(stub, wanted) for _ in range(AT_ONCE)))


async def _send(stub: "rpc.MessageServiceAsyncStub", requests: Iterator[pb.SendRequest]) -> None:
    for request in requests:
        await stub.Send(request)


def _requests(numbers: list[Number], count: int) -> Iterator[pb.SendRequest]:
    for each in range(count):
        number = numbers[each % len(numbers)]
        content = pb.Content(text="Your booking is confirmed: Thursday 24 December, 15:30")
        yield pb.SendRequest(
            tenant_id=number.tenant_id,
            request_id=str(uuid4()),
            channel_id=number.channel_id,
            customer_id=str(uuid4()),
            recipient=pb.Recipient(kind=pb.RECIPIENT_KIND_PHONE, value=f"+39333{each:07}"),
            messages=[pb.OutboundMessage(message_id=str(uuid4()), content=content)],
            purpose=pb.PURPOSE_REPLY,
            wrote_time=timestamp(utc_now()),
        )


@contextlib.asynccontextmanager
async def _place(database: Embedded, home: Path) -> AsyncIterator[Place]:
    installation = Installation.on_free_ports(home, {})
    tenant_url = service_database(database, "tenant", "tenant")
    service_database(database, "notifier", "notifier")
    graph, port = free_port(), _port(installation)
    variables = installation.told("tenant", tenant_url)
    async with (
        served("tenant", ["services.tenant", "serve"], variables, port),
        served("graph", ["bench.post_ends", "server", str(graph)], {}, graph),
    ):
        keys = Keys.read(home / "key", make=False)
        numbers = await _opened(f"127.0.0.1:{port}", keys)
        yield Place(database, keys, installation, graph, numbers)


def _port(installation: Installation) -> int:
    return int(installation.listen["tenant"].rpartition(":")[2])


async def _opened(target: str, keys: Keys) -> list[Number]:
    """Tenants with a WhatsApp number each."""
    signer = Signer(keys.mesh, "lyoctl")
    async with open_channel(target, signer, files=files_of("tenant"), timeout=30) as channel:
        tenants = tenant_rpc.TenantServiceStub(channel)
        channels = channel_rpc.ChannelServiceStub(channel)
        return [await _number(tenants, channels, each) for each in range(NUMBERS)]


async def _number(
    tenants: "tenant_rpc.TenantServiceAsyncStub",
    channels: "channel_rpc.ChannelServiceAsyncStub",
    each: int,
) -> Number:
    made = await tenants.CreateTenant(
        tenant_pb.CreateTenantRequest(
            request_id=str(uuid4()),
            name=f"bench-{each}",
            display_name="Bench",
            time_zone="UTC",
            languages=["en"],
        )
    )
    tenant_id = made.tenant.tenant_id
    opened = await channels.CreateChannel(
        channel_pb.CreateChannelRequest(
            tenant_id=tenant_id,
            request_id=str(uuid4()),
            platform=channel_pb.PLATFORM_WHATSAPP,
            address=f"{700_000_000_000_000 + each}",
        )
    )
    channel_id = opened.channel.channel_id
    await channels.SetCredential(
        channel_pb.SetCredentialRequest(
            tenant_id=tenant_id,
            request_id=str(uuid4()),
            channel_id=channel_id,
            access_token="a-token-of-the-bench",  # noqa: S106 (opens nothing)
        )
    )
    return Number(tenant_id, channel_id)
