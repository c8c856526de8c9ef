"""What does a transaction promise?"""

import asyncio
import random
import socket
from datetime import timedelta
from uuid import UUID, uuid4

import psycopg
import pytest

from services.common.database import Database, UnsafeDatabase, with_schema
from services.common.errors import InvalidArgument, Unavailable
from services.common.row_security import tenant_table_sql

A, B = uuid4(), uuid4()
NOTES = (
    "CREATE TABLE notes (tenant_id uuid NOT NULL, body text NOT NULL CHECK (body <> 'refused'))",
    *tenant_table_sql("notes"),
)


@pytest.fixture
async def database(lyo_database):
    made = lyo_database("sample", made_by=NOTES)
    async with Database.opened(made.url("sample")) as opened:
        yield opened


async def write(database: Database, tenant: UUID, body: str) -> None:
    async with database.tenant_transaction(tenant) as connection:
        await connection.execute("INSERT INTO notes VALUES (%s, %s)", (tenant, body))


async def read(database: Database, tenant: UUID) -> list[str]:
    async with database.tenant_transaction(tenant) as connection:
        cursor = await connection.execute("SELECT body FROM notes ORDER BY body")
        return [body for (body,) in await cursor.fetchall()]


async def test_tenants_do_not_see_each_other(database):
    await write(database, A, "a")
    await write(database, B, "b")

    assert await read(database, A) == ["a"]
    assert await read(database, B) == ["b"]


async def test_without_a_tenant_there_is_nothing_to_see_or_write(database):
    await write(database, A, "a")

    async with database.transaction() as connection:
        cursor = await connection.execute("SELECT body FROM notes")
        assert await cursor.fetchall() == []
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        async with database.transaction() as connection:
            await connection.execute("INSERT INTO notes VALUES (%s, 'a')", (A,))


async def test_the_tenant_does_not_outlast_its_transaction(database):
    await asyncio.gather(*(write(database, tenant, "x") for tenant in (A, B) * 8))

    async def seen() -> object:
        async with database.transaction() as connection:
            cursor = await connection.execute("SELECT count(*) FROM notes")
            return await cursor.fetchone()

    assert set(await asyncio.gather(*(seen() for _ in range(8)))) == {(0,)}


async def test_a_row_cannot_be_given_to_another_tenant(database):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        async with database.tenant_transaction(A) as connection:
            await connection.execute("INSERT INTO notes VALUES (%s, 'a')", (B,))


async def test_a_tenant_is_a_uuid_and_nothing_else(database):
    with pytest.raises(TypeError):
        async with database.tenant_transaction("'; DROP TABLE notes; --"):
            pass


async def test_an_exception_takes_everything_back(database):
    async def fail() -> None:
        async with database.tenant_transaction(A) as connection:
            await connection.execute("INSERT INTO notes VALUES (%s, 'a')", (A,))
            raise KeyError

    with pytest.raises(KeyError):
        await fail()

    assert await read(database, A) == []


async def test_a_refused_statement_that_is_ignored_is_not_taken_for_a_commit(database):
    async def ignore() -> None:
        async with database.tenant_transaction(A) as connection:
            await connection.execute("INSERT INTO notes VALUES (%s, 'a')", (A,))
            with pytest.raises(psycopg.errors.CheckViolation):
                await connection.execute("INSERT INTO notes VALUES (%s, 'refused')", (A,))

    with pytest.raises(psycopg.errors.InFailedSqlTransaction):
        await ignore()

    assert await read(database, A) == []


async def test_what_postgresql_refuses_passes_as_it_is(database):
    with pytest.raises(psycopg.errors.CheckViolation):
        await write(database, A, "refused")


async def test_cancelled_and_failed_transactions_leave_no_trace_for_the_next(database):
    chance = random.Random(1)

    async def one(tenant: UUID) -> None:
        async with database.tenant_transaction(tenant) as connection:
            await connection.execute("INSERT INTO notes VALUES (%s, %s)", (tenant, str(tenant)))
            await asyncio.sleep(chance.uniform(0, 0.002))
            cursor = await connection.execute("SELECT DISTINCT body FROM notes")
            assert await cursor.fetchall() == [(str(tenant),)]
            if chance.random() < 0.1:
                await connection.execute("SELECT 1 / 0")

    async def maybe_cancelled(tenant: UUID) -> str:
        task = asyncio.create_task(one(tenant))
        if chance.random() < 0.3:
            asyncio.get_running_loop().call_later(chance.uniform(0, 0.02), task.cancel)
        (outcome,) = await asyncio.gather(task, return_exceptions=True)
        return type(outcome).__name__

    tenants = [uuid4() for _ in range(10)]
    outcomes: list[str] = []
    for _ in range(10):
        batch = [maybe_cancelled(chance.choice(tenants)) for _ in range(32)]
        outcomes += await asyncio.gather(*batch)

    assert set(outcomes) == {"NoneType", "CancelledError", "DivisionByZero"}
    for _ in range(8):
        async with database.transaction() as connection:
            cursor = await connection.execute("SELECT current_setting('lyo.tenant', true)")
            assert await cursor.fetchone() in {("",), (None,)}


async def test_no_free_connection_is_told_within_the_wait(lyo_database):
    url = lyo_database("sample").url("sample")
    wait = timedelta(milliseconds=100)
    one = Database.opened(url, min_size=1, max_size=1, connection_wait=wait)
    async with one as database, database.transaction():
        with pytest.raises(Unavailable) as told:
            await database.ping()

    assert told.value.reason == "DATABASE_AWAY"


async def test_a_database_that_is_not_there_is_told(unused_port):
    url = f"postgresql://x:y@127.0.0.1:{unused_port}/z"
    with pytest.raises(Unavailable) as told:
        async with Database.opened(url, patience=timedelta(milliseconds=200)):
            pass

    assert told.value.reason == "DATABASE_AWAY"


@pytest.fixture
def unused_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


async def test_a_server_that_may_lose_what_it_acknowledged_is_refused(lyo_database):
    made = lyo_database("sample")
    with psycopg.connect(made.superuser_url, autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {made.name} SET synchronous_commit = off".encode())

    with pytest.raises(UnsafeDatabase, match="synchronous_commit is off"):
        async with Database.opened(made.url("sample")):
            pass


async def test_unqualified_names_are_of_the_schema_that_was_asked_for(lyo_database):
    made = lyo_database("sample", "other")
    made.run("sample", "CREATE TABLE things (x int)")
    url = with_schema(made.url("sample") + "?options=-c%20work_mem%3D5MB", "sample")

    async with Database.opened(url) as database, database.transaction() as connection:
        cursor = await connection.execute(
            "SELECT 'things'::regclass::text, current_setting('work_mem')"
        )
        assert await cursor.fetchone() == ("things", "5MB")


async def test_a_text_with_a_nul_is_refused_as_the_callers_mistake(database):
    with pytest.raises(InvalidArgument) as refusal:
        async with database.transaction() as connection:
            await connection.execute("SELECT %s", ("a\0b",))

    assert refusal.value.reason == "FIELD_INVALID"


async def test_what_postgresql_itself_cannot_calculate_passes_as_it_is(database):
    with pytest.raises(psycopg.errors.DivisionByZero):
        async with database.transaction() as connection:
            await connection.execute("SELECT 1 / 0")
