"""A booking service that is followed: beside it the real tenant service and the real notifier,
which accepts and does not send, all by one clock that the test turns.

async with neighbourhood(lyo_databases) as town:
    shop = await town.open()
    customer = await shop.customer()
    await shop.book("2030-03-05 10:00", customer)
    assert await shop.told() == [...]
"""

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from lyo.booking.v1 import booking_service_pb2 as pb
from lyo.notifier.v1 import message_service_pb2 as notifier_pb
from lyo.tenant.v1 import channel_service_pb2 as channel_pb
from lyo.tenant.v1 import channel_service_pb2_grpc as channel_rpc
from lyo.tenant.v1 import customer_service_pb2 as customer_pb
from lyo.tenant.v1 import customer_service_pb2_grpc as customer_rpc
from lyo.tenant.v1 import tenant_service_pb2_grpc as tenant_rpc

from services.booking.__main__ import worker_of
from services.booking.providers.notifier import Messages
from services.booking.usecases.following import Following
from services.common.clients import files_of
from services.common.database import Database
from services.common.fields import timestamp
from services.common.lane_worker import LaneWorker
from services.common.lanes import Lanes
from services.common.settings import ProcessSettings
from services.notifier.__main__ import Callees as NotifierCallees
from tests.booking.calendars import at
from tests.booking.entrance import Entrance, entered
from tests.booking.running import LINKS, RunningBooking, running_booking
from tests.booking.salon import Salon, catalog, new_id
from tests.common.serving import calling
from tests.database_fixtures import LyoDatabase
from tests.journeys.waiting import eventually
from tests.notifier.running import running_notifier
from tests.tenant.running import OpenTenant, RunningTenant, running_tenant

SUNDAY = datetime(2030, 3, 3, 12, tzinfo=UTC)
"""Where the clock stands first: in the future of PostgreSQL's, so that nothing is due by itself."""

QUICK = ProcessSettings(env="test", lease_seconds=5, heartbeat_seconds=1, poll_seconds=0.05)

_numbers = itertools.count(1)

_COME_DUE = (
    # Far into the past, in their order.
    "UPDATE lane_jobs SET due_time = due_time - interval '20 years'"
    " WHERE due_time <= '{now}' AND due_time > clock_timestamp()",
    "UPDATE lanes SET available_time = clock_timestamp() WHERE owner IS NULL AND EXISTS"
    " (SELECT FROM lane_jobs AS job WHERE job.key = lanes.key AND due_time <= clock_timestamp()"
    " AND done_time IS NULL AND dead_time IS NULL)",
)
_DUE = (
    "SELECT payload FROM booking.lane_jobs WHERE due_time <= clock_timestamp()"
    " AND done_time IS NULL AND dead_time IS NULL"
)


class Clock:
    """The time of all services."""

    def __init__(self) -> None:
        self.time = SUNDAY

    def __call__(self) -> datetime:
        return self.time


@dataclass
class Town:
    """All services of a test, and their clock."""

    database: LyoDatabase
    clock: Clock
    booking: RunningBooking
    tenant: RunningTenant
    entrance: Entrance
    lanes: Lanes

    async def open(self, request: Any = None, **fields: Any) -> "Shop":
        """A tenant in Rome that speaks Italian and English, with a WhatsApp channel and a
        catalog."""
        opened = await self.tenant.open(f"bella-{next(_numbers)}", token="token")
        salon = Salon(self.booking, opened.tenant_id, "Europe/Rome")
        request = request or catalog(**fields)
        await salon.apply(request)
        return Shop(self, opened, salon)

    async def turn_to(self, instant: datetime) -> None:
        """Let the time be then, and wait until all that is due by then is done."""
        await self.settled()
        self.come_due(instant)
        await self.settled()

    def come_due(self, instant: datetime) -> None:
        """Let the time be then, and do not wait."""
        self.clock.time = instant
        self.database.run("booking", *(each.format(now=instant.isoformat()) for each in _COME_DUE))
        self.lanes.wake()

    async def settled(self) -> None:
        """Wait until nothing is left to do by now."""
        await eventually(lambda: self.database.rows(_DUE), lambda due: not due, what="settled")

    def ended(self, booking_id: str) -> list[tuple[object, ...]]:
        """How the jobs of a booking ended, in the order in which they did."""
        return self.database.rows(
            "SELECT coalesce(outcome, dead_reason) FROM booking.lane_jobs WHERE key = %s"
            " AND coalesce(done_time, dead_time) IS NOT NULL"
            " ORDER BY coalesce(done_time, dead_time)",
            booking_id,
        )


