"""Who from outside the mesh is let in?"""

import contextlib
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from lyo.tenant.v1 import access_service_pb2 as pb

from services.common.clock import utc_now
from services.common.errors import InvalidArgument, PermissionDenied
from services.common.fields import timestamp
from services.common.grants import granted
from services.common.logs import Secret
from services.common.settings import ProcessSettings
from services.tenant.domain.errors import KeyUnknown
from services.tenant.servicer.access import asked_here
from services.tenant.settings import Settings
from services.tenant.storage.api_keys import ApiKeyRepository
from services.tenant.usecases.access import AccessUseCases, Pepper
from tests.tenant.keys import (
    NEVER_MADE,
    Standing,
    asked,
    create,
    delete,
    forged,
    refusal_of,
    revoke,
    stored,
)
from tests.tenant.running import PEPPER, running_tenant

KEY = "lyo_development_key_of_this_test"


# The development key


@pytest.fixture
async def with_key(tenant_database):
    """A tenant service of an installation that has a development key."""
    async with running_tenant(tenant_database, development_key=KEY) as running:
        yield running


async def test_the_development_key_opens_everything(with_key):
    answer = await with_key.access.VerifyApiKey(asked(KEY))

    assert (answer.api_key_id, list(answer.scopes)) == ("development", ["*"])
    assert answer.all_tenants
    assert list(answer.tenant_ids) == []
    assert not answer.HasField("expire_time")
    assert answer.calls_per_minute > 0


@pytest.mark.parametrize("key", ["x", KEY[:-1], KEY + "x", KEY.upper(), " " + KEY, "ключ", "\x00"])
async def test_any_other_key_is_unknown(with_key, key):
    refusal = await refusal_of(with_key, key)
    assert refusal.reason == "KEY_UNKNOWN"
    assert KEY not in str(refusal)


async def test_where_no_key_is_set_every_key_is_unknown(tenant):
    for key in (KEY, "None", "_", "x" * 200):
        assert (await refusal_of(tenant, key)).reason == "KEY_UNKNOWN"


async def test_a_key_must_be_given(with_key):
    for key in ("", "x" * 201):
        with pytest.raises(InvalidArgument) as refusal:
            await with_key.access.VerifyApiKey(asked(key))
        assert [each.field for each in refusal.value.violations] == ["api_key"]
        assert "xxx" not in str(refusal.value)


@pytest.mark.parametrize(
    ("where", "accepted"), [("development", True), ("test", True), ("production", False)]
)
def test_the_development_key_is_for_development_and_tests_only(monkeypatch, where, accepted):
    monkeypatch.setenv("LYO_API_KEY", KEY)
    monkeypatch.setenv("LYO_ENV", where)

    key = Settings().development_key(production=ProcessSettings().production)

    assert (key is not None) == accepted


async def test_no_service_without_a_door_asks(tenant_database):
    async with running_tenant(tenant_database, development_key=KEY, caller="sandbox") as running:
        with pytest.raises(PermissionDenied) as refusal:
            await running.access.VerifyApiKey(asked(KEY))
    assert refusal.value.reason == "CALLER_NOT_ALLOWED"


# Keys that were made


async def test_a_key_of_a_tenant_opens_that_tenant_as_it_was_made(tenant, salon):
    ends = timestamp(datetime(2030, 1, 1, tzinfo=UTC))
    key = await create(
        tenant,
        tenant_id=salon.tenant_id,
        scopes=["customers:read", "bookings:write"],
        calls_per_minute=7,
        expire_time=ends,
    )

    answer = await tenant.access.VerifyApiKey(asked(key.plain))

    assert answer == pb.VerifyApiKeyResponse(
        api_key_id=key.api_key.api_key_id,
        scopes=["customers:read", "bookings:write"],
        tenant_ids=[salon.tenant_id],
        expire_time=ends,
        calls_per_minute=7,
    )


async def test_a_key_of_the_installation_opens_the_tenants_it_names(tenant, salon, rival):
    tenant_ids = [salon.tenant_id, rival.tenant_id]
    key = await create(tenant, tenant_ids=tenant_ids)

    answer = await tenant.access.VerifyApiKey(asked(key.plain))

    assert (list(answer.tenant_ids), answer.all_tenants) == (tenant_ids, False)
    assert answer.calls_per_minute == 600


async def test_a_key_for_all_tenants_says_so(tenant):
    answer = await tenant.access.VerifyApiKey(asked((await create(tenant, all_tenants=True)).plain))

    assert (list(answer.tenant_ids), answer.all_tenants) == ([], True)


async def test_a_revoked_key_is_unknown(tenant, salon):
    key = await create(tenant, tenant_id=salon.tenant_id)
    await revoke(tenant, key, tenant_id=salon.tenant_id)

    assert (await refusal_of(tenant, key.plain)).reason == "KEY_UNKNOWN"


async def test_a_key_opens_until_the_instant_at_which_it_ends(tenant_database, salon):
    clock = Standing()
    async with running_tenant(tenant_database, now=clock) as running:
        ends = timestamp(clock.time + timedelta(hours=1))
        key = await create(running, tenant_id=salon.tenant_id, expire_time=ends)

        clock.time += timedelta(hours=1) - timedelta(microseconds=1)
        await running.access.VerifyApiKey(asked(key.plain))
        clock.time += timedelta(microseconds=1)
        assert (await refusal_of(running, key.plain)).reason == "KEY_UNKNOWN"


