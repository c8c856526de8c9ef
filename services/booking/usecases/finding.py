"""Finds bookings."""

from datetime import datetime
from uuid import UUID

from services.booking.domain.booking import Booking, BookingFilter
from services.booking.domain.errors import BookingNotFound
from services.booking.storage.bookings import Bookings
from services.common.database import Database


class FindingUseCases:
    """What can be known of bookings."""

    def __init__(self, database: Database) -> None:
        self.database = database

    async def get_booking(self, tenant_id: UUID, name: UUID | str) -> Booking:
        """The booking as it stands, by its id or by the tenant's own."""
        async with self.database.tenant_transaction(tenant_id) as connection:
            bookings = Bookings(connection, tenant_id)
            booking_id = name if isinstance(name, UUID) else await bookings.id_of(name)
            if booking_id is None:
                raise BookingNotFound(name)
            return await bookings.get(booking_id)

    async def list_bookings(
        self,
        tenant_id: UUID,
        wanted: BookingFilter,
        limit: int,
        *,
        after: tuple[datetime, UUID] | None = None,
    ) -> list[Booking]:
        """At most so many bookings by start, beginning behind the one named."""
        async with self.database.tenant_transaction(tenant_id) as connection:
            return await Bookings(connection, tenant_id).page(wanted, limit, after=after)