class Shop:
    """One tenant of the town: what members do, and what its customers are told."""

    def __init__(self, town: Town, opened: OpenTenant, salon: Salon) -> None:
        self.town = town
        self.opened = opened
        self.salon = salon
        self.tenant_id = opened.tenant_id
        self.name = opened.tenant.display_name

    async def customer(self, language: str = "en", **fields: Any) -> str:
        """A new customer: with a phone, unless said otherwise."""
        phone = customer_pb.Identity(
            kind=customer_pb.IDENTITY_KIND_PHONE, value=f"+39333{next(_numbers):07}"
        )
        fields.setdefault("identities", [phone])
        request = customer_pb.CreateCustomerRequest(
            tenant_id=self.tenant_id, request_id=new_id(), language=language, **fields
        )
        return (await self.town.tenant.customers.CreateCustomer(request)).customer.customer_id

    async def book(self, wall: str, customer_id: str, **fields: Any) -> pb.Booking:
        """Booked by a member, unless said otherwise."""
        fields.setdefault("origin", pb.ORIGIN_STAFF)
        return await self.salon.book(wall, customer_id=customer_id, **fields)

    async def hold(self, wall: str, customer_id: str) -> pb.Booking:
        request = pb.HoldSlotRequest(
            tenant_id=self.tenant_id,
            request_id=new_id(),
            customer_id=customer_id,
            start_time=timestamp(at(wall, self.salon.zone)),
            origin=pb.ORIGIN_STAFF,
        )
        return (await self.salon.booking.bookings.HoldSlot(request)).booking

    async def channel(self, platform: channel_pb.Platform, *, can_answer: bool = True) -> str:
        """One more channel."""
        request = channel_pb.CreateChannelRequest(
            tenant_id=self.tenant_id,
            request_id=new_id(),
            platform=platform,
            address=f"{400_000_000_000_000 + next(_numbers)}",
        )
        channel = (await self.town.tenant.channels.CreateChannel(request)).channel
        if can_answer:
            await self.town.tenant.set_token(self.tenant_id, channel.channel_id, "token")
        return channel.channel_id

    async def cancel(self, booking_id: str, **fields: Any) -> pb.Booking:
        fields.setdefault("origin", pb.ORIGIN_STAFF)
        return await self.salon.cancel(booking_id, **fields)

    async def approve(self, booking_id: str) -> pb.Booking:
        request = pb.ApproveBookingRequest(
            tenant_id=self.tenant_id, request_id=new_id(), booking_id=booking_id
        )
        return (await self.salon.booking.bookings.ApproveBooking(request)).booking

    async def move(self, booking_id: str, wall: str, **fields: Any) -> pb.Booking:
        fields.setdefault("origin", pb.ORIGIN_STAFF)
        request = pb.RescheduleBookingRequest(
            tenant_id=self.tenant_id,
            request_id=new_id(),
            booking_id=booking_id,
            start_time=timestamp(at(wall, self.salon.zone)),
            **fields,
        )
        return (await self.salon.booking.bookings.RescheduleBooking(request)).booking

    async def no_show(self, booking_id: str) -> pb.Booking:
        request = pb.MarkNoShowRequest(
            tenant_id=self.tenant_id, request_id=new_id(), booking_id=booking_id
        )
        return (await self.salon.booking.bookings.MarkNoShow(request)).booking

    async def messages(self, customer_id: str = "") -> list[notifier_pb.Message]:
        """All that was to be told by now, the oldest first."""
        await self.town.settled()
        request = notifier_pb.ListMessagesRequest(
            tenant_id=self.tenant_id, customer_id=customer_id, page_size=200
        )
        listed = await self.town.entrance.notifier.messages.ListMessages(request)
        return list(reversed(listed.messages))

    async def events(self) -> list[notifier_pb.BookingEvent]:
        """What the notifier was asked to tell by now, the oldest first."""
        await self.town.settled()
        sends = [each for each in self.town.entrance.sends if each.tenant_id == self.tenant_id]
        return [message.event for each in sends for message in each.messages]

    async def told(self, customer_id: str = "") -> list[str]:
        """What customers read, in words."""
        return [each.content.text for each in await self.messages(customer_id)]


@contextlib.asynccontextmanager
async def neighbourhood(databases: Callable[..., LyoDatabase]) -> AsyncIterator[Town]:
    """The services of a town, and the worker of the booking service."""
    database, clock = databases("booking", "notifier", "tenant"), Clock()
    async with (
        running_booking(database, now=clock) as booking,
        running_tenant(database, now=clock, notifications=True) as tenant,
        calling(tenant.port, caller="notifier", files=files_of("tenant")) as for_notifier,
        running_notifier(
            database,
            NotifierCallees(
                channel_rpc.ChannelServiceStub(for_notifier),
                tenant_rpc.TenantServiceStub(for_notifier),
                customer_rpc.CustomerServiceStub(for_notifier),
            ),
            work=False,
            now=clock,
        ) as notifier,
        entered(notifier) as (entrance, messages),
        Database.opened(database.url("booking"), schema="booking") as opened,
    ):
        lanes = Lanes("booking", per_tenant=True, database=opened)
        following = Following(opened, lanes, Messages(messages), LINKS, now=clock)
        async with working(worker_of(following, opened, lanes, QUICK, clock)):
            yield Town(database, clock, booking, tenant, entrance, lanes)


@contextlib.asynccontextmanager
async def working(worker: LaneWorker) -> AsyncIterator[None]:
    stop = asyncio.Event()
    task = asyncio.create_task(worker.run(stop))
    try:
        yield
    finally:
        stop.set()
        await task
