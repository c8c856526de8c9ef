"""The clock is a parameter: whoever needs the time is given a `Clock`."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The one place where the real time comes in."""
    return datetime.now(UTC)