async def test_a_key_of_a_deleted_tenant_is_unknown(tenant, salon):
    key = await create(tenant, tenant_id=salon.tenant_id)
    await delete(tenant, salon)

    assert (await refusal_of(tenant, key.plain)).reason == "KEY_UNKNOWN"


async def test_a_key_of_another_environment_is_unknown(tenant_database, salon):
    async with running_tenant(tenant_database, environment="production") as elsewhere:
        key = await create(elsewhere, tenant_id=salon.tenant_id)
    async with running_tenant(tenant_database, environment="test") as here:
        refusal = await refusal_of(here, key.plain)

    assert key.plain.startswith("lyo_production_")
    assert refusal.reason == "KEY_UNKNOWN"


async def test_the_id_of_a_key_with_another_secret_is_unknown(tenant, salon):
    key = await create(tenant, tenant_id=salon.tenant_id)

    assert (await refusal_of(tenant, forged(key))).reason == "KEY_UNKNOWN"


async def test_a_key_that_never_was_is_unknown(tenant):
    assert (await refusal_of(tenant, NEVER_MADE.plain)).reason == "KEY_UNKNOWN"


async def test_every_slip_of_one_character_in_a_key_is_told_as_such(tenant, salon):
    plain = (await create(tenant, tenant_id=salon.tenant_id)).plain
    after_the_name = range(len("lyo_"), len(plain))
    slips = {
        *(plain[:at] + plain[at + 1 :] for at in after_the_name),
        *(plain[:at] + "~" + plain[at + 1 :] for at in after_the_name),
        *(plain[:at] + plain[at + 1] + plain[at] + plain[at + 2 :] for at in after_the_name[:-1]),
    } - {plain}

    reasons = {(await refusal_of(tenant, slip)).reason for slip in slips}

    assert len(slips) > 150
    assert reasons == {"KEY_MISTYPED"}


async def test_no_refusal_repeats_the_key(tenant, salon):
    key = await create(tenant, tenant_id=salon.tenant_id)
    await revoke(tenant, key, tenant_id=salon.tenant_id)
    secret = key.plain.split("_")[3]

    for text in (key.plain, key.plain[:-1]):
        assert secret not in str(await refusal_of(tenant, text))


async def test_the_door_of_the_service_itself_is_told_the_same_as_others(tenant, salon):
    key = await create(tenant, tenant_id=salon.tenant_id)
    ask = asked_here(AccessUseCases(tenant.database, Pepper(PEPPER), "test", None, utc_now))

    assert await ask(key.plain) == granted(await tenant.access.VerifyApiKey(asked(key.plain)))
    with pytest.raises(KeyUnknown):
        await ask(forged(key))


# When it was used


async def test_a_use_is_written_to_the_minute_and_once_in_it(tenant_database, salon):
    clock = Standing()
    async with running_tenant(tenant_database, now=clock) as running:
        key = await create(running, tenant_id=salon.tenant_id)
        begin, uses, versions = clock.time, [], []
        for _ in range(5):
            await running.access.VerifyApiKey(asked(key.plain))
            uses.append((await stored(running, key, salon.tenant_id)).last_use_time)
            versions.append(version_of(tenant_database, key))
            clock.time += timedelta(seconds=25)

    minutes = [timestamp(begin + timedelta(minutes=n)) for n in (0, 0, 0, 1, 1)]
    assert uses == minutes
    assert len(set(versions)) == 2


async def test_a_key_that_was_refused_was_not_used(tenant, salon):
    key = await create(tenant, tenant_id=salon.tenant_id)
    await refusal_of(tenant, forged(key))

    assert not (await stored(tenant, key, salon.tenant_id)).HasField("last_use_time")


async def test_a_minute_that_was_written_is_not_written_again(tenant, tenant_database, salon):
    key = await create(tenant, tenant_id=salon.tenant_id)
    tenant_id, minute = UUID(salon.tenant_id), datetime(2026, 3, 1, 12, tzinfo=UTC)
    versions = []
    for _ in range(2):  # two replicas, neither of which has seen what the other wrote
        async with tenant.database.tenant_transaction(tenant_id) as connection:
            await ApiKeyRepository(connection, tenant_id).note_use(key.api_key.api_key_id, minute)
        versions.append(version_of(tenant_database, key))

    assert versions[0] == versions[1]


def version_of(database, key):
    """Which transaction wrote the row of a key."""
    ((version,),) = database.rows(
        "SELECT xmin::text::bigint FROM tenant.api_keys WHERE api_key_id = %s",
        key.api_key.api_key_id,
    )
    return version


# An unknown key is as much work as a known one


class Counting:
    """A database that writes down which transactions were begun on it."""

    def __init__(self, database):
        self.database = database
        self.begun = []

    def autocommit(self):
        self.begun.append("autocommit")
        return self.database.autocommit()

    def tenant_transaction(self, tenant_id):
        self.begun.append("tenant_transaction")
        return self.database.tenant_transaction(tenant_id)


async def test_an_unknown_key_is_looked_for_as_a_known_one_is(tenant, salon):
    key = await create(tenant, tenant_id=salon.tenant_id)
    counting = Counting(tenant.database)
    access = AccessUseCases(counting, Pepper(PEPPER), "test", None, Standing())
    await access.verify_api_key(Secret(key.plain))  # its use is written here, and not below

    work = []
    for text in (key.plain, forged(key), NEVER_MADE.plain):
        counting.begun.clear()
        with contextlib.suppress(KeyUnknown):
            await access.verify_api_key(Secret(text))
        work.append(list(counting.begun))

    assert work == [["autocommit", "tenant_transaction"]] * 3
