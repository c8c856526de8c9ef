"""Links: signed texts that let whoever has one do one thing with one booking, and nothing else.

What a link does stands in it, and the signature says that it was made here: nothing is stored for
it. It expires when its booking was to begin, and holds only while the booking still begins then.
One to a slot holds until the booking changes in any way, so that it moves it once.
"""

import base64
import hmac
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import IntEnum, StrEnum
from hashlib import sha256
from uuid import UUID

from services.booking.domain.booking import Booking, State
from services.booking.domain.errors import LinkInvalid
from services.booking.domain.terms import Terms
from services.common.fields import derived

PREFIX = "lb1."
"""How every link begins, so that it is told from other things that come back."""

LONGEST = 200
"""Characters: what fits into a row of a menu."""

_TAG_BYTES = 16
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)
_NOBODY = UUID(int=0)

# The lengths, with the tag, are multiples of three: in base64 no bit is left that says nothing.
_OF_ALL = struct.Struct(">B16s16sq")
_OF_MOVE_TO = struct.Struct(">q16s6s")


class LinkKind(IntEnum):
    """What a link does. The numbers stand in links that are on their way."""

    CONFIRM = 1
    MOVE = 2
    CANCEL = 3
    MOVE_TO = 4


ACTIONS = (LinkKind.CONFIRM, LinkKind.MOVE, LinkKind.CANCEL)
"""What can be done with a booking, in the order in which it is offered."""


class LinkState(StrEnum):
    """Whether a link can do what it is for."""

    OPEN = "open"
    DONE = "done"
    OUTDATED = "outdated"
    """The booking is not as it was, or has begun."""
    TOO_LATE = "too_late"
    """Customers may not do it so late."""


@dataclass(frozen=True)
class Link:
    """`start`: when the booking begins that it is made for. Of MOVE_TO also the start that it moves
    the booking to, to whom (None: whoever is free), and of which revision of the booking."""

    kind: LinkKind
    tenant_id: UUID
    booking_id: UUID
    start: datetime
    move_to: datetime | None = None
    resource_id: UUID | None = None
    revision: int = 0

    @property
    def done_as(self) -> UUID:
        """The id of the request that follows it: the same each time, so that it is done once."""
        moved: tuple[str, ...] = ()
        if self.move_to:
            moved = (self.move_to.isoformat(), str(self.resource_id), str(self.revision))
        return derived(self.booking_id, "link", self.kind.name, self.start.isoformat(), *moved)


class Links:
    """Writes and reads links with one key of the installation."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def written(self, link: Link) -> str:
        """The link as a text: letters, digits, `-`, `_` and one dot."""
        content = _packed(link)
        tagged = base64.urlsafe_b64encode(content + self._tag(content))
        return PREFIX + tagged.decode()

    def read(self, text: str) -> Link:
        """What was written so, or LinkInvalid."""
        tagged = _decoded(text)
        content, tag = tagged[:-_TAG_BYTES], tagged[-_TAG_BYTES:]
        if not hmac.compare_digest(tag, self._tag(content)):
            raise LinkInvalid
        return _unpacked(content)

    def of(
        self, tenant_id: UUID, booking: Booking, kinds: Iterable[LinkKind]
    ) -> dict[LinkKind, str]:
        """The links that do these things with the booking as it is."""
        start = booking.time.start
        links = (Link(kind, tenant_id, booking.booking_id, start) for kind in kinds)
        return {each.kind: self.written(each) for each in links}

    def _tag(self, content: bytes) -> bytes:
        said = PREFIX.encode() + content
        return hmac.new(self._key, said, sha256).digest()[:_TAG_BYTES]


def state_of(link: Link, booking: Booking, terms: Terms, now: datetime) -> LinkState:
    """Whether the link can do what it is for."""
    if _is_done(link, booking):
        return LinkState.DONE
    if not _holds(link, booking) or now >= link.start:
        return LinkState.OUTDATED
    if link.kind is LinkKind.CONFIRM:
        return LinkState.OPEN
    notice = terms.cancel_notice if link.kind is LinkKind.CANCEL else terms.move_notice
    return LinkState.TOO_LATE if now > link.start - notice else LinkState.OPEN


def _is_done(link: Link, booking: Booking) -> bool:
    if link.kind is LinkKind.MOVE_TO:
        return _stands(booking) and booking.time.start == link.move_to
    if booking.time.start != link.start:
        return False
    if link.kind is LinkKind.CANCEL:
        return booking.state is State.CANCELLED
    attends = booking.attendance_time is not None
    return link.kind is LinkKind.CONFIRM and attends and _stands(booking)


def _holds(link: Link, booking: Booking) -> bool:
    """Whether the booking is as it was. Nobody says they will come to what is not agreed."""
    if link.kind is LinkKind.MOVE_TO and booking.revision != link.revision:
        return False
    asked = link.kind is LinkKind.CONFIRM and booking.state is State.PENDING
    return _stands(booking) and booking.time.start == link.start and not asked


def _stands(booking: Booking) -> bool:
    return booking.state in {State.PENDING, State.CONFIRMED}


def _packed(link: Link) -> bytes:
    content = _OF_ALL.pack(
        link.kind, link.tenant_id.bytes, link.booking_id.bytes, _ticks(link.start)
    )
    if link.move_to is None:
        return content
    resource = (link.resource_id or _NOBODY).bytes
    return content + _OF_MOVE_TO.pack(_ticks(link.move_to), resource, link.revision.to_bytes(6))


def _unpacked(content: bytes) -> Link:
    """Of what we have signed, so that it is well formed."""
    kind, tenant_id, booking_id, start = _OF_ALL.unpack_from(content)
    link = Link(LinkKind(kind), UUID(bytes=tenant_id), UUID(bytes=booking_id), _instant(start))
    if link.kind is not LinkKind.MOVE_TO:
        return link
    move_to, resource, revision = _OF_MOVE_TO.unpack_from(content, _OF_ALL.size)
    resource_id = UUID(bytes=resource)
    return Link(
        link.kind,
        link.tenant_id,
        link.booking_id,
        link.start,
        _instant(move_to),
        None if resource_id == _NOBODY else resource_id,
        int.from_bytes(revision),
    )


def _decoded(text: str) -> bytes:
    """The bytes of a text, if it is the one text that they have."""
    encoded = text.removeprefix(PREFIX).encode("ascii", "replace")
    if not text.startswith(PREFIX) or len(text) > LONGEST:
        raise LinkInvalid
    try:
        tagged = base64.urlsafe_b64decode(encoded)
    except ValueError:
        raise LinkInvalid from None
    if base64.urlsafe_b64encode(tagged) != encoded:
        raise LinkInvalid
    return tagged


def _ticks(instant: datetime) -> int:
    return (instant - _EPOCH) // _TICK


def _instant(ticks: int) -> datetime:
    return _EPOCH + ticks * _TICK
