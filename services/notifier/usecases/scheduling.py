"""Messages that are to be sent at a time of the caller's choice. A transaction each."""

from datetime import datetime
from uuid import UUID

from services.common import requests
from services.common.database import Connection
from services.common.fields import RequestKey
from services.notifier.domain.message import Message, Purpose
from services.notifier.domain.schedule import check_time, moved
from services.notifier.storage.messages import MessageRepository
from services.notifier.usecases.accepting import Accepting
from services.notifier.usecases.addressing import Addressing
from services.notifier.usecases.errand import job_for
from services.notifier.usecases.replies import by_key, check_reply
from services.notifier.usecases.wanted import Wanted


class SchedulingUseCases:
    """Messages for later."""

    def __init__(self, addressing: Addressing, accepting: Accepting) -> None:
        self.addressing = addressing
        self.accepting = accepting
        self.database = accepting.database
        self.lanes = accepting.lanes
        self.lane_secret = accepting.lane_secret
        self.now = accepting.now

    async def schedule(self, tenant_id: UUID, key: RequestKey, wanted: Wanted) -> list[Message]:
        """Store messages that are due later. `wanted` has the time."""
        wanted.check_end()
        completed = await self.addressing.completed(tenant_id, wanted)
        return await self.accepting.accept(tenant_id, key, completed, by_key=by_key())

    async def reschedule(
        self, tenant_id: UUID, key: RequestKey, message_id: UUID, send_time: datetime
    ) -> Message:
        """Send the message at another time, if it was not sent yet."""
        async with self.database.tenant_transaction(tenant_id) as connection:
            messages = MessageRepository(connection, tenant_id)
            if await requests.earlier(connection, tenant_id, key) is not None:
                return await messages.find(message_id)
            check_time(send_time, self.now())
            before = await messages.lock(message_id)
            after = moved(before, send_time)
            if by_key() and after.purpose is Purpose.REPLY:
                address = after.channel_id, after.recipient
                await check_reply(connection, tenant_id, address, send_time)
            await messages.move(after)
            await self._enqueue(connection, tenant_id, before, after)
        self.lanes.wake()
        return after

    async def _enqueue(
        self, connection: Connection, tenant_id: UUID, before: Message, after: Message
    ) -> None:
        """The job that there is comes too late for an earlier time; for a later one it comes too
        early, and waits again."""
        if before.send_time and after.send_time and before.send_time <= after.send_time:
            return
        job = job_for(after, tenant_id, self.lane_secret, after.send_time)
        await self.lanes.enqueue(connection, [job])
