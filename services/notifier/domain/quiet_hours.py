"""When nobody is woken: the part of the day, on the customer's clocks, that waits for no reply."""

import re
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from services.notifier.domain.message import Message, Purpose
from services.notifier.domain.sending_rules import QuietHours

CAN_WAIT = frozenset({Purpose.REMINDER, Purpose.NOTIFICATION, Purpose.CAMPAIGN})
"""Who has just booked or asked is awake."""

NEVER = "never"
PATTERN = rf"{NEVER}|([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)"
"""`21:00-08:00`, or `never`."""


def read(text: str) -> QuietHours | None:
    """Quiet hours as settings write them. ValueError where they are not written like that."""
    found = re.fullmatch(PATTERN, text)
    if found is None:
        raise ValueError("not like 21:00-08:00, nor never")
    if text == NEVER:
        return None
    hour, minute, end_hour, end_minute = map(int, found.groups())
    return QuietHours(60 * hour + minute, 60 * end_hour + end_minute)


def zone_of(message: Message) -> ZoneInfo | None:
    """Where its recipient's clocks are; None: nobody knows."""
    if message.zone:
        return ZoneInfo(message.zone)
    return message.event.zone if message.event else None


def quiet_until(quiet: QuietHours, zone: ZoneInfo, now: datetime) -> datetime | None:
    """When the quiet time that is under way there ends. UTC. None: it is not quiet."""
    local = now.astimezone(zone)
    minute = 60 * local.hour + local.minute
    start, end = quiet.start_minute, quiet.end_minute
    overnight = end < start
    inside = (minute >= start or minute < end) if overnight else start <= minute < end
    if not inside:
        return None
    day = local.date() + timedelta(days=1 if overnight and minute >= start else 0)
    over = datetime.combine(day, time(end // 60, end % 60), zone).astimezone(UTC)
    # Where clocks were set back meanwhile the end may have been before.
    return over if over > now else None


def waits_until(message: Message, quiet: QuietHours | None, now: datetime) -> datetime | None:
    """Until when the message waits for people to wake up; None: it is sent now, because it is not
    quiet, because it cannot wait, or because it would come too late."""
    zone = zone_of(message)
    if quiet is None or zone is None or message.purpose not in CAN_WAIT:
        return None
    over = quiet_until(quiet, zone, now)
    return over if over is not None and over < message.expire_time else None
