"""How a tenant's file writes names, addresses, lengths, prices, days, hours and dates."""

import re
from datetime import date, datetime, timedelta

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

NAME = r"^[a-z][a-z0-9-]{0,39}$"
LANGUAGE = r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"
FAQ_ID = r"^[a-z0-9][a-z0-9-]{0,79}$"
DIGITS = r"^[0-9]{1,32}$"
PHONE = r"^(\+[1-9][0-9]{6,14})?$"
ADDRESS_OF_TWILIO = r"^(whatsapp:)?\+[1-9][0-9]{6,14}$"
ADDRESS_OF_CHATWOOT = r"^[0-9]{1,20}/[0-9]{1,20}$"
WORD = r"^[!-~]{1,200}$"
KEY_OF_CHAT = r"^[a-z0-9-]{1,40}$"
LENGTH = r"^(?=\d)(\d{1,4}d)?(\d{1,4}h)?(\d{1,4}m)?$"
PRICE = r"^\d{1,9}(\.\d\d)? [A-Z]{3}$"
DAYS = rf"^(daily|({'|'.join(WEEKDAYS)})(-({'|'.join(WEEKDAYS)}))?)$"
STRETCH = r"^\d\d:[0-5]\d-\d\d:[0-5]\d$"
CLOCK = r"^([01]\d|2[0-3]):[0-5]\d$"
QUIET = rf"^({CLOCK[1:-1]}-{CLOCK[1:-1]}|never)$"
DATE = r"^\d{4}-\d\d-\d\d$"
DAYS_OR_DATE = rf"{DAYS[:-1]}$|{DATE}"
TIME_OFF = r"^\d{4}-\d\d-\d\d(T\d\d:\d\d)?\.\.\d{4}-\d\d-\d\d(T\d\d:\d\d)?$"
PARTY = r"^\d{1,4}-\d{1,4}$"
COUNTRY = r"^[A-Z]{2}$"
REGION = r"^[A-Z0-9]{0,3}$"
"""Also for an editor, which completes and checks by the JSON Schema."""


def length_of(text: object) -> timedelta:
    """`30m`, `1h`, `1h30m`, `2d` as a length."""
    found = re.fullmatch(r"(?:(\d{1,4})d)?(?:(\d{1,4})h)?(?:(\d{1,4})m)?", str(text))
    if not found or not any(found.groups()):
        raise ValueError("write a length as 30m, 1h or 1h30m, days as 2d")
    days, hours, minutes = (int(part or 0) for part in found.groups())
    return timedelta(days=days, hours=hours, minutes=minutes)


def weekdays_of(text: str) -> list[int]:
    """`mon`, `tue-sat` or `daily` as ISO weekdays, 1 is Monday."""
    first, _, last = ("mon-sun" if text == "daily" else text).partition("-")
    if first not in WEEKDAYS or (last and last not in WEEKDAYS):
        raise ValueError(f"{text!r} is not daily, a day (mon) or days (tue-sat)")
    begin, end = WEEKDAYS.index(first), WEEKDAYS.index(last or first)
    return [day % 7 + 1 for day in range(begin, end + 1 if end >= begin else end + 8)]


def minutes_of(text: str) -> tuple[int, int]:
    """`09:00-13:00` as minutes from midnight; an end of 24:00 is midnight."""
    found = re.fullmatch(r"(\d\d):(\d\d)-(\d\d):(\d\d)", text)
    if not found:
        raise ValueError(f"{text!r} is not written as 09:00-13:00")
    hour, minute, last_hour, last_minute = (int(part) for part in found.groups())
    begin, end = hour * 60 + minute, last_hour * 60 + last_minute
    if minute > 59 or last_minute > 59 or end > 24 * 60:
        raise ValueError(f"{text!r} is not a stretch of one day")
    if begin >= end:
        raise ValueError(f"{text!r} must end after it starts")
    return begin, end


def minute_of(text: str) -> int:
    """`10:00` as minutes from midnight."""
    if not re.fullmatch(CLOCK, text):
        raise ValueError(f"{text!r} is not a time such as 10:00")
    return int(text[:2]) * 60 + int(text[3:])


def quiet_of(text: object) -> tuple[int, int]:
    """`21:00-08:00`, which may go over midnight, as minutes from midnight; `never` as none."""
    if not re.fullmatch(QUIET, str(text)):
        raise ValueError("write it as 21:00-08:00, or never")
    if text == "never":
        return 0, 0
    begin, _, end = str(text).partition("-")
    if begin == end:
        raise ValueError(f"{text} is no time at all: write never")
    return minute_of(begin), minute_of(end)


def date_of(text: str) -> date:
    """`2026-12-24` as a date."""
    try:
        if re.fullmatch(DATE, text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise ValueError(f"{text!r} is not a date such as 2026-12-24")


def is_date(text: str) -> bool:
    """Whether it is written as a date, not as days of the week."""
    return text[:1].isdigit()


def time_off_of(text: str) -> tuple[datetime, datetime]:
    """`2026-12-24..2027-01-02`, the last day included, or `2026-12-10T14:00..2026-12-10T18:00`, as
    wall time, end exclusive."""
    first, separator, last = text.partition("..")
    if not separator:
        raise ValueError(f"{text!r} is not written as 2026-12-24..2027-01-02")
    begin, end = _wall_of(first), _wall_of(last)
    if "T" not in last:
        end += timedelta(days=1)
    if begin >= end:
        raise ValueError(f"{text!r} must end after it starts")
    return begin, end


def _wall_of(text: str) -> datetime:
    day, separator, clock = text.partition("T")
    minute = minute_of(clock) if separator else 0
    return datetime.combine(date_of(day), datetime.min.time()) + timedelta(minutes=minute)


def party_of(text: str) -> tuple[int, int]:
    """`2-8` as the least and the most."""
    if not re.fullmatch(PARTY, text):
        raise ValueError("write it as 2-8, or {min: 2, max: 8}")
    least, _, most = text.partition("-")
    return int(least), int(most)


def price_of(text: object) -> tuple[int, str]:
    """`25 EUR` or `12.50 EUR` as hundredths and the currency."""
    found = re.fullmatch(r"(\d{1,9})(?:\.(\d\d))? ([A-Z]{3})", str(text))
    if not found:
        raise ValueError("write a price as 25 EUR or 12.50 EUR")
    return int(found[1]) * 100 + int(found[2] or 0), found[3]
