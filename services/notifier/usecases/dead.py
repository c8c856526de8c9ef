"""Messages whose sending was given up because of a bug, as operators see them and take them up
again. A transaction each."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.common import requests
from services.common.database import Database
from services.common.fields import RequestKey
from services.common.lanes import Lanes
from services.notifier.domain.message import Message
from services.notifier.storage.dead import Position, dead_jobs, dead_of
from services.notifier.storage.messages import MessageRepository


@dataclass(frozen=True)
class DeadMessage:
    message: Message
    reason: str
    dead_time: datetime
    position: Position


class DeadUseCases:
    def __init__(self, database: Database, lanes: Lanes) -> None:
        self.database = database
        self.lanes = lanes

    async def list_dead(
        self, tenant_id: UUID, *, before: Position | None, limit: int
    ) -> list[DeadMessage]:
        """The newest first, from before the position."""
        async with self.database.tenant_transaction(tenant_id) as connection:
            jobs = await dead_jobs(connection, tenant_id, before=before, limit=limit)
            messages = MessageRepository(connection, tenant_id)
            known = await messages.among([each.message_id for each in jobs])
        return [
            DeadMessage(
                known[each.message_id],
                each.dead_reason,
                each.dead_time,
                (each.dead_time, each.job_id),
            )
            for each in jobs
        ]

    async def redrive(self, tenant_id: UUID, key: RequestKey, message_ids: list[UUID]) -> int:
        """Take the sending of dead messages up again; of how many."""
        async with self.database.tenant_transaction(tenant_id) as connection:
            if (earlier := await requests.earlier(connection, tenant_id, key)) is not None:
                return int(earlier)
            dead = await dead_of(connection, tenant_id, message_ids)
            await self.lanes.redrive(connection, [job_id for job_id, _ in dead])
            count = len({message_id for _, message_id in dead})
            await requests.keep(connection, tenant_id, key, str(count))
        self.lanes.wake()
        return count
