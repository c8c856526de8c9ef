"""What a lane job of the notifier says: which message to send, by which channel, in which order."""

import hmac
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from services.common.lanes import NewJob
from services.notifier.domain.message import Message


@dataclass(frozen=True)
class Errand:
    """The ids only: the message itself stays in its table. The channel is there so that its
    credential can be had before the message is locked."""

    message_id: UUID
    channel_id: UUID

    def packed(self) -> bytes:
        return self.message_id.bytes + self.channel_id.bytes

    @classmethod
    def unpacked(cls, payload: bytes) -> "Errand":
        return cls(UUID(bytes=payload[:16]), UUID(bytes=payload[16:]))


def job_for(message: Message, tenant_id: UUID, key: bytes) -> NewJob:
    """A job in the lane of this sender and this recipient."""
    errand = Errand(message.message_id, message.channel_id)
    return NewJob(
        key=lane_key(message, tenant_id, key),
        payload=errand.packed(),
        dedup_key=str(message.message_id),
        tenant_id=tenant_id,
    )


def lane_key(message: Message, tenant_id: UUID, key: bytes) -> str:
    """Sender and recipient without showing either: lanes are not under row-level security."""
    recipient = message.recipient
    parts = (str(tenant_id), str(message.channel_id), recipient.kind, recipient.value)
    return hmac.new(key, "\n".join(parts).encode(), sha256).hexdigest()[:32]
