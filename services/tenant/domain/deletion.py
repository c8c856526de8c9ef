"""What is deleted can be had back for a while, and is then removed for good."""

from datetime import datetime, timedelta

KEPT = timedelta(days=30)
"""How long a deletion can be undone."""


def is_over(purge_time: datetime | None, now: datetime) -> bool:
    """Whether the time in which a deletion can be undone has passed."""
    return purge_time is not None and purge_time <= now
