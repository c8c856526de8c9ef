"""Who talks, when and where: what a rule may know beside the dialogue and the event."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from services.assistant.domain.catalog import EMPTY, Catalog

OPEN_FOR = timedelta(minutes=15)
"""How long an offer or a question stands: what was free then may be taken since."""


@dataclass(frozen=True)
class Scene:
    """The frame of one message."""

    at: datetime
    """When the customer wrote it. What counts is this: a repeated turn must decide the same."""
    now: datetime
    """When it is answered, perhaps much later."""
    language: str
    zone: ZoneInfo
    """Of the business. What we show is its wall time: that is where the booking happens."""
    customer_zone: ZoneInfo
    """Of the customer, or of the business where it is not known. What they write is read in it."""
    business: str = ""
    open_for: timedelta = OPEN_FOR
    catalog: Catalog = EMPTY
    missed: bool = False
    """Something was not understood in this turn already: it counts once."""
    unread: bool = False
    """The open question is asked in this very turn: what was written cannot be the answer."""

    @property
    def open_until(self) -> datetime:
        """How long what is asked or offered now stands."""
        return self.now + self.open_for


def zone_of(name: str) -> ZoneInfo | None:
    """The zone of this name, if there is one."""
    try:
        return ZoneInfo(name) if name else None
    except (KeyError, ValueError, OSError):  # unknown, not a name, a folder of zones
        return None
