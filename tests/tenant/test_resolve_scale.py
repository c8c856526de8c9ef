"""Is who wrote found by indexes alone, however many tenants and customers there are?"""

import asyncio

import psycopg
import pytest

from services.common.database import Database
from services.tenant.domain.channel import Platform
from services.tenant.domain.identity import Identity, IdentityKind
from services.tenant.usecases.inbound import InboundUseCases
from tests.tenant.conftest import Ticking
from tests.tenant.many import seed

TENANTS, OWNERS, CUSTOMERS = 2_000, 4, 20_000
READ = ("addresses", "channels", "customers", "identities", "tenants")


@pytest.fixture(scope="module")
def crowded(lyo_databases):
    """A database with many tenants and customers."""
    database = lyo_databases("tenant")
    with psycopg.connect(database.superuser_url) as connection:
        seed(connection, tenants=TENANTS, owners=OWNERS, customers=CUSTOMERS)
    return database


@pytest.fixture
def reads(crowded):
    """What was read of each table since the test began: how often all of it, how often by an index,
    and how many rows."""

    def counted():
        rows = crowded.rows(
            """SELECT relname, seq_scan, idx_scan, idx_tup_fetch FROM pg_stat_all_tables
               WHERE schemaname = 'tenant' AND relname = ANY (%s)""",
            list(READ),
        )
        return {name: counts for name, *counts in rows}

    before = counted()
    return lambda: {
        name: [now - then for now, then in zip(counts, before[name], strict=True)]
        for name, counts in counted().items()
    }


# As often as it takes until PostgreSQL plans once for all values, and some more.
TIMES = 20
ROWS = 30
"""Of one table for one message: more than a message names, far less than a tenant has."""


@pytest.mark.parametrize("kind", ["known", "new", "changed"])
async def test_whoever_writes_few_rows_are_read_and_each_by_an_index(crowded, reads, kind):
    async with Database.opened(crowded.url("tenant"), schema="tenant", max_size=2) as database:
        inbound = InboundUseCases(database, Ticking())
        for n in range(TIMES):
            given, former = people(kind, n)
            address = f"{n % OWNERS + 1}"
            await inbound.resolve_inbound(Platform.WHATSAPP, address, given, "", former)

    await left(crowded)
    for name, (whole, by_index, rows) in reads().items():
        assert whole == 0, name
        assert by_index >= TIMES, name
        assert rows <= TIMES * ROWS, name


async def left(database):
    """Return once those who read are gone: by then PostgreSQL has been told what they read."""
    query = """SELECT FROM pg_stat_activity
                WHERE datname = current_database() AND usename = 'lyo_tenant'"""
    async with asyncio.timeout(5):
        while database.rows(query):  # noqa: ASYNC110 (PostgreSQL tells nobody)
            await asyncio.sleep(0.01)


def people(kind, n):
    """The n-th who writes, and what they had before."""
    known = [phone(n + 1), Identity(IdentityKind.WHATSAPP_USER, f"IT.{n + 1}")]
    if kind == "known":
        return known, []
    new = [Identity(IdentityKind.WHATSAPP_USER, f"IT.{kind}.{n}")]
    return new, known if kind == "changed" else []


def phone(n):
    return Identity(IdentityKind.PHONE, f"+39{3_000_000_000 + n}")
