"""What stands in a tenant's file in many places: names, lengths, hours, dates."""

from datetime import timedelta
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
)

from lyoctl.tenant_words import (
    CLOCK,
    DATE,
    DAYS,
    DAYS_OR_DATE,
    LENGTH,
    NAME,
    PRICE,
    STRETCH,
    TIME_OFF,
    date_of,
    is_date,
    length_of,
    minute_of,
    minutes_of,
    price_of,
    time_off_of,
    weekdays_of,
)

CLOSED = "closed"


STRICT = ConfigDict(extra="forbid", frozen=True, strict=True, use_attribute_docstrings=True)
"""No other keys, and each value as it is written."""


def _days(text: str) -> str:
    weekdays_of(text)
    return text


def _days_or_date(text: str) -> str:
    return _date(text) if is_date(text) else _days(text)


def _date(text: str) -> str:
    date_of(text)
    return text


def _stretch(text: str) -> str:
    minutes_of(text)
    return text


def _clock(text: str) -> str:
    minute_of(text)
    return text


def _time_off(text: str) -> str:
    time_off_of(text)
    return text


def _closed(value: object) -> object:
    return [] if value == CLOSED else value


def words(pattern: str, example: str) -> WithJsonSchema:
    """A text of this pattern, for an editor."""
    return WithJsonSchema({"type": "string", "pattern": pattern, "examples": [example]})


def _mapping(keys: str, values: dict[str, Any], example: dict[str, Any]) -> WithJsonSchema:
    return WithJsonSchema(
        {
            "type": "object",
            "patternProperties": {keys: values},
            "additionalProperties": False,
            "examples": [example],
        }
    )


def _list_of(pattern: str) -> dict[str, Any]:
    return {"type": "array", "items": {"type": "string", "pattern": pattern}}


Name = Annotated[str, Field(pattern=NAME)]
DisplayName = Annotated[str, Field(min_length=1, max_length=60)]
Length = Annotated[timedelta, BeforeValidator(length_of), words(LENGTH, "1h30m")]
Price = Annotated[tuple[int, str], BeforeValidator(price_of), words(PRICE, "25 EUR")]
TimeOff = Annotated[str, AfterValidator(_time_off), words(TIME_OFF, "2026-12-24..2027-01-02")]

_Stretches = list[Annotated[str, AfterValidator(_stretch)]]
_Clocks = list[Annotated[str, AfterValidator(_clock)]]

Hours = Annotated[
    dict[Annotated[str, AfterValidator(_days)], _Stretches],
    _mapping(DAYS, _list_of(STRETCH), {"tue-sat": ["09:00-13:00", "14:00-19:00"]}),
]
SpecialDays = Annotated[
    dict[Annotated[str, AfterValidator(_date)], Annotated[_Stretches, BeforeValidator(_closed)]],
    _mapping(
        DATE,
        {"anyOf": [{"const": CLOSED}, _list_of(STRETCH)]},
        {"2026-12-24": ["09:00-13:00"], "2026-12-25": CLOSED},
    ),
]
Occurrences = Annotated[
    dict[Annotated[str, AfterValidator(_days_or_date)], _Clocks],
    _mapping(DAYS_OR_DATE, _list_of(CLOCK), {"sat": ["10:00"], "2026-12-24": ["16:30"]}),
]
