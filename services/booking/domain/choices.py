"""Ways to place what a customer wants at a start on free resources."""

from collections.abc import Iterator, Sequence

from services.booking.domain.booking import Segment
from services.booking.domain.placing import Placing, placed_spans, placings
from services.booking.domain.schedule import Schedule, wall_of
from services.booking.domain.seats import seats_of
from services.booking.domain.spans import range_of

CHOICES = 50
"""In how many ways a visit is tried to be placed."""


def choices(parts: Sequence[Schedule], start: int, party: int) -> Iterator[tuple[Segment, ...]]:
    """The preferred way first.

    One without segments: a group offering that nobody performs, or whose occurrence has its place
    already.
    """
    if seats_of(parts):
        return _of_group(parts, start)
    if len(parts) == 1:
        return _of_one(parts, start, party)
    day = wall_of(start, parts[0].zone).date()
    return (_segments(parts, start, each) for each in placings(parts, start, day, party))


def _of_one(parts: Sequence[Schedule], start: int, party: int) -> Iterator[tuple[Segment, ...]]:
    only = parts[0]
    for who in only.preferred(wall_of(start, only.zone).date(), party):
        if only.is_free(who, start):
            yield _segments(parts, start, (who,))


def _of_group(parts: Sequence[Schedule], start: int) -> Iterator[tuple[Segment, ...]]:
    seats, day = seats_of(parts), wall_of(start, parts[0].zone).date()
    if seats is None or (performed_by := seats.performed_by(start, day)) is None:
        return
    if seats.stands(start) or not performed_by:
        yield ()
        return
    for who in seats.free(start, day):
        yield _segments(parts, start, (who,))


def _segments(parts: Sequence[Schedule], start: int, placing: Placing) -> tuple[Segment, ...]:
    spans = placed_spans(parts, start, placing)
    return tuple(
        Segment(who.resource_id, who.name, range_of(span), part.offering.offering_id)
        for part, who, span in zip(parts, placing, spans, strict=True)
    )
