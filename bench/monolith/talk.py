"""What a message means, and what is answered: a booking where one was asked for and is free."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import exists, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bench.monolith.tables import Booking, Customer, Opening, Resource, Tenant

_BOOK = re.compile(r"book (\d\d)/(\d\d) (\d\d):(\d\d)", re.IGNORECASE)
HELP = (
    "This is {name}. Write for example: book 12/24 15:30 (month/day and time), "
    "list to see your bookings, cancel to cancel one."
)


async def reply(session: AsyncSession, tenant: Tenant, customer: Customer, said: str) -> str:
    """The answer to what was written."""
    wanted = _BOOK.fullmatch(said.strip())
    if wanted is None:
        return HELP.format(name=tenant.display_name)
    start = _start(*(int(part) for part in wanted.groups()), zone=ZoneInfo(tenant.time_zone))
    booked = await _book(session, tenant, customer, start)
    when = f"{tenant.offering_name}, {start:%A} {start.day} {start:%B}, {start:%H:%M}"
    return f"{when}: {'confirmed' if booked else 'that time is taken'}"


def _start(month: int, day: int, hour: int, minute: int, *, zone: ZoneInfo) -> datetime:
    """The next such day."""
    now = datetime.now(zone)
    start = datetime(now.year, month, day, hour, minute, tzinfo=zone)
    return start if start > now else start.replace(year=now.year + 1)


async def _book(session: AsyncSession, tenant: Tenant, customer: Customer, start: datetime) -> bool:
    """The smallest resource that is free; who was faster is told by the constraint."""
    end = start + timedelta(seconds=tenant.offering_seconds)
    for resource_id in await _free(session, tenant, start, end):
        booking = Booking(
            tenant_id=tenant.id,
            customer_id=customer.id,
            resource_id=resource_id,
            start_time=start.astimezone(UTC),
            end_time=end.astimezone(UTC),
            state="confirmed",
        )
        try:
            async with session.begin_nested():
                session.add(booking)
        except IntegrityError:
            continue
        return True
    return False


async def _free(session: AsyncSession, tenant: Tenant, start: datetime, end: datetime) -> list[int]:
    minute = start.hour * 60 + start.minute
    taken = exists().where(
        Booking.resource_id == Resource.id,
        Booking.state == "confirmed",
        Booking.start_time < end,
        Booking.start_time > start - timedelta(days=1),
        Booking.end_time > start,
    )
    query = (
        select(Resource.id)
        .join(Opening, Opening.resource_id == Resource.id)
        .where(
            Resource.tenant_id == tenant.id,
            Opening.weekday == start.isoweekday(),
            Opening.start_minute <= minute,
            Opening.end_minute >= minute + tenant.offering_seconds // 60,
            ~taken,
        )
        .order_by(Resource.capacity, Resource.id)
    )
    return list(await session.scalars(query))
