"""A booking service that runs, and tenants in it."""

import pytest

from tests.booking.running import running_booking
from tests.booking.salon import NOW, Salon, new_id


@pytest.fixture(scope="session")
def booking_database(lyo_databases):
    """A database for all tests of this folder: each has tenants of its own in it."""
    return lyo_databases("booking")


@pytest.fixture(scope="session")
async def booking(booking_database):
    """A booking service on a real port, at noon of Sunday, 1 March 2026 (UTC)."""
    async with running_booking(booking_database, now=lambda: NOW) as running:
        yield running


@pytest.fixture
async def salon(booking):
    """A tenant in Rome with Anna and Marco, open from Tuesday to Saturday, and nothing booked."""
    return await Salon.opened(booking)


@pytest.fixture
def nobody(booking):
    """A tenant without a catalog."""
    return Salon(booking, new_id(), "Europe/Rome")
