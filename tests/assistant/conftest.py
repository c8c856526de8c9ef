"""An assistant that runs, with the real booking and tenant services beside it."""

import os
from dataclasses import dataclass

import pytest
from lyo.tenant.v1 import tenant_service_pb2_grpc as tenant_rpc

from services.assistant.servicer import Callees
from services.assistant.usecases.knowledge import Knowledge
from services.common.database import Database
from services.tenant.servicer import registrations as tenant_registrations
from services.tenant.storage.data_keys import key_ring
from services.tenant.usecases.access import AccessUseCases, Pepper
from tests.assistant.business import Clock, Customer, business
from tests.assistant.knowing import running_knowledge
from tests.assistant.people import NOW
from tests.assistant.running import running_assistant
from tests.booking.running import RunningBooking, running_booking
from tests.common.serving import reachable
from tests.database_fixtures import LyoDatabase


@dataclass(frozen=True)
class Mesh:
    """The assistant and whom it calls."""

    database: LyoDatabase
    clock: Clock
    booking: RunningBooking
    callees: Callees
    conversations: object


@pytest.fixture(scope="session")
def assistant_database(lyo_databases):
    """A database for all tests of this folder: each has tenants of its own in it."""
    return lyo_databases("assistant", "booking", "tenant")


@pytest.fixture(scope="session")
async def running_mesh(assistant_database):
    clock = Clock()
    async with (
        Database.opened(assistant_database.url("tenant"), schema="tenant") as tenants,
        reachable(
            tenant_registrations(
                tenants,
                keys=key_ring(os.urandom(32)),
                token_key=os.urandom(32),
                access=AccessUseCases(tenants, Pepper(os.urandom(32)), "test", None, clock),
                now=clock,
            ),
            caller="assistant",
        ) as tenant_channel,
        running_booking(assistant_database, now=clock, caller="assistant") as booking,
    ):
        callees = Callees(
            tenants=tenant_rpc.TenantServiceStub(tenant_channel),
            bookings=booking.bookings,
            catalog=booking.catalogs,
        )
        async with running_assistant(assistant_database, callees, now=clock) as conversations:
            yield Mesh(assistant_database, clock, booking, callees, conversations)


@pytest.fixture
def mesh(running_mesh):
    """All of it, at ten o'clock (UTC) of Monday, 21 December 2026."""
    running_mesh.clock.time = NOW
    return running_mesh


@pytest.fixture
async def salon(mesh):
    """A business in Rome that speaks Italian first; Anna and Marco, from Tuesday to Saturday."""
    return await business(mesh)


@pytest.fixture
def giulia(mesh, salon):
    """A customer of the salon who is known to write English."""
    return Customer(mesh, salon)


@pytest.fixture(scope="session")
async def knowledge(running_mesh):
    """What tenants answer to questions, in the same database."""
    url = running_mesh.database.url("assistant")
    async with (
        Database.opened(url, schema="assistant") as database,
        running_knowledge(database, Knowledge(database), now=running_mesh.clock) as stub,
    ):
        yield stub
