"""I4, nobody shares a resource, and I5, what customers are told of bookings is true."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from itertools import pairwise
from uuid import UUID

from services.assistant.wording.voice import LANGUAGES
from services.common.dates import day_and_time
from tests.faults.invariants.evidence import Evidence, grouped
from tests.faults.invariants.findings import Breach, Kind
from tests.faults.invariants.stored import Booking, Segment

ACTIVE = frozenset({"held", "pending", "confirmed"})
CONFIRMED = frozenset(texts.confirmed for texts in LANGUAGES.values())
REQUESTED = frozenset(texts.requested for texts in LANGUAGES.values())

_STATE = re.compile(
    rf"(?P<number>\d+\. )?(?P<line>.+?)(?: \([^()]*\))?"
    rf": (?P<state>{'|'.join(sorted(CONFIRMED | REQUESTED))})"
)
"""`1. Taglio, giovedì 24 dicembre, 15:30 (2027): confermato`, in a list or by itself."""

_ENDINGS = tuple(f": {state}" for state in CONFIRMED | REQUESTED)
_UNSURE = frozenset({"held", "pending"})


def never_shared(evidence: Evidence) -> Iterator[Breach]:
    """I4: active segments of a resource do not overlap, and stand as their bookings do."""
    active = [each for each in evidence.stored.segments if each.state in ACTIVE]
    for (tenant, resource), segments in grouped(active, _place).items():
        ordered = sorted(segments, key=lambda each: each.start_time)
        for one, other in pairwise(ordered):
            if other.start_time < one.end_time:
                both = f"{one.booking_id} and {other.booking_id}"
                what = f"resource {resource} of tenant {tenant} is booked twice at"
                yield Breach("I4", f"{what} {other.start_time:%F %R}Z: {both}", Kind.DOUBLE)
    yield from _segments_agree(evidence)


def _place(segment: Segment) -> tuple[UUID, UUID]:
    return segment.tenant_id, segment.resource_id


def _segments_agree(evidence: Evidence) -> Iterator[Breach]:
    owned = [each for each in evidence.stored.segments if each.booking_id]
    segments = grouped(owned, lambda each: (each.tenant_id, each.booking_id))
    for booking in evidence.stored.bookings:
        own = segments.pop((booking.tenant_id, booking.booking_id), [])
        name = f"booking {booking.booking_id} ({booking.state})"
        if not own and not booking.occurrence_id:
            yield Breach("I4", f"{name} has no segment")
        for each in own:
            if each.state != booking.state:
                yield Breach("I4", f"{name} has a segment that is {each.state}")
        first = min((each.start_time for each in own), default=booking.start_time)
        last = max((each.end_time for each in own), default=booking.end_time)
        if not first <= booking.start_time < booking.end_time <= last:
            yield Breach("I4", f"{name} has a segment of another time, {first}")
    for _, booking_id in segments:
        yield Breach("I4", f"a segment is of no booking: {booking_id}")


def told_as_it_is(evidence: Evidence) -> Iterator[Breach]:
    """I5: whatever a customer read of a booking is stored, and whatever is stored was told."""
    bookings = _by_line(evidence)
    yield from _what_was_read(evidence, bookings)
    yield from _what_is_stored(evidence)


Lines = dict[tuple[UUID, UUID, str], list[Booking]]


def _by_line(evidence: Evidence) -> Lines:
    """The bookings by tenant, customer, and how a customer reads them in each language."""
    found: Lines = {}
    for booking in evidence.stored.bookings:
        for line in _lines(booking.offering_name, booking.start_time, booking.time_zone):
            key = (booking.tenant_id, booking.customer_id, line)
            found.setdefault(key, []).append(booking)
    return found


@lru_cache(maxsize=100_000)
def _lines(offering_name: str, start: datetime, zone: str) -> frozenset[str]:
    return frozenset(f"{offering_name}, {day_and_time(start, zone, each)}" for each in LANGUAGES)


def _what_was_read(evidence: Evidence, bookings: Lines) -> Iterator[Breach]:
    for call in evidence.calls:
        message = evidence.messages.get(call.message_id)
        if message is None or not (call.accepted or call.unclear):
            continue
        for match in _states(call.text):
            known = bookings.get((message.tenant_id, message.customer_id, match["line"]), [])
            before = [each for each in known if each.create_time <= call.time]
            what = f"journal {call.entry} to customer {message.customer_id} says {match[0]!r}"
            if not before:
                yield Breach("I5", f"{what}, and there is no such booking")
            elif match["state"] in CONFIRMED and all(each.state in _UNSURE for each in before):
                yield Breach("I5", f"{what}, and {before[0].booking_id} is {before[0].state}")


def _what_is_stored(evidence: Evidence) -> Iterator[Breach]:
    """Each booking of a conversation was named in a reply, and each has an answer of its own."""
    said = grouped(evidence.replies, lambda line: (line.tenant_id, line.customer_id))
    of_talks = [each for each in evidence.stored.bookings if each.origin == "conversation"]
    for customer, bookings in grouped(of_talks, lambda b: (b.tenant_id, b.customer_id)).items():
        texts = [line.text for line in said.get(customer, [])]
        made = Counter(m["line"] for text in texts for m in _states(text) if not m["number"])
        listed = {m["line"] for text in texts for m in _states(text)}
        same = grouped(bookings, lambda b: _lines(b.offering_name, b.start_time, b.time_zone))
        for lines, alike in same.items():
            ids = [str(each.booking_id) for each in alike]
            name = f"customer {customer[1]} at {alike[0].start_time:%F %R}Z: {ids}"
            if not lines & listed:
                yield Breach("I5", f"never told of the booking of {name}", Kind.LOST)
            elif len(alike) > max(1, sum(made[line] for line in lines)):
                yield Breach(
                    "I5", f"more bookings than answers that made them, {name}", Kind.DOUBLE
                )


def _states(text: str) -> Iterator[re.Match[str]]:
    """Each line of the text that says where a booking stands."""
    for line in text.split("\n"):
        if line.endswith(_ENDINGS) and (match := _STATE.fullmatch(line)):
            yield match


def confirmations(evidence: Evidence) -> int:
    """Answers that said that a booking was made."""
    texts = (line.text for line in evidence.replies)
    return sum(any(not match["number"] for match in _states(text)) for text in texts)
