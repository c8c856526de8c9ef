"""Where something is done, and when."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.common.database import Connection
from services.notifier.storage.messages import MessageRepository


@dataclass(frozen=True)
class Moment:
    """A transaction of a tenant, and the time in it."""

    connection: Connection
    tenant_id: UUID
    now: datetime

    @property
    def messages(self) -> MessageRepository:
        return MessageRepository(self.connection, self.tenant_id)
