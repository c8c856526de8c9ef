"""What somebody wants to book, or of a booking to be otherwise."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.booking.domain.booking import Booking, Origin

_FREE = {Origin.STAFF, Origin.IMPORT}


def binds(origin: Origin) -> bool:
    """Whether notice and missed bookings count: not for members of the tenant, nor for imports."""
    return origin not in _FREE


@dataclass(frozen=True)
class Wish:
    """No offering: the default; several: one visit. No resource: any that is free."""

    customer_id: UUID
    start: datetime
    origin: Origin
    offering_ids: tuple[UUID, ...] = ()
    resource_id: UUID | None = None
    party_size: int = 1
    external_ref: str = ""
    note: str = ""
    channel_id: UUID | None = None
    language: str = ""


@dataclass(frozen=True)
class FromHold:
    """A hold that shall become a booking."""

    hold_id: UUID
    customer_id: UUID
    origin: Origin
    external_ref: str = ""
    note: str = ""
    channel_id: UUID | None = None
    language: str = ""


@dataclass(frozen=True)
class Move:
    """How a booking shall be; what is None stays as it is.

    A customer who is named moves their own, and as customers may.
    """

    origin: Origin = Origin.API
    customer_id: UUID | None = None
    etag: str = ""
    start: datetime | None = None
    offering_id: UUID | None = None
    resource_id: UUID | None = None
    party_size: int | None = None

    @property
    def bound(self) -> bool:
        """Whether notice counts."""
        return self.customer_id is not None and binds(self.origin)

    def of(self, booking: Booking) -> Wish:
        """What is wanted of this booking, whole."""
        return Wish(
            customer_id=booking.customer_id,
            start=self.start or booking.time.start,
            origin=self.origin,
            offering_ids=(self.offering_id,) if self.offering_id else booking.offering_ids,
            resource_id=self.resource_id,
            party_size=self.party_size or booking.party_size,
        )

    def changes(self, booking: Booking) -> bool:
        """Whether the booking is not so already."""
        wish = self.of(booking)
        stands = booking.time.start, booking.offering_ids, booking.party_size
        performers = {each.resource_id for each in booking.segments}
        elsewhere = self.resource_id is not None and performers != {self.resource_id}
        return elsewhere or stands != (wish.start, wish.offering_ids, wish.party_size)
