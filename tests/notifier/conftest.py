"""A notifier on a real port and database, the sandbox as a process; each test with a tenant of its
own in them, whose number nobody else has."""

import asyncio
import contextlib
import itertools
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from lyo.notifier.v1 import message_service_pb2 as pb
from lyo.tenant.v1 import channel_service_pb2_grpc as channel_rpc
from lyo.tenant.v1 import customer_service_pb2_grpc as customer_rpc
from lyo.tenant.v1 import tenant_service_pb2_grpc as tenant_rpc

from services.common.clock import utc_now
from services.common.fields import timestamp
from services.notifier.__main__ import Callees
from tests.common.serving import reachable
from tests.notifier.outside import Outside, outside
from tests.notifier.running import RunningNotifier, running_notifier
from tests.notifier.tenants import Channels, Customers, Switches

_numbers = itertools.count(1)


class Tenant:
    """A tenant with a WhatsApp number: what other services do with the notifier for it, what goes
    wrong with its calls, and what Meta received of them."""

    def __init__(self, stub: Any, meta: Outside, channels: Channels) -> None:
        number = next(_numbers)
        self.stub = stub
        self.meta = meta
        self.channels = channels
        self.tenant_id, self.channel_id = str(uuid.uuid4()), str(uuid.uuid4())
        self.customer_id = str(uuid.uuid4())
        self.address, self.token = f"{500_000_000_000_000 + number}", f"token-of-{number}"
        self.phone = f"+39333{number:07}"

    async def open(self) -> "Tenant":
        """Meta knows the number and its token, and so does the tenant service."""
        await self.meta.number(self.address, self.token)
        self.stores(self.token)
        return self

    def stores(self, token: str) -> None:
        """The tenant service has this token for the channel from now on."""
        self.channels.add(self.tenant_id, self.channel_id, self.address, token)

    async def fault(self, action: str, value: Any = None, *, times: int = 1) -> None:
        await self.meta.fault(self.address, action, value, times=times)

    async def calls(self) -> list[dict[str, Any]]:
        return await self.meta.calls(self.address)

    async def texts(self) -> list[str]:
        """What was sent, each call."""
        return [call["body"]["text"]["body"] for call in await self.calls()]

    def asks(self, *texts: str, **changes: Any) -> pb.SendRequest:
        """A request to send these texts in this order, to somebody who has just written."""
        to = changes.pop("to", self.phone)
        kind = changes.pop("kind", pb.RECIPIENT_KIND_PHONE)
        messages = [
            pb.OutboundMessage(message_id=str(uuid.uuid4()), content=pb.Content(text=text))
            for text in texts
        ]
        asked = {
            "tenant_id": self.tenant_id,
            "request_id": str(uuid.uuid4()),
            "channel_id": self.channel_id,
            "customer_id": self.customer_id,
            "recipient": pb.Recipient(kind=kind, value=to),
            "messages": messages,
            "purpose": pb.PURPOSE_REPLY,
            "wrote_time": timestamp(utc_now()),
        }
        return pb.SendRequest(**{**asked, **changes})

    async def sends(self, *texts: str, **changes: Any) -> list[str]:
        """Send texts; the ids of the messages."""
        answer = await self.stub.Send(self.asks(*texts, **changes))
        return [message.message_id for message in answer.messages]

    async def message(self, message_id: str) -> pb.Message:
        return (await self.history(message_id)).message

    async def history(self, message_id: str) -> pb.GetMessageResponse:
        """The message with all that happened to it."""
        request = pb.GetMessageRequest(tenant_id=self.tenant_id, message_id=message_id)
        return await self.stub.GetMessage(request)

    async def told(self, *updates: pb.StatusUpdate, request_id: str = "") -> tuple[int, int]:
        """Tell statuses; how many were recorded, and how many were unknown."""
        answer = await self.stub.RecordStatuses(
            pb.RecordStatusesRequest(
                tenant_id=self.tenant_id,
                request_id=request_id or str(uuid.uuid4()),
                statuses=updates,
            )
        )
        return answer.recorded, answer.unknown

    async def becomes(self, message_id: str, state: str, *, within: float = 15) -> pb.Message:
        """The message, once it stands there."""
        wanted = pb.MessageState.Value(f"MESSAGE_STATE_{state}")

        async def stands() -> pb.Message | None:
            message = await self.message(message_id)
            return message if message.state == wanted else None

        return await eventually(stands, within=within)

    async def says(self, message_id: str, reason: str) -> bool:
        """Whether the message has this reason."""
        return (await self.message(message_id)).reason == reason

    async def settle(self) -> None:
        """Let nothing go on into the next test: whatever waits to be sent again was read."""
        listed = await self.stub.ListMessages(pb.ListMessagesRequest(tenant_id=self.tenant_id))
        if waiting := [each for each in listed.messages if each.state in UNSETTLED]:
            await self.told(*[status(each.message_id, "READ") for each in waiting])


