"""Messages as their callers know them: accepted, looked up, told of. A transaction each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.common import requests
from services.common.clock import Clock
from services.common.database import Connection, Database
from services.common.fields import RequestKey
from services.common.lanes import Lanes
from services.notifier.domain.booking_event import BookingEvent
from services.notifier.domain.errors import ExpireTimeMissing, MessageIdReused
from services.notifier.domain.message import (
    WORTH_SENDING,
    Content,
    Message,
    Purpose,
    Recipient,
    Status,
)
from services.notifier.storage.messages import MessageRepository
from services.notifier.usecases.errand import job_for
from services.notifier.usecases.metrics import count_change
from services.notifier.wording.rendering import told


@dataclass(frozen=True)
class Wanted:
    """What Send asks for: what one recipient is to read, in order."""

    channel_id: UUID
    customer_id: UUID
    recipient: Recipient
    purpose: Purpose
    contents: Sequence[tuple[UUID, Content | BookingEvent]]
    expire_time: datetime | None


@dataclass(frozen=True)
class Recorded:
    """How many statuses changed a message, and how many were about none of ours."""

    recorded: int
    unknown: int


class MessageUseCases:
    """`lane_secret` hides sender and recipient in the keys of lanes."""

    def __init__(self, database: Database, lanes: Lanes, lane_secret: bytes, now: Clock) -> None:
        self.database = database
        self.lanes = lanes
        self.lane_secret = lane_secret
        self.now = now

    async def get_message(self, tenant_id: UUID, message_id: UUID) -> Message:
        async with self.database.tenant_transaction(tenant_id) as connection:
            return await MessageRepository(connection, tenant_id).find(message_id)

    async def list_messages(
        self, tenant_id: UUID, customer_id: UUID | None, *, before: int | None, limit: int
    ) -> list[tuple[int, Message]]:
        """Messages with their positions, the newest first."""
        async with self.database.tenant_transaction(tenant_id) as connection:
            messages = MessageRepository(connection, tenant_id)
            return await messages.newest(customer_id, before=before, limit=limit)

    async def send(self, tenant_id: UUID, key: RequestKey, wanted: Wanted) -> list[Message]:
        """Store the messages and the work of sending them; the worker is told after the commit."""
        fresh = _messages(wanted, self.now())
        async with self.database.tenant_transaction(tenant_id) as connection:
            if await requests.earlier(connection, tenant_id, key) is not None:
                return await _as_stored(connection, tenant_id, fresh)
            stored = await self._add(connection, tenant_id, fresh)
        self.lanes.wake()
        return stored

    async def _add(
        self, connection: Connection, tenant_id: UUID, fresh: Sequence[Message]
    ) -> list[Message]:
        """Those that are stored already are not sent again."""
        new = await MessageRepository(connection, tenant_id).add(fresh)
        jobs = [job_for(each, tenant_id, self.lane_secret) for each in fresh]
        await self.lanes.enqueue(connection, jobs)
        if len(new) == len(fresh):
            return list(fresh)
        return await _as_stored(connection, tenant_id, fresh)

    async def cancel(
        self, tenant_id: UUID, key: RequestKey, message_ids: Sequence[UUID]
    ) -> list[Message]:
        """Call back what was not sent yet, or is to be sent no more once the call under way has
        ended; all of them that are known, as they stand then."""
        async with self.database.tenant_transaction(tenant_id) as connection:
            messages = MessageRepository(connection, tenant_id)
            if await requests.earlier(connection, tenant_id, key) is not None:
                return list((await messages.among(message_ids)).values())
            before = await messages.lock_all(message_ids)
            after = [each.cancelled(self.now()) for each in before.values()]
            changed = [each for each in after if each != before[each.message_id]]
            if changed:
                await messages.save(changed)
        for each in changed:
            count_change(before[each.message_id], each)
        return after

    async def record_statuses(
        self, tenant_id: UUID, key: RequestKey, statuses: Sequence[Status]
    ) -> Recorded:
        """Apply what a provider says, however late, often or out of order it says it."""
        async with self.database.tenant_transaction(tenant_id) as connection:
            if (earlier := await requests.earlier(connection, tenant_id, key)) is not None:
                return Recorded(*map(int, earlier.split()))
            messages = MessageRepository(connection, tenant_id)
            before = await messages.lock_told(statuses)
            after, recorded = _after(before, statuses, self.now())
            changed = [each for each in after.values() if each != before[each.message_id]]
            if changed:
                await messages.save(changed)
            await requests.keep(
                connection, tenant_id, key, f"{recorded.recorded} {recorded.unknown}"
            )
        for each in changed:
            count_change(before[each.message_id], each)
        return recorded


def _messages(wanted: Wanted, now: datetime) -> list[Message]:
    if wanted.expire_time is None and wanted.purpose not in WORTH_SENDING:
        raise ExpireTimeMissing
    return [
        Message(
            message_id=message_id,
            channel_id=wanted.channel_id,
            customer_id=wanted.customer_id,
            recipient=wanted.recipient,
            content=told(content) if isinstance(content, BookingEvent) else content,
            purpose=wanted.purpose,
            create_time=now,
            expire_time=wanted.expire_time or now + WORTH_SENDING[wanted.purpose],
            update_time=now,
        )
        for message_id, content in wanted.contents
    ]


async def _as_stored(
    connection: Connection, tenant_id: UUID, asked: Sequence[Message]
) -> list[Message]:
    """The messages as they stand by now; an id that means something else is refused."""
    ids = [each.message_id for each in asked]
    stored = await MessageRepository(connection, tenant_id).among(ids)
    for each in asked:
        if not each.asks_the_same(stored[each.message_id]):
            raise MessageIdReused(each.message_id)
    return [stored[message_id] for message_id in ids]


def _after(
    messages: dict[UUID, Message], statuses: Iterable[Status], now: datetime
) -> tuple[dict[UUID, Message], Recorded]:
    """The messages after all statuses, each found by our id, else by the provider's."""
    after = dict(messages)
    by_provider_id = {each.provider_message_id: each.message_id for each in messages.values()}
    recorded = unknown = 0
    for status in statuses:
        known = status.message_id in after
        ours = status.message_id if known else by_provider_id.get(status.provider_message_id)
        if ours is None:
            unknown += 1
            continue
        told = after[ours].told(status, now)
        recorded += told != after[ours]
        after[ours] = told
    return after, Recorded(recorded, unknown)
