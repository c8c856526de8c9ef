"""Where a booking takes place."""

from dataclasses import dataclass
from typing import Self

from lyo.booking.v1 import booking_service_pb2 as pb


@dataclass(frozen=True)
class Place:
    """A name and the postal address in one line, which may be empty."""

    name: str
    address: str = ""

    @classmethod
    def of(cls, booking: pb.Booking, business: str) -> Self:
        """The venue of the booking; where it has none it is at the business."""
        if booking.HasField("venue"):
            return cls(booking.venue.name, booking.venue.address)
        return cls(business)

    @property
    def line(self) -> str:
        return ", ".join(part for part in (self.name, self.address) if part)
