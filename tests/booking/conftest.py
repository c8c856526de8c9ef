"""A booking service that runs, and tenants in it."""

import pytest

from tests.booking.desk import TUESDAY, Desk
from tests.booking.neighbours import SUNDAY, neighbourhood
from tests.booking.running import Turning, TurningClock, running_booking
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


@pytest.fixture(scope="session")
async def turning(booking_database):
    """A booking service whose clock the tests turn: `turning.clock.turn("2026-03-03T15:00")`."""
    clock = TurningClock()
    async with running_booking(booking_database, now=clock) as running:
        yield Turning(running.channel, running.bookings, running.catalogs, running.links, clock)


@pytest.fixture
def clock(turning):
    """The clock of `turning`, at noon of Sunday, 1 March 2026 (UTC)."""
    turning.clock.time = NOW
    return turning.clock


@pytest.fixture
async def salon(booking):
    """A tenant in Rome with Anna and Marco, open from Tuesday to Saturday, and nothing booked."""
    return await Salon.opened(booking)


@pytest.fixture
async def desk(turning, clock):
    """A tenant with Anna and Marco, whose clock can be turned, and one booking with its links."""
    salon = await Salon.opened(turning)
    return Desk(salon, await salon.book(TUESDAY))


@pytest.fixture
def nobody(booking):
    """A tenant without a catalog."""
    return Salon(booking, new_id(), "Europe/Rome")


@pytest.fixture(scope="session")
async def running_town(lyo_databases):
    """A booking service that is followed, with tenant service and notifier beside it."""
    async with neighbourhood(lyo_databases) as town:
        yield town


@pytest.fixture
async def town(running_town):
    """At noon (UTC) of Sunday, 3 March 2030, with the notifier open."""
    running_town.clock.time = SUNDAY
    yield running_town
    running_town.entrance.open()
    await running_town.settled()


@pytest.fixture
async def shop(town):
    """A tenant of the town: Anna and Marco in Rome, approved at once."""
    return await town.open()


@pytest.fixture
async def customer(shop):
    """A customer of the shop, with a phone."""
    return await shop.customer()
