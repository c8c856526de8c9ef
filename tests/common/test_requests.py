"""Is a mutation done once, however often it is asked for?"""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from services.common import requests
from services.common.database import Database
from services.common.errors import InvalidArgument
from services.common.fields import RequestKey

TENANT = uuid4()


@pytest.fixture
async def database(lyo_database):
    made = lyo_database("sample", made_by=requests.requests_sql("sample"))
    async with Database.opened(made.url("sample"), schema="sample") as opened:
        yield opened


def a_key(digest: bytes = b"same") -> RequestKey:
    return RequestKey(uuid4(), digest)


async def ask(
    database: Database, key: RequestKey, result: str, *, tenant: UUID = TENANT, pause: float = 0
) -> str:
    """Do it, unless it was done before; what was done."""
    async with database.tenant_transaction(tenant) as connection:
        earlier = await requests.earlier(connection, tenant, key)
        if earlier is not None:
            return earlier
        await asyncio.sleep(pause)
        await requests.keep(connection, tenant, key, result)
        return result


async def test_the_same_request_gives_what_the_first_one_did(database):
    key = a_key()

    assert [await ask(database, key, "first"), await ask(database, key, "second")] == ["first"] * 2


async def test_twins_at_once_are_one(database):
    key = a_key()

    answers = await asyncio.gather(*(ask(database, key, str(n), pause=0.05) for n in range(6)))

    assert len(set(answers)) == 1


async def test_a_request_that_was_rolled_back_may_be_asked_again(database):
    key = a_key()

    async def fail() -> None:
        async with database.tenant_transaction(TENANT) as connection:
            assert await requests.earlier(connection, TENANT, key) is None
            raise KeyError

    with pytest.raises(KeyError):
        await fail()

    assert await ask(database, key, "second") == "second"


async def test_the_same_id_for_something_else_is_refused(database):
    key = a_key()
    await ask(database, key, "first")

    with pytest.raises(InvalidArgument) as refusal:
        await ask(database, RequestKey(key.id, b"other"), "second")
    assert refusal.value.reason == "REQUEST_ID_REUSED"


async def test_the_same_id_of_another_tenant_is_another_request(database):
    key = a_key()
    await ask(database, key, "first")

    assert await ask(database, key, "theirs", tenant=uuid4()) == "theirs"


async def test_a_request_that_kept_nothing_is_known_too(database):
    key = a_key()
    async with database.tenant_transaction(TENANT) as connection:
        await requests.earlier(connection, TENANT, key)

    assert await ask(database, key, "second") == ""


async def test_old_requests_of_all_tenants_are_forgotten(database):
    for tenant in (TENANT, uuid4()):
        await ask(database, a_key(), "x", tenant=tenant)

    now = datetime.now(UTC)
    async with database.autocommit() as connection:
        assert await requests.purge(connection, now - timedelta(hours=1), 10) == 0
        assert await requests.purge(connection, now + timedelta(hours=1), 10) == 2
