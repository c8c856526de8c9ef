"""How an inbound item becomes a job of a lane, and back.

A lane holds what must stay in order: the messages of one sender to one address. Statuses have
four lanes for each address, since their order means nothing, and gather for half a second: one
call records them all. What else is told of an address or account has one lane. The names of lanes
and jobs are digests: both would tell a phone number else.
"""

import hashlib
import hmac
import zlib
from datetime import timedelta
from typing import assert_never

from services.common.envelope import open_sealed, seal
from services.common.lanes import Job, NewJob
from services.gateway.items import (
    AccountEvent,
    DeliveryStatus,
    Echo,
    InboundMessage,
    Item,
    event_of,
    message_of,
    status_of,
    to_payload,
)

MESSAGES = "message"
STATUSES = "status"
NOTES = "note"

STATUS_LANES = 4
STATUSES_GATHER = timedelta(seconds=0.5)


class Jobs:
    """Makes and opens jobs, with two keys of the installation."""

    def __init__(self, *, sealing_key: bytes, lane_key: bytes) -> None:
        self._sealing_key = sealing_key
        self._lane_key = lane_key

    def of(self, item: Item) -> NewJob:
        """The job that keeps the item, once however often the platform delivers it."""
        payload = to_payload(item)
        dedup_key = _dedup_key(item, payload)
        sealed = seal(self._sealing_key, payload, _bound_to(dedup_key))
        gather = STATUSES_GATHER if isinstance(item, DeliveryStatus) else None
        return NewJob(self._lane_of(item), sealed, dedup_key, gather=gather)

    def message(self, job: Job) -> InboundMessage:
        """The message that the job keeps."""
        return message_of(self._opened(job))

    def status(self, job: Job) -> DeliveryStatus:
        """The status that the job keeps."""
        return status_of(self._opened(job))

    def event(self, job: Job) -> AccountEvent | None:
        """The account event that the job keeps; None: it keeps an echo."""
        kind = (job.dedup_key or "").partition(":")[0]
        return event_of(self._opened(job)) if kind == AccountEvent.type else None

    def _opened(self, job: Job) -> bytes:
        return open_sealed(self._sealing_key, job.payload, _bound_to(job.dedup_key or ""))

    def _lane_of(self, item: Item) -> str:
        match item:
            case InboundMessage():
                # Its last identity: the platform's own id where there is one, else the phone.
                sender = item.identities[-1]
                return f"{MESSAGES}:{self._mac(item.platform, item.address, sender.value)}"
            case DeliveryStatus():
                number = zlib.crc32(item.message_id.encode()) % STATUS_LANES
                return f"{STATUSES}:{self._mac(item.platform, item.address)}:{number}"
            case Echo():
                return f"{NOTES}:{self._mac(item.platform, item.address)}"
            case AccountEvent():
                return f"{NOTES}:{self._mac(item.platform, item.address or item.account)}"
            case _:
                assert_never(item)

    def _mac(self, *parts: str) -> str:
        return hmac.digest(self._lane_key, "\n".join(parts).encode(), "sha256").hex()[:40]


def lane_kind(lane: str) -> str:
    """What lies in a lane: MESSAGES, STATUSES or NOTES."""
    return lane.partition(":")[0]


def _dedup_key(item: Item, payload: bytes) -> str:
    match item:
        case InboundMessage() | Echo():
            said = f"{item.type}\n{item.platform}\n{item.address}\n{item.message_id}"
        case DeliveryStatus():
            about = f"{item.platform}\n{item.address}\n{item.message_id}"
            said = f"{item.type}\n{about}\n{item.state}\n{item.happened_at}"
        case AccountEvent():
            return f"{item.type}:{hashlib.sha256(payload).hexdigest()[:40]}"
        case _:
            assert_never(item)
    return f"{item.type}:{hashlib.sha256(said.encode()).hexdigest()[:40]}"


def _bound_to(dedup_key: str) -> str:
    """What a sealed payload is bound to: moved to another row, it does not open."""
    return f"gateway|lane_jobs|payload|{dedup_key}"
