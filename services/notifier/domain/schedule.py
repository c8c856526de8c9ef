"""When a message is to be sent, where that is not at once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from services.notifier.domain.errors import AlreadySent, InThePast, TooFarAhead
from services.notifier.domain.message import Message
from services.notifier.domain.states import State

LONGEST = timedelta(days=366)
"""So far ahead a message may be scheduled: a year, whichever."""


def check_time(send_time: datetime, now: datetime) -> None:
    """Refuse a time that is over, or is so far away that it must be a mistake."""
    if send_time <= now:
        raise InThePast
    if send_time - now > LONGEST:
        raise TooFarAhead


def moved(message: Message, send_time: datetime) -> Message:
    """The message, to be sent at another time; its expiry moves along. Raises ALREADY_SENT where it
    was sent, is being sent, or has ended."""
    if message.state is not State.QUEUED or message.attempts:
        raise AlreadySent(message.state)
    before = message.send_time or message.create_time
    return replace(message, send_time=send_time, expire_time=_later(message, send_time - before))


def _later(message: Message, by: timedelta) -> datetime:
    try:
        return message.expire_time + by
    except OverflowError:  # it never expired before either
        return datetime.max.replace(tzinfo=UTC)
