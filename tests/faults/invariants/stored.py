"""What the schemas keep, as far as the invariants are about it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class InboxJob:
    """A message of gateway.lane_jobs, opened: what it holds is none where it does not open."""

    job_id: int
    key: str
    dedup_key: str
    payload: bytes
    claimed_in: int | None
    enqueue_time: datetime
    done_time: datetime | None
    outcome: str | None
    address: str = ""
    message_id: str = ""


@dataclass(frozen=True)
class Unfinished:
    """A job of any queue that is open, or dead with a reason."""

    queue: str
    job_id: int
    kind: str
    age: float
    dead_reason: str | None


@dataclass(frozen=True)
class Lane:
    queue: str
    key: str
    kind: str
    attempts: int


@dataclass(frozen=True)
class Line:
    """A row of assistant.messages, with the customer of its conversation."""

    tenant_id: UUID
    message_id: UUID
    conversation_id: UUID
    customer_id: UUID
    position: int
    role: str
    text: str
    channel_id: UUID
    turn_id: UUID
    provider_message_id: str | None


@dataclass(frozen=True)
class Outbound:
    """A row of notifier.messages."""

    tenant_id: UUID
    message_id: UUID
    position: int
    channel_id: UUID
    customer_id: UUID
    recipient_kind: str
    recipient: str
    text: str
    buttons: list[list[str]]
    purpose: str
    state: str
    reason: str
    attempts: int
    template_name: str
    links: list[str]
    """What may be done with the booking that it tells of."""


@dataclass(frozen=True)
class Booking:
    tenant_id: UUID
    booking_id: UUID
    customer_id: UUID
    offering_name: str
    start_time: datetime
    end_time: datetime
    time_zone: str
    state: str
    origin: str
    create_time: datetime
    occurrence_id: UUID | None = None
    """The occurrence whose segment it shares."""


@dataclass(frozen=True)
class Segment:
    tenant_id: UUID
    booking_id: UUID | None
    """None: it is an occurrence's."""

    resource_id: UUID
    start_time: datetime
    end_time: datetime
    state: str


@dataclass(frozen=True)
class Channel:
    tenant_id: UUID
    channel_id: UUID
    address: str


@dataclass(frozen=True)
class Identity:
    tenant_id: UUID
    kind: str
    value: str
    customer_id: UUID


@dataclass(frozen=True)
class Name:
    """A word that only this tenant's customers may read: its own, or that of an offering."""

    tenant_id: UUID
    name: str


@dataclass(frozen=True)
class Stranger:
    """An id in one schema that the schema tenant does not know under the same tenant."""

    place: str
    tenant_id: UUID
    what: str
    id: UUID


@dataclass(frozen=True)
class Busy:
    """A conversation that a turn still holds."""

    conversation_id: UUID
    turn_id: UUID


@dataclass(frozen=True)
class Idle:
    """A backend that waits inside a transaction."""

    pid: int
    role: str
    age: float
    query: str


@dataclass(frozen=True)
class Stored:
    inbox: list[InboxJob]
    unfinished: list[Unfinished]
    lanes: list[Lane]
    lines: list[Line]
    outbound: list[Outbound]
    bookings: list[Booking]
    segments: list[Segment]
    channels: list[Channel]
    identities: list[Identity]
    names: list[Name]
    strangers: list[Stranger]
    busy: list[Busy]
    idle: list[Idle]
