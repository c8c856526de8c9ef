"""What a tenant's file may say of offerings, of who performs them, and of its rules."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, Field, WithJsonSchema

from lyoctl.file_values import (
    STRICT,
    DisplayName,
    Hours,
    Length,
    Name,
    Occurrences,
    Price,
    SpecialDays,
    TimeOff,
)
from lyoctl.tenant_words import COUNTRY, PARTY, REGION, minutes_of, party_of, weekdays_of

Approval = Literal["automatic", "by-hand"]
_Size = {"type": "integer", "minimum": 1, "maximum": 1000}


class _Part(BaseModel):
    model_config = STRICT


class Party(_Part):
    """For how many people something is booked."""

    min: Annotated[int, Field(ge=1, le=1000)] = 1
    """At least."""
    max: Annotated[int, Field(ge=1, le=1000)] | None = None
    """At most. Without it as many as its resources hold."""


def _party(value: object) -> object:
    if not isinstance(value, str):
        return value
    least, most = party_of(value)
    return {"min": least, "max": most}


PartySize = Annotated[
    Party,
    BeforeValidator(_party),
    WithJsonSchema(
        {
            "type": ["string", "object"],
            "pattern": PARTY,
            "properties": {"min": _Size, "max": _Size},
            "additionalProperties": False,
            "examples": ["2-8", {"min": 2}],
        }
    ),
]


class Venue(_Part):
    """Where something takes place."""

    name: Annotated[str, Field(min_length=1, max_length=100)]
    """What the place is called."""
    address: Annotated[str, Field(max_length=300)] = ""
    """How to find it: the postal address in one line."""


class Offering(_Part):
    """What can be booked."""

    name: Name
    """What operators call it, once in the tenant."""
    display_name: DisplayName
    """What customers read."""
    length: Length
    """How long it takes, 5m to 24h."""
    step: Length | None = None
    """How far apart slots start, from opening. Without it 15m."""
    buffer_before: Length | None = None
    """The resource is also taken this long before."""
    buffer_after: Length | None = None
    """The resource is also taken this long after."""
    price: Price | None = None
    """What it costs."""
    default: bool = False
    """Whether it is booked where a customer names none. One at most."""
    min_notice: Length | None = None
    """Customers book it at least this long before, 90d at most."""
    book_ahead: Length | None = None
    """Customers book it at most this long before, 1h to 1095d. Without it however long."""
    cancel_notice: Length | None = None
    """Customers cancel it at least this long before, 90d at most."""
    move_notice: Length | None = None
    """Customers move it at least this long before, 90d at most."""
    approval: Approval | None = None
    """Whether a new booking of it waits until the tenant says yes. Without it as for all."""
    party: PartySize | None = None
    """For how many people: 2-8, or {min: 2, max: 8}. Without it for one or more."""
    venue: Venue | None = None
    """Where it takes place. Without it at the tenant's."""
    seats: Annotated[int, Field(ge=1, le=100_000)] | None = None
    """Of a group offering: how many people share each of its occurrences."""
    occurrences: Occurrences | None = None
    """Of a group offering: when it takes place, by days of every week and by dates."""


class Resource(_Part):
    """Who or what performs offerings."""

    name: Name
    """What operators call it, once in the tenant."""
    display_name: DisplayName
    """What customers read."""
    performs: Annotated[list[Name], Field(min_length=1)]
    """Names of offerings."""
    hours: Hours = {}
    """When, every week, in the tenant's zone. Without it whenever the tenant is open."""
    breaks: Hours = {}
    """When it rests, every week."""
    special_days: SpecialDays = {}
    """Dates on which its hours are others, or `closed`."""
    time_off: Annotated[list[TimeOff], Field(max_length=1000)] = []
    """When it is away: days, the last one included, or times."""
    capacity: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    """For how many people at most; 0: it does not matter. The smallest that fits goes first."""
    rank: Annotated[int, Field(ge=-1_000_000, le=1_000_000)] = 0
    """Of several free ones the one with the lowest rank goes first, whatever its capacity."""

    def openings(self) -> Iterator[tuple[int, int, int]]:
        """Every stretch of the week: ISO weekday, first minute, end minute."""
        return openings_of(self.hours)


def openings_of(hours: Hours) -> Iterator[tuple[int, int, int]]:
    """Every stretch of the week: ISO weekday, first minute, end minute."""
    for days, stretches in hours.items():
        for weekday in weekdays_of(days):
            for stretch in stretches:
                yield (weekday, *minutes_of(stretch))


class Holidays(_Part):
    """Whose public holidays close the tenant."""

    country: Annotated[str, Field(pattern=COUNTRY)]
    """ISO 3166-1, two letters, in quotes where it is "NO"."""
    region: Annotated[str, Field(pattern=REGION)] = ""
    """ISO 3166-2 without the country, for a part that has holidays of its own."""


def _holidays(value: object) -> object:
    return {"country": value} if isinstance(value, str) else value


PublicHolidays = Annotated[
    Holidays,
    BeforeValidator(_holidays),
    WithJsonSchema(
        {
            "type": ["string", "object"],
            "pattern": COUNTRY,
            "properties": {
                "country": {"type": "string", "pattern": COUNTRY},
                "region": {"type": "string", "pattern": REGION},
            },
            "required": ["country"],
            "additionalProperties": False,
            "examples": ["IT", {"country": "IT", "region": "BZ"}],
        }
    ),
]


class NoShows(_Part):
    """Who missed so many bookings books no more by chat."""

    limit: Annotated[int, Field(ge=1, le=100)]
    """How many missed bookings."""
    days: Annotated[int, Field(ge=1, le=3660)]
    """In how many days until now."""
