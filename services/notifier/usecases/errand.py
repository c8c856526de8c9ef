"""What a lane job of the notifier says: which message to send, by which channel, in which order."""

import hmac
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from services.common.lanes import NewJob
from services.notifier.domain.message import Message, Purpose
from services.notifier.domain.remedy import Remedy

_REMEDIES = (None, Remedy.NEXT_PROVIDER)
"""What a job that follows up a failed message says helps; None: its error code does. A place in
here is stored: only add at the end."""

AHEAD = {Purpose.REPLY: timedelta(hours=1), Purpose.CAMPAIGN: timedelta()}
"""How much earlier than it came something stands in line: somebody waits for a reply, and nobody
for a campaign."""
NOTICE_AHEAD = timedelta(minutes=10)


@dataclass(frozen=True)
class Errand:
    """The ids only: the message itself stays in its table. What is asked for before it is locked is
    there: the channel, for its credential, and the customer of one that nobody asked for, for the
    flag. A job that was stored before flags has no customer."""

    message_id: UUID
    channel_id: UUID
    unasked: UUID | None = None
    follow_up: bool = False
    """Not to send it: it has failed, and something else may help."""
    remedy: Remedy | None = None
    """What helps, where that is known; its error code says so else."""

    def packed(self) -> bytes:
        customer = self.unasked.bytes if self.unasked else b""
        last = bytes([_REMEDIES.index(self.remedy)]) if self.follow_up else b""
        return self.message_id.bytes + self.channel_id.bytes + customer + last

    @classmethod
    def unpacked(cls, payload: bytes) -> "Errand":
        message_id, channel_id, customer = payload[:16], payload[16:32], payload[32:48]
        unasked = UUID(bytes=customer) if customer else None
        errand = cls(UUID(bytes=message_id), UUID(bytes=channel_id), unasked)
        if not (last := payload[48:]):
            return errand
        return replace(errand, follow_up=True, remedy=_REMEDIES[last[0]])


def job_for(
    message: Message, tenant_id: UUID, key: bytes, due_time: datetime | None = None
) -> NewJob:
    """A job in the lane of this sender, this recipient and this kind of message, for now or for
    later. Asked for once more for the same time it is known."""
    unasked = message.customer_id if message.unasked else None
    errand = Errand(message.message_id, message.channel_id, unasked)
    at = f"@{due_time.isoformat()}" if due_time else ""
    return NewJob(
        key=lane_key(message, tenant_id, key),
        payload=errand.packed(),
        dedup_key=f"{message.message_id}{at}",
        due_time=due_time,
        tenant_id=tenant_id,
        ahead=AHEAD.get(message.purpose, NOTICE_AHEAD),
    )


def later_job(
    message: Message, tenant_id: UUID, key: bytes, due_time: datetime, instead_of: int
) -> NewJob:
    """A job for what is not to be sent yet, instead of the one (its id) that would send it now."""
    job = job_for(message, tenant_id, key, due_time)
    return replace(job, dedup_key=f"{message.message_id}#{instead_of}")


def follow_up_job(
    message: Message, tenant_id: UUID, key: bytes, remedy: Remedy | None = None
) -> NewJob:
    """A job that looks what else helps, for a message that has failed. `remedy`: None, or
    NEXT_PROVIDER, where that is known already."""
    errand = Errand(message.message_id, message.channel_id, message.customer_id, True, remedy)
    return NewJob(
        key=lane_key(message, tenant_id, key),
        payload=errand.packed(),
        dedup_key=f"{message.message_id}!",
        tenant_id=tenant_id,
    )


def lane_key(message: Message, tenant_id: UUID, key: bytes) -> str:
    """Sender and recipient without showing either: lanes are not under row-level security.

    What was asked for, what was not and what advertises wait in lanes of their own, so that a reply
    stands behind nothing that has to wait. The lane of replies has the key of a time when there was
    one lane for all: those of both times keep their order.
    """
    recipient = message.recipient
    parts = [str(tenant_id), str(message.channel_id), recipient.kind, recipient.value]
    if message.purpose is Purpose.CAMPAIGN:
        parts.append("campaign")
    elif message.unasked:
        parts.append("notice")
    return hmac.new(key, "\n".join(parts).encode(), sha256).hexdigest()[:32]
