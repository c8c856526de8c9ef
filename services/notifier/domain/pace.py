"""How fast may be sent: a steady rate with room for a burst, which is paid back.

Kept as one instant, up to which all room is taken: each call moves it on by `every`, and may be
made while it is no further ahead of now than the burst. Nothing else needs to be counted.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from services.notifier.domain.message import Purpose

NONE = timedelta()
UNASKED_SHARE = 0.75
"""Of a number's pace: what nobody asked for leaves the rest to replies."""


class Rank(IntEnum):
    """Who goes first where there is not room for all."""

    REPLY = 0
    NOTICE = 1
    CAMPAIGN = 2


def rank_of(purpose: Purpose) -> Rank:
    if purpose is Purpose.REPLY:
        return Rank.REPLY
    return Rank.CAMPAIGN if purpose is Purpose.CAMPAIGN else Rank.NOTICE


@dataclass(frozen=True)
class Pace:
    """One call `every` so long; `burst` of them at once where there were none for a while."""

    every: timedelta
    burst: int

    @property
    def room(self) -> timedelta:
        """How far ahead of now the taken time may be for another call."""
        return self.every * (self.burst - 1)

    def wait(self, taken_until: datetime | None, now: datetime) -> timedelta:
        """How long until a call may be made; nothing: now."""
        if taken_until is None:
            return NONE
        return max(taken_until - self.room - now, NONE)

    def taken(self, taken_until: datetime | None, now: datetime) -> datetime:
        """Up to when room is taken once another call is made."""
        return (now if taken_until is None else max(taken_until, now)) + self.every


PAIR = Pace(timedelta(seconds=6), 45)
"""What WhatsApp takes from one number to one recipient: more is refused with 131056."""


class NumberPace:
    """How fast one number sends. A busy process takes up to a fortieth of a second of its time at
    once, and uses the places in it as they are needed: so not each message waits for the row of
    its number.

    Where the number is busy, replies take time that is further ahead than notices may take, and
    those further than campaigns: whoever ranks lower waits until the others have enough.
    """

    def __init__(self, rate: float) -> None:
        self.one = timedelta(seconds=1) / rate
        """What one message takes."""
        self.places = max(int(rate // 40), 1)
        """Messages of the largest portion."""
        self.portion = self.places * self.one

    def every(self, rank: Rank) -> timedelta:
        """Between two that wait in one line: what nobody asked for leaves a quarter to replies."""
        return self.one if rank is Rank.REPLY else self.one / UNASKED_SHARE

    def latest(self, rank: Rank, now: datetime) -> datetime:
        """Up to when time may be taken already for more of it to be. Who ranks lowest may be one
        portion ahead too: where nobody else wants it no time passes unused between two of them."""
        return now + (Rank.CAMPAIGN - rank + 1) * self.portion

    def wait(self, rank: Rank, taken_until: datetime | None, now: datetime) -> timedelta:
        """How long until more of it may be taken; nothing: now."""
        if taken_until is None:
            return NONE
        return max(taken_until - self.latest(rank, now), NONE)


ANEW = 10
"""The time that is waited for moves on by more places than that: it is another wait. The time of a
number moves on place by place while there is a line."""


class Line:
    """Who waits for the same thing comes back one after the other. Where it takes longer than was
    said all ask once more, and line up anew."""

    def __init__(self) -> None:
        self._until: datetime | None = None
        self._next: datetime | None = None

    def place(self, until: datetime, every: timedelta) -> datetime:
        """When the next one comes back: never before `until`."""
        goes_on = self._until is not None and abs(until - self._until) <= ANEW * every
        at = max(until, self._next) if goes_on and self._next else until
        self._until, self._next = until, at + every
        return at