UNSETTLED = (
    pb.MESSAGE_STATE_QUEUED,
    pb.MESSAGE_STATE_SENDING,
    pb.MESSAGE_STATE_AMBIGUOUS,
)


async def eventually(look: Callable[[], Awaitable[Any]], *, within: float = 15) -> Any:
    """What `look` finds, once it finds something."""
    end = time.monotonic() + within
    while not (found := await look()):
        assert time.monotonic() < end, f"not within {within} s"
        await asyncio.sleep(0.02)
    return found


def status(message_id: str, state: str, wamid: str = "wamid.told", **more: Any) -> pb.StatusUpdate:
    """What a provider says of a message."""
    update = pb.StatusUpdate(
        message_id=message_id,
        provider_message_id=wamid,
        state=pb.MessageState.Value(f"MESSAGE_STATE_{state}"),
        **more,
    )
    update.status_time.GetCurrentTime()
    return update


def a_phone() -> str:
    """A recipient that nobody else writes to."""
    return f"+39444{next(_numbers):07}"


@pytest.fixture(scope="session")
async def meta(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Outside]:
    """The sandbox."""
    async with outside(tmp_path_factory.mktemp("tenants")) as running:
        yield running


@pytest.fixture(scope="session")
async def channels() -> Channels:
    """Whose channel has which token."""
    return Channels()


@pytest.fixture(scope="session")
async def switches() -> Switches:
    """The flags of tenants."""
    return Switches()


@pytest.fixture(scope="session")
async def customers() -> Customers:
    """Who the customers are."""
    return Customers()


@pytest.fixture(scope="session")
async def tenant_service(
    channels: Channels, switches: Switches, customers: Customers
) -> AsyncIterator[Callees]:
    """Stubs that call as the notifier."""
    registrations = [each.registration() for each in (channels, switches, customers)]
    async with reachable(registrations, caller="notifier") as channel:
        yield Callees(
            channel_rpc.ChannelServiceStub(channel),
            tenant_rpc.TenantServiceStub(channel),
            customer_rpc.CustomerServiceStub(channel),
        )


Opened = Callable[..., contextlib.AbstractAsyncContextManager[RunningNotifier]]


@pytest.fixture
def open_notifier(lyo_database: Any, tenant_service: Any) -> Opened:
    """Opens notifiers on a fresh database, with settings of the test's choice."""
    database = lyo_database("notifier")

    def opened(**chosen: Any) -> contextlib.AbstractAsyncContextManager[RunningNotifier]:
        return running_notifier(database, tenant_service, **chosen)

    return opened


@pytest.fixture(scope="session")
async def notifier(
    lyo_databases: Any, tenant_service: Any, meta: Outside
) -> AsyncIterator[RunningNotifier]:
    """A notifier whose provider is the sandbox, and who waits less long than usual."""
    async with running_notifier(
        lyo_databases("notifier"),
        tenant_service,
        graph_url=meta.url,
        status_wait_seconds=1.5,
        status_look_seconds=0.1,
        WHATSAPP_TIMEOUT_MS=500,
    ) as running:
        yield running


@pytest.fixture
def new_tenant(meta: Outside, channels: Channels) -> Callable[[Any], Awaitable[Tenant]]:
    """Opens a tenant that calls through a stub."""

    async def opened(stub: Any) -> Tenant:
        return await Tenant(stub, meta, channels).open()

    return opened


@pytest.fixture
async def tenant(notifier: RunningNotifier, new_tenant: Any) -> AsyncIterator[Tenant]:
    tenant = await new_tenant(notifier.messages)
    yield tenant
    await tenant.settle()


@pytest.fixture
async def other_tenant(notifier: RunningNotifier, new_tenant: Any) -> AsyncIterator[Tenant]:
    tenant = await new_tenant(notifier.messages)
    yield tenant
    await tenant.settle()
