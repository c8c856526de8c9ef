"""Messages as their callers know them: accepted, looked up, called back. A transaction each."""

from collections.abc import Sequence
from uuid import UUID

from services.common import requests
from services.common.fields import RequestKey
from services.notifier.domain.history import History
from services.notifier.domain.message import Message
from services.notifier.storage.attempts import AttemptRepository
from services.notifier.storage.messages import Filter, MessageRepository, Positioned
from services.notifier.usecases.accepting import Accepting
from services.notifier.usecases.addressing import Addressing
from services.notifier.usecases.metrics import count_change
from services.notifier.usecases.replies import by_key, check_claim
from services.notifier.usecases.wanted import Wanted


class MessageUseCases:
    """Messages of all tenants."""

    def __init__(self, addressing: Addressing, accepting: Accepting) -> None:
        self.addressing = addressing
        self.accepting = accepting
        self.database = accepting.database
        self.now = accepting.now

    async def get_message(self, tenant_id: UUID, message_id: UUID) -> History:
        """The message, with all that happened to it."""
        async with self.database.tenant_transaction(tenant_id) as connection:
            messages = MessageRepository(connection, tenant_id)
            message, changes = await messages.with_changes(message_id)
            attempts = await AttemptRepository(connection, tenant_id).of(message_id)
        return History(message, changes, tuple(attempts))

    async def list_messages(
        self, tenant_id: UUID, wanted: Filter, *, before: int | None, limit: int
    ) -> Positioned:
        """Messages with their positions, the newest first."""
        async with self.database.tenant_transaction(tenant_id) as connection:
            messages = MessageRepository(connection, tenant_id)
            return await messages.newest(wanted, before=before, limit=limit)

    async def send(self, tenant_id: UUID, key: RequestKey, wanted: Wanted) -> list[Message]:
        """Store the messages and the work of sending them; the worker is told after the commit."""
        wanted.check_end()
        check_claim(wanted.wrote_time, "wrote_time")
        completed = await self.addressing.completed(tenant_id, wanted)
        return await self.accepting.accept(tenant_id, key, completed, by_key=by_key())

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
