"""Something that happened to a booking, or will, as a customer is told of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo


class BookingEventKind(StrEnum):
    CONFIRMED = "confirmed"
    REQUESTED = "requested"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    REMINDER = "reminder"


@dataclass(frozen=True)
class BookingEvent:
    """What is told. `zone` is where its times are read; what is empty is not told."""

    kind: BookingEventKind
    language: str
    zone: ZoneInfo
    offering_name: str
    start: datetime
    business_name: str = ""
    party_size: int = 1
    resource_name: str = ""
    venue_name: str = ""
    venue_address: str = ""
    reason: str = ""
