"""How a tenant's file writes names, addresses, lengths, prices, days and hours."""

import re
from datetime import timedelta

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

NAME = r"^[a-z][a-z0-9-]{0,39}$"
LANGUAGE = r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"
DIGITS = r"^[0-9]{1,32}$"
PHONE = r"^(\+[1-9][0-9]{6,14})?$"
ADDRESS_OF_TWILIO = r"^(whatsapp:)?\+[1-9][0-9]{6,14}$"
ADDRESS_OF_CHATWOOT = r"^[0-9]{1,20}/[0-9]{1,20}$"
WORD = r"^[!-~]{1,200}$"
KEY_OF_CHAT = r"^[a-z0-9-]{1,40}$"
LENGTH = r"^(?=\d)(\d{1,4}h)?(\d{1,4}m)?$"
PRICE = r"^\d{1,9}(\.\d\d)? [A-Z]{3}$"
DAYS = rf"^(daily|({'|'.join(WEEKDAYS)})(-({'|'.join(WEEKDAYS)}))?)$"
STRETCH = r"^\d\d:[0-5]\d-\d\d:[0-5]\d$"
"""Also for an editor, which completes and checks by the JSON Schema."""


def length_of(text: object) -> timedelta:
    """`30m`, `1h`, `1h30m` as a length."""
    found = re.fullmatch(r"(?:(\d{1,4})h)?(?:(\d{1,4})m)?", str(text))
    if not found or not any(found.groups()):
        raise ValueError("write a length as 30m, 1h or 1h30m")
    return timedelta(hours=int(found[1] or 0), minutes=int(found[2] or 0))


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


def price_of(text: object) -> tuple[int, str]:
    """`25 EUR` or `12.50 EUR` as hundredths and the currency."""
    found = re.fullmatch(r"(\d{1,9})(?:\.(\d\d))? ([A-Z]{3})", str(text))
    if not found:
        raise ValueError("write a price as 25 EUR or 12.50 EUR")
    return int(found[1]) * 100 + int(found[2] or 0), found[3]
