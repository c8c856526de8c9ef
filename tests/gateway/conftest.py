"""A gateway with a database of its own."""

import pytest

from tests.gateway.running import running_gateway


@pytest.fixture
def database(lyo_database):
    return lyo_database("gateway")


@pytest.fixture
async def gateway(database):
    async with running_gateway(database.url("gateway")) as running:
        yield running
