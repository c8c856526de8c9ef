"""What happens to a booking, what its customer is told of it, and when it is looked at again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from services.booking.domain.booking import HOLDING, MISSED_UNTIL, Booking, Origin, State


class EventKind(StrEnum):
    """What a change of a booking is called where others hear of it."""

    CREATED = "created"
    APPROVED = "approved"
    RESCHEDULED = "rescheduled"
    CANCELLED = "cancelled"
    DECLINED = "declined"
    NO_SHOW = "no_show"
    EXPIRED = "expired"


class Notice(StrEnum):
    """What a customer is told of a booking."""

    CONFIRMED = "confirmed"
    REQUESTED = "requested"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    DECLINED = "declined"
    EXPIRED = "expired"
    REMINDER = "reminder"


_BY_CUSTOMERS = {EventKind.CREATED, EventKind.RESCHEDULED, EventKind.CANCELLED}
"""What customers do themselves in conversations, whose replies tell it."""

_GIVEN_UP = {
    EventKind.CANCELLED: State.CANCELLED,
    EventKind.DECLINED: State.CANCELLED,
    EventKind.EXPIRED: State.EXPIRED,
}
"""What ends a booking before its time, and the state that it ends in."""

_A_DAY = timedelta(hours=24)
_TOLD_ELSEWHERE = {Origin.CONVERSATION, Origin.IMPORT}


def cancelled_as(booking: Booking, origin: Origin, *, by_customer: bool) -> EventKind:
    """What it is called that the booking is cancelled: of a request, that the business said no."""
    refused = booking.state is State.PENDING and not by_customer and origin not in _TOLD_ELSEWHERE
    return EventKind.DECLINED if refused else EventKind.CANCELLED


def can_wait(told: Notice, booking: Booking, now: datetime) -> bool:
    """Whether it is early enough to hear of it in the morning: nobody has to set out before."""
    if told is Notice.CANCELLED:
        return booking.time.start - now > _A_DAY
    return told in {Notice.DECLINED, Notice.EXPIRED}


def told_elsewhere(kind: EventKind, origin: Origin) -> bool:
    """Whether the customer knows of the change, or is not to hear of it."""
    return kind is EventKind.NO_SHOW or (kind in _BY_CUSTOMERS and origin in _TOLD_ELSEWHERE)


def notice(kind: EventKind, origin: Origin, booking: Booking, now: datetime) -> Notice | None:
    """What the customer is told of a change, with the booking as it is by now, so that nobody ever
    reads of an hour that does not hold any more. None: nothing, or nothing any longer."""
    if told_elsewhere(kind, origin):
        return None
    if kind in _GIVEN_UP:
        meant = _GIVEN_UP[kind]
        return Notice(kind.value) if booking.state is meant and now < booking.time.end else None
    if booking.state not in HOLDING or now >= booking.time.start:
        return None
    if kind is EventKind.RESCHEDULED:
        return Notice.CHANGED
    return {State.CONFIRMED: Notice.CONFIRMED, State.PENDING: Notice.REQUESTED}.get(booking.state)


@dataclass(frozen=True)
class Reminder:
    """A booking is to be called to mind so long before it starts; of another start it is void.

    `until`: when the next one is due, or the booking begins.
    """

    lead: timedelta
    start: datetime
    until: datetime

    @property
    def due(self) -> datetime:
        return self.start - self.lead

    def missed(self, now: datetime) -> bool:
        """Whether it is so late that the next one does better."""
        return now - self.due > self.until - now

    def holds(self, booking: Booking) -> bool:
        """Whether the booking is still the one that it was planned for."""
        return booking.state is State.CONFIRMED and booking.time.start == self.start


def reminders(booking: Booking, leads: Sequence[timedelta], now: datetime) -> list[Reminder]:
    """Those that are still to come, the earliest first."""
    if booking.state is not State.CONFIRMED:
        return []
    start = booking.time.start
    planned = sorted(set(leads), reverse=True)
    ends = [*(start - lead for lead in planned[1:]), start]
    of_it = (Reminder(lead, start, until) for lead, until in zip(planned, ends, strict=False))
    return [each for each in of_it if each.due > now]


def looks(booking: Booking) -> Iterator[datetime]:
    """When time alone changes the booking: it expires, or it is completed."""
    if booking.state in {State.HELD, State.PENDING} and booking.expire_time is not None:
        yield booking.expire_time
    if booking.state is State.CONFIRMED:
        yield booking.time.end + MISSED_UNTIL


def looked_at(booking: Booking, now: datetime) -> Booking:
    """What time has made of the booking."""
    if not any(due <= now for due in looks(booking)):
        return booking
    over = State.COMPLETED if booking.state is State.CONFIRMED else State.EXPIRED
    return booking.became(over, now)
