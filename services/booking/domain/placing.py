"""Who performs the parts of a visit, one after the other?"""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from itertools import accumulate

from services.booking.domain.schedule import Performer, Schedule
from services.booking.domain.spans import Span

Placing = tuple[Performer, ...]
"""Who performs each part, in their order."""


def part_starts(parts: Sequence[Schedule], start: int) -> list[int]:
    """When each part begins: the next when the one before ends."""
    return list(accumulate((each.pace.length for each in parts[:-1]), initial=start))


def placed_spans(parts: Sequence[Schedule], start: int, placing: Placing) -> list[Span]:
    """For how long each is taken; between parts that one resource performs there are no buffers."""
    spans = []
    for at, (part, begin) in enumerate(zip(parts, part_starts(parts, start), strict=True)):
        first, last = part.pace.taken(begin)
        if at and _same(placing[at - 1], placing[at]):
            first = begin
        if at + 1 < len(parts) and _same(placing[at], placing[at + 1]):
            last = begin + part.pace.length
        spans.append((first, last))
    return spans


def placings(parts: Sequence[Schedule], start: int, day: date, party: int) -> Iterator[Placing]:
    """Ways to place the visit on free resources, those preferred that one resource performs
    whole."""
    ways = _Ways(parts, start, day, party)
    whole = set()
    for placing in ways.whole():
        whole.add(placing[0].resource_id)
        yield placing
    for placing in ways.all():
        if not (_is_whole(placing) and placing[0].resource_id in whole):
            yield placing


class _Ways:
    """The parts as layers of who could perform each; a way through them is a placing."""

    def __init__(self, parts: Sequence[Schedule], start: int, day: date, party: int) -> None:
        self.parts = parts
        self.start = start
        self.starts = part_starts(parts, start)
        self.layers = [
            [each for each in part.preferred(day, party) if self._could(at, each)]
            for at, part in enumerate(parts)
        ]
        self.ends = cache(self._ends)

    def whole(self) -> Iterator[Placing]:
        """By one resource."""
        for who in self.layers[0]:
            placing = tuple(each for layer in self.layers for each in layer if _same(each, who))
            if len(placing) == len(self.parts) and self._is_free(placing):
                yield placing

    def all(self, chosen: Placing = ()) -> Iterator[Placing]:
        """All ways that begin with these."""
        at = len(chosen)
        if at == len(self.parts):
            yield chosen
            return
        for who in self._in_order(at, chosen):
            if self.ends(at, who) and self._follows(chosen, who):
                yield from self.all((*chosen, who))

    def _in_order(self, at: int, chosen: Placing) -> list[Performer]:
        """Who performed the part before goes on where that can be."""
        return sorted(self.layers[at], key=lambda each: not (chosen and _same(each, chosen[-1])))

    def _could(self, at: int, who: Performer) -> bool:
        """Whether the resource is there and free for the part itself, buffers not counted."""
        span = self.starts[at], self.starts[at] + self.parts[at].pace.length
        there = self.parts[at].may_start(who, span[0]) if at == 0 else who.is_there(span)
        return there and who.taken.is_free(span)

    def _ends(self, at: int, who: Performer) -> bool:
        """Whether a way leads on from here to the end."""
        if at == len(self.parts) - 1:
            return self._rests(at, who)
        return any(
            self._may_change(at, who, each) and self.ends(at + 1, each)
            for each in self.layers[at + 1]
        )

    def _may_change(self, at: int, who: Performer, other: Performer) -> bool:
        return _same(who, other) or (self._rests(at, who) and self._prepares(at + 1, other))

    def _prepares(self, at: int, who: Performer) -> bool:
        """Whether there is room for the buffer before the part."""
        begin = self.starts[at]
        return who.taken.is_free((begin - self.parts[at].pace.before, begin + 1))

    def _rests(self, at: int, who: Performer) -> bool:
        """Whether there is room for the buffer after the part."""
        end = self.starts[at] + self.parts[at].pace.length
        return who.taken.is_free((end - 1, end + self.parts[at].pace.after))

    def _follows(self, chosen: Placing, who: Performer) -> bool:
        """Whether the next part can be theirs, after these."""
        at = len(chosen)
        if at == 0:
            return self._prepares(0, who)
        if _same(chosen[-1], who):
            return True
        begin = self.starts[at] - self.parts[at].pace.before
        return self._may_change(at - 1, chosen[-1], who) and not any(
            _same(each, who) and self._rested(earlier) > begin
            for earlier, each in enumerate(chosen)
        )

    def _rested(self, at: int) -> int:
        return self.starts[at] + self.parts[at].pace.length + self.parts[at].pace.after

    def _is_free(self, placing: Placing) -> bool:
        spans = placed_spans(self.parts, self.start, placing)
        return all(who.taken.is_free(each) for who, each in zip(placing, spans, strict=True))


def _is_whole(placing: Placing) -> bool:
    return all(_same(each, placing[0]) for each in placing)


def _same(one: Performer, other: Performer) -> bool:
    return one.resource_id == other.resource_id
