"""What a lane job of the notifier says: which message to send, by which channel, in which order."""

import hmac
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from services.common.lanes import NewJob
from services.notifier.domain.message import Message, Purpose


@dataclass(frozen=True)
class Errand:
    """The ids only: the message itself stays in its table. What is asked for before it is locked is
    there: the channel, for its credential, and the customer of one that nobody asked for, for the
    flag. A job that was stored before flags has no customer."""

    message_id: UUID
    channel_id: UUID
    unasked: UUID | None = None

    def packed(self) -> bytes:
        customer = self.unasked.bytes if self.unasked else b""
        return self.message_id.bytes + self.channel_id.bytes + customer

    @classmethod
    def unpacked(cls, payload: bytes) -> "Errand":
        message_id, channel_id, customer = payload[:16], payload[16:32], payload[32:]
        unasked = UUID(bytes=customer) if customer else None
        return cls(UUID(bytes=message_id), UUID(bytes=channel_id), unasked)


def job_for(message: Message, tenant_id: UUID, key: bytes) -> NewJob:
    """A job in the lane of this sender and this recipient."""
    asked_for = message.purpose is Purpose.REPLY
    unasked = None if asked_for else message.customer_id
    errand = Errand(message.message_id, message.channel_id, unasked)
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
