"""What a customer wants at one go, and when it can be had."""

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain, islice
from uuid import UUID
from zoneinfo import ZoneInfo

from services.booking.domain.booking import Segment
from services.booking.domain.calendar import TimeRange
from services.booking.domain.catalog import Approval
from services.booking.domain.choices import CHOICES, choices
from services.booking.domain.errors import PartyTooLarge, PartyTooSmall, Refusal, VisitWrong
from services.booking.domain.free_slots import slots_on
from services.booking.domain.hours import Rules, Venue
from services.booking.domain.placing import part_starts
from services.booking.domain.schedule import REACH, Schedule, days_between
from services.booking.domain.seats import seats_of
from services.booking.domain.slot import PartOfDay, Slot, part_of_day
from services.booking.domain.spans import day_span, second_from, second_of

LONGEST = timedelta(hours=24)
"""No booking is longer: lists of what ends later than an instant rely on it."""

_LEAST = timedelta.resolution


@dataclass(frozen=True)
class Visit:
    """What a customer wants at one go: one offering or several, one after the other."""

    parts: tuple[Schedule, ...]

    def check(self) -> None:
        """Refuse a visit that cannot be."""
        if len(self.parts) > 1 and any(each.occurrences for each in self.parts):
            raise VisitWrong("a group offering is booked by itself")
        if self.length > LONGEST:
            raise VisitWrong("a visit lasts at most 24 hours")

    def check_party(self, party: int) -> None:
        """Refuse more or fewer people than it is for."""
        most = min((each.most for each in self.parts if each.most is not None), default=None)
        if most is not None and party > most:
            raise PartyTooLarge(most)
        least = max(each.offering.party.least for each in self.parts)
        if party < least:
            raise PartyTooSmall(least)

    @property
    def zone(self) -> ZoneInfo:
        return self.parts[0].zone

    @property
    def rules(self) -> Rules:
        return self.parts[0].rules

    @property
    def approval(self) -> Approval:
        """By hand where any part is."""
        by_hand = any(each.approval is Approval.BY_HAND for each in self.parts)
        return Approval.BY_HAND if by_hand else Approval.AUTOMATIC

    @property
    def offering_id(self) -> UUID:
        """That of the first part."""
        return self.parts[0].offering.offering_id

    @property
    def offering_name(self) -> str:
        """As customers read it, for example `Taglio + Colore`."""
        return " + ".join(each.offering.display_name for each in self.parts)

    @property
    def seats(self) -> int:
        """How many people share an occurrence of a group offering; 0: it is none."""
        group = self.parts[0].offering.group
        return group.seats if group else 0

    @property
    def resource_ids(self) -> tuple[UUID, ...]:
        """All who perform any part."""
        found = (who.resource_id for part in self.parts for who in part.performers)
        return tuple(dict.fromkeys(found))

    @property
    def length(self) -> timedelta:
        return sum((each.offering.pace.length for each in self.parts), timedelta())

    @property
    def currency_code(self) -> str:
        """Of the price; empty where the parts have prices that cannot be added."""
        codes = {each.offering.currency_code for each in self.parts if each.offering.price_cents}
        return codes.pop() if len(codes) == 1 else ""

    @property
    def price_cents(self) -> int:
        """Of all parts; 0 where they have prices that cannot be added."""
        return sum(each.offering.price_cents for each in self.parts) if self.currency_code else 0

    @property
    def venue(self) -> Venue | None:
        """The first that a part names."""
        return next((each.offering.venue for each in self.parts if each.offering.venue), None)

    def time_at(self, start: datetime) -> TimeRange:
        """What the customer gets: without buffers."""
        return TimeRange(start, start + self.length)

    def taken_at(self, start: datetime) -> TimeRange:
        """The longest that it may take anybody: buffers included."""
        paces, offered = [each.offering.pace for each in self.parts], self.time_at(start)
        before = max(each.buffer_before for each in paces)
        return TimeRange(
            offered.start - before, offered.end + max(each.buffer_after for each in paces)
        )

    def left(self, start: datetime) -> int:
        """How many seats of the occurrence of then are left; 0: it is no group offering."""
        seats = seats_of(self.parts)
        return seats.left(second_of(start)) if seats else 0

    def has_place(self, start: datetime) -> bool:
        """Whether it is a seat of an occurrence that has its place already."""
        seats = seats_of(self.parts)
        return seats is not None and seats.stands(second_of(start))

    def occurrence_at(self, start: datetime) -> TimeRange | None:
        """The occurrence of a group offering that starts then."""
        if (seats := seats_of(self.parts)) is None:
            return None
        return None if seats.refusal(second_of(start)) else self.time_at(start)

    def refusal(self, start: datetime, party: int, now: datetime, *, bound: bool) -> Refusal | None:
        """Why no slot starts then, or None. Whether it is taken is another question.

        `bound`: notices hold, as they do for customers.
        """
        if start <= now:
            return Refusal.IN_THE_PAST
        first, last = self._bookable(now) if bound else (start, start)
        if start < first:
            return Refusal.NOTICE_TOO_SHORT
        if last is not None and start > last:
            return Refusal.TOO_FAR_AHEAD
        return self._refusal(second_of(start), party) or _between_seconds(start)

    def choices(
        self, start: datetime, party: int, *, rather: Sequence[UUID] = ()
    ) -> Iterator[tuple[Segment, ...]]:
        """Ways to place it on free resources, the preferred first; before all others the way with
        `rather`, one for each part.

        One without segments: a group offering that nobody performs, or whose occurrence has its
        place already.
        """
        second = second_of(start)
        ways = choices(self.parts, second, party)
        if len(rather) == len(self.parts):
            ways = chain(choices(self._performed_by(rather), second, party), ways)
        return islice(ways, CHOICES)

    def _performed_by(self, who: Sequence[UUID]) -> list[Schedule]:
        return [part.performed_by(each) for part, each in zip(self.parts, who, strict=True)]

    def slots(
        self,
        first: datetime,
        end: datetime,
        now: datetime,
        *,
        party: int = 1,
        part: PartOfDay | None = None,
        bound: bool = True,
    ) -> Iterator[Slot]:
        """The free slots that start at `first` or later and before `end`, the earliest first."""
        first, end = self._window(first, end, now, bound=bound)
        found = self._slots(first, end, party)
        if part is None:
            return found
        return (
            each for each in found if part_of_day(each.time.start.astimezone(self.zone)) is part
        )

    def nearest(
        self,
        near: datetime,
        count: int,
        now: datetime,
        *,
        party: int = 1,
        bound: bool = True,
        reach: timedelta = REACH,
    ) -> list[Slot]:
        """The free slots nearest to an instant, in the order of time; none that has begun.

        Of two that are equally near the later one is taken.
        """
        first, end = self._window(near - reach, near + reach, now, bound=bound)
        later = self._slots(max(near, first), end, party)
        earlier = self._slots(first, min(near, end), party, backwards=True)
        outwards = heapq.merge(later, earlier, key=lambda slot: abs(slot.time.start - near))
        return sorted(islice(outwards, count), key=lambda slot: slot.time)

    def bookable(self, near: datetime, now: datetime, *, bound: bool) -> datetime:
        """The instant nearest to it at which a booking may begin."""
        first, last = self._bookable(now) if bound else (now, None)
        return max(near if last is None else min(near, last), first)

    def _bookable(self, now: datetime) -> tuple[datetime, datetime | None]:
        """The first and the last start that notices leave to customers now."""
        notices = [each.offering.notices for each in self.parts]
        ahead = min((each.ahead for each in notices if each.ahead is not None), default=None)
        first = now + max(each.book for each in notices)
        return first, None if ahead is None else now + ahead

    def _window(
        self, first: datetime, end: datetime, now: datetime, *, bound: bool
    ) -> tuple[datetime, datetime]:
        first = max(first, now + _LEAST)
        if not bound:
            return first, end
        earliest, last = self._bookable(now)
        return max(first, earliest), end if last is None else min(end, last + _LEAST)

    def _slots(
        self, first: datetime, end: datetime, party: int, *, backwards: bool = False
    ) -> Iterator[Slot]:
        if first >= end:
            return
        begin, close = second_of(first), second_from(end)
        for day in days_between(begin, close, self.zone, backwards=backwards):
            day_begin, day_end = day_span(day, self.zone)
            if day_end <= begin or close <= day_begin:
                continue
            slots = slots_on(self.parts, day, party)
            for slot in reversed(slots) if backwards else slots:
                if first <= slot.time.start < end:
                    yield slot

    def _refusal(self, start: int, party: int) -> Refusal | None:
        if seats := seats_of(self.parts):
            return seats.refusal(start)
        first, *others = zip(self.parts, part_starts(self.parts, start), strict=True)
        refusals = chain(
            [first[0].refusal(first[1], party)],
            (part.refusal(begin, party, follows=True) for part, begin in others),
        )
        return next(filter(None, refusals), None)


def _between_seconds(start: datetime) -> Refusal | None:
    return Refusal.START_NOT_OFFERED if start.microsecond else None
