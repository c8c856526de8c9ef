"""A tenant service that runs, and tenants in it."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.tenant.running import running_tenant
from tests.tenant.senders import wrote


class Ticking:
    """A clock that is a second later each time somebody looks."""

    def __init__(self) -> None:
        self.time = datetime(2026, 3, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.time += timedelta(seconds=1)
        return self.time


@pytest.fixture(scope="session")
def tenant_database(lyo_databases):
    """A database for all tests of this folder: each has tenants of its own in it."""
    return lyo_databases("tenant")


@pytest.fixture(scope="session")
async def tenant(tenant_database):
    """A tenant service on a real port, without any default of the installation."""
    async with running_tenant(tenant_database, now=Ticking()) as running:
        yield running


@pytest.fixture
async def salon(tenant):
    """A tenant with a WhatsApp channel."""
    return await tenant.open()


@pytest.fixture
async def rival(tenant):
    """Another tenant with a WhatsApp channel."""
    return await tenant.open()


@pytest.fixture
def resolve(tenant, salon):
    """Ask who wrote to the salon."""

    async def ask(*identities, name="", to=salon, former=()):
        request = wrote(to, *identities, name=name, former=former)
        return await tenant.customers.ResolveInbound(request)

    return ask
