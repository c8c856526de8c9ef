"""What a tenant says of its hours and rules, beside the weekly hours of each resource."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from services.booking.domain.calendar import Opening

DEFAULT_LEADS = (timedelta(hours=24), timedelta(hours=2))
"""How long before its start a booking is called to mind, where a tenant says nothing."""


@dataclass(frozen=True, order=True)
class Stretch:
    """A part of one day in wall time: minutes from midnight, end exclusive."""

    start_minute: int
    end_minute: int


@dataclass(frozen=True, order=True)
class SpecialDay:
    """A date on which the hours are others; without hours it is closed."""

    date: date
    hours: tuple[Stretch, ...] = ()


@dataclass(frozen=True, order=True)
class TimeOff:
    """When a resource is away: wall time without a zone, end exclusive."""

    start: datetime
    end: datetime


@dataclass(frozen=True)
class ResourceHours:
    """What a resource says beside its weekly hours."""

    breaks: tuple[Opening, ...] = ()
    special_days: tuple[SpecialDay, ...] = ()
    time_off: tuple[TimeOff, ...] = ()


@dataclass(frozen=True)
class NoShowRule:
    """Who missed `limit` bookings within `days` books no more by chat."""

    limit: int
    days: int


@dataclass(frozen=True)
class Rules:
    """When a tenant is open, and what holds for all its bookings."""

    weekly: tuple[Opening, ...] = ()
    """Empty: whenever a resource is there."""
    breaks: tuple[Opening, ...] = ()
    special_days: tuple[SpecialDay, ...] = ()
    holiday_country: str = ""
    """ISO 3166-1, two letters. Empty: open on public holidays."""
    holiday_region: str = ""
    pending_expiry: timedelta | None = None
    """How long a request waits; None: until its start."""
    leads: tuple[timedelta, ...] = field(default=DEFAULT_LEADS)
    no_show_rule: NoShowRule | None = None


@dataclass(frozen=True, order=True)
class WeeklyOccurrence:
    """When a group offering takes place every week: ISO weekday, minute from midnight."""

    weekday: int
    start_minute: int


@dataclass(frozen=True, order=True)
class DatedOccurrence:
    """When else a group offering takes place."""

    date: date
    start_minute: int


@dataclass(frozen=True)
class Group:
    """A group offering: how many share an occurrence, and when there is one."""

    seats: int
    weekly: tuple[WeeklyOccurrence, ...] = ()
    dated: tuple[DatedOccurrence, ...] = ()


@dataclass(frozen=True)
class Notices:
    """What binds customers, not members of the tenant: how long before the start they book, cancel
    and move at the latest, and how long before at the earliest. None: nothing."""

    book: timedelta = timedelta()
    ahead: timedelta | None = None
    cancel: timedelta = timedelta()
    move: timedelta = timedelta()


@dataclass(frozen=True)
class Party:
    """For how many people an offering is booked. `most` None: for as many as a resource holds."""

    least: int = 1
    most: int | None = None


@dataclass(frozen=True)
class Venue:
    """Where something takes place."""

    name: str
    address: str = ""
