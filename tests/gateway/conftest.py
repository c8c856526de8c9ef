"""A gateway with a database of its own."""

import pytest

from tests.common.fixtures import lines
from tests.gateway.office import running_office
from tests.gateway.running import running_gateway
from tests.gateway.visitor import Visitor

__all__ = ["lines"]


@pytest.fixture
def database(lyo_database):
    return lyo_database("gateway")


@pytest.fixture
async def gateway(database):
    async with running_gateway(database.url("gateway")) as running:
        yield running


@pytest.fixture(scope="session")
async def office(lyo_databases):
    """A gateway, tenants and bookings: each test has tenants and keys of its own in it."""
    async with running_office(
        lyo_databases("gateway", "tenant", "booking", "notifier", "assistant")
    ) as running:
        yield running


@pytest.fixture
async def visitor(office):
    """Somebody with a booking, and links to it."""
    return await Visitor.of(office)
