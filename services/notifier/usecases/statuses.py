"""What providers say became of messages, however late, often or out of order they say it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.common import requests
from services.common.clock import Clock
from services.common.database import Connection, Database
from services.common.fields import RequestKey
from services.common.lanes import Lanes
from services.notifier.domain.message import Message, Status
from services.notifier.domain.states import State
from services.notifier.providers.error_table import why_failed
from services.notifier.storage.messages import MessageRepository
from services.notifier.storage.parked import park
from services.notifier.usecases.errand import follow_up_job
from services.notifier.usecases.metrics import count_change

Change = tuple[Message, Message]
"""A message before and after."""


@dataclass(frozen=True)
class Recorded:
    """How many statuses changed a message, and how many were about none that is known."""

    recorded: int
    unknown: int


@dataclass(frozen=True)
class Told:
    """What statuses make of messages. Those of messages that are not known are kept apart."""

    recorded: int
    changes: Sequence[Change]
    unknown: Sequence[Status]


class Overtaken(Exception):
    """A message came to be known under its provider's id while this looked for it."""


class StatusUseCases:
    """`lane_secret` hides sender and recipient in the keys of lanes."""

    def __init__(self, database: Database, lanes: Lanes, lane_secret: bytes, now: Clock) -> None:
        self.database = database
        self.lanes = lanes
        self.lane_secret = lane_secret
        self.now = now

    async def record_statuses(
        self, tenant_id: UUID, key: RequestKey, statuses: Sequence[Status]
    ) -> Recorded:
        """Apply what is about known messages, and keep the rest for 8 days: a provider may tell of
        a message before the id that it gave it was stored."""
        while True:
            try:
                recorded, changes = await self._once(tenant_id, key, statuses)
            except Overtaken:
                continue  # nothing was stored; this time it is found
            for before, after in changes:
                count_change(before, after)
            if any(map(_follows, changes)):
                self.lanes.wake()
            return recorded

    async def _once(
        self, tenant_id: UUID, key: RequestKey, statuses: Sequence[Status]
    ) -> tuple[Recorded, Sequence[Change]]:
        now = self.now()
        async with self.database.tenant_transaction(tenant_id) as connection:
            if (earlier := await requests.earlier(connection, tenant_id, key)) is not None:
                return Recorded(*map(int, earlier.split())), []
            before = await MessageRepository(connection, tenant_id).lock_told(statuses)
            told = _told(before, statuses, now)
            # The tenant's lock before those of lanes: who stores an outcome takes them so, too.
            if told.unknown and not await park(connection, tenant_id, told.unknown, now):
                raise Overtaken
            await self._store(connection, tenant_id, told.changes)
            recorded = Recorded(told.recorded, len(told.unknown))
            result = f"{recorded.recorded} {recorded.unknown}"
            await requests.keep(connection, tenant_id, key, result)
        return recorded, told.changes

    async def _store(
        self, connection: Connection, tenant_id: UUID, changes: Sequence[Change]
    ) -> None:
        """What became of messages; of those that did not arrive it is looked what else helps."""
        if not changes:
            return
        await MessageRepository(connection, tenant_id).save([after for _, after in changes])
        failed = [change[1] for change in changes if _follows(change)]
        jobs = [follow_up_job(each, tenant_id, self.lane_secret) for each in failed]
        await self.lanes.enqueue(connection, jobs)


def _follows(change: Change) -> bool:
    before, after = change
    return after.state is State.FAILED and before.state is not State.FAILED


def _told(messages: Mapping[UUID, Message], statuses: Iterable[Status], now: datetime) -> Told:
    """The messages after all statuses, each found by our id, else by the provider's."""
    after = dict(messages)
    by_provider_id = {each.provider_message_id: each.message_id for each in messages.values()}
    recorded, unknown = 0, list[Status]()
    for status in statuses:
        known = status.message_id in after
        ours = status.message_id if known else by_provider_id.get(status.provider_message_id)
        if ours is None:
            unknown.append(status)
            continue
        why = why_failed(after[ours].provider, status.error_code)
        told = after[ours].told(status, now, why)
        recorded += told != after[ours]
        after[ours] = told
    changes = [(messages[each], after[each]) for each in after if after[each] != messages[each]]
    return Told(recorded, changes, unknown)
