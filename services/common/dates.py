"""Dates and times as a person reads them, in their language: weekday, day and month by name.

Never a month in digits: 03/04 is March to some and April to others. Hours are 24, as on a door.
"""

from datetime import datetime, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_datetime

SHORT = 20
"""Characters: what fits on a reply button."""

_DAY_PATTERNS = {
    "de": "EEEE, d. MMMM",
    "es": "EEEE d 'de' MMMM",
    "pt": "EEEE, d 'de' MMMM",
}
_DAY_PATTERN = "EEEE d MMMM"
_TIME_PATTERN = "HH:mm"
_SHORT_PATTERNS = {"de": "EEE d. MMM HH:mm"}
_SHORT_PATTERN = "EEE d MMM HH:mm"
_SHORTEST_PATTERN = "d MMM HH:mm"
_FALLBACK = "en"


def day_and_time(instant: datetime, zone: str | tzinfo, language: str) -> str:
    """`Thursday 24 December, 15:30`, on the clocks of the zone."""
    return f"{day(instant, zone, language)}, {time_of_day(instant, zone, language)}"


def day(instant: datetime, zone: str | tzinfo, language: str) -> str:
    """`Thursday 24 December`."""
    locale = _locale(language)
    pattern = _DAY_PATTERNS.get(locale.language, _DAY_PATTERN)
    return format_datetime(_wall(instant, zone), pattern, locale=locale)


def time_of_day(instant: datetime, zone: str | tzinfo, language: str) -> str:
    """`15:30`."""
    return format_datetime(_wall(instant, zone), _TIME_PATTERN, locale=_locale(language))


def short_day_and_time(instant: datetime, zone: str | tzinfo, language: str) -> str:
    """`Thu 24 Dec 15:30`: at most 20 characters."""
    locale = _locale(language)
    wall = _wall(instant, zone)
    for pattern in (_SHORT_PATTERNS.get(locale.language, _SHORT_PATTERN), _SHORTEST_PATTERN):
        # Abbreviations end with a dot in many languages; the day's own dot is German.
        short = _undotted(format_datetime(wall, pattern, locale=locale))
        if len(short) <= SHORT:
            return short
    return format_datetime(wall, _SHORT_PATTERN, locale=_FALLBACK)


def _undotted(text: str) -> str:
    """Without the dots that end a word, with those that end a number."""
    words = text.split(" ")
    return " ".join(word if word[:-1].isdigit() else word.rstrip(".") for word in words)


def _wall(instant: datetime, zone: str | tzinfo) -> datetime:
    if instant.tzinfo is None:
        raise ValueError("an instant without a time zone is no instant")
    return instant.astimezone(ZoneInfo(zone) if isinstance(zone, str) else zone)


@lru_cache(maxsize=256)
def _locale(language: str) -> Locale:
    """The locale of a tag such as `pt-BR` or `es_MX`; of an unknown one the plain language's."""
    tag = language.replace("_", "-")
    for name in (tag, tag.split("-", 1)[0], _FALLBACK):
        try:
            return Locale.parse(name, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    raise UnknownLocaleError(_FALLBACK)
