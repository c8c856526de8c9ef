"""Do secrets come under new keys while they are read, whoever is killed meanwhile?"""

import os
import signal
from datetime import UTC, datetime

import pytest

from services.common.clock import utc_now
from services.common.database import Database
from services.common.envelope import SealBroken
from services.tenant.usecases.keys import check_keys
from services.tenant.usecases.rotation import RotationUseCases
from tests.tenant.rotating import Installation, Readers, fill
from tests.tenant.running import running_tenant

OLD, NEW = os.urandom(32), os.urandom(32)


@pytest.fixture
def installation(lyo_database, tmp_path):
    return Installation(tmp_path, lyo_database("tenant"))


@pytest.fixture
def filled(installation):
    """Tenants whose keys are under the old key, and a service that has the new one as well."""

    async def fill_with(tenants, channels):
        async with running_tenant(installation.database, ring=installation.ring(old=OLD)) as before:
            return await fill(before, tenants, channels)

    return fill_with


def serving(installation, **keys):
    return running_tenant(installation.database, ring=installation.ring(**keys))


# As an operator does it


async def test_300_secrets_come_under_a_new_key_while_they_are_read(installation, filled):
    tokens = await filled(30, 10)
    async with (
        serving(installation, new=NEW, old=OLD) as tenant,
        Readers(tenant, tokens) as readers,
    ):
        for point in ("tenant.keys_changing", "tenant.keys_changed"):
            installation.fault(point)
            killed, _ = await installation.rotate(new=NEW, old=OLD)
            assert killed == -signal.SIGKILL
        left = installation.wrapped_by()
        code, said = await installation.rotate(new=NEW, old=OLD)

    assert left == {"old": 29, "new": 1}, "killed in the middle, it keeps what it did"
    assert (code, installation.wrapped_by()) == (0, {"new": 30}), said
    assert readers.failures == []
    assert readers.asked > 100
    assert readers.set_anew > 10
    assert "29 data keys of 29 tenants changed" in said
    assert "can be taken off LYO_TENANT_KEYS: old" in said


async def test_with_data_keys_all_secrets_are_sealed_anew_while_they_are_read(installation, filled):
    tokens = await filled(8, 5)
    before = sealed(installation)
    async with (
        serving(installation, new=NEW, old=OLD) as tenant,
        Readers(tenant, tokens) as readers,
    ):
        installation.fault("tenant.keys_changing")
        killed, _ = await installation.rotate("--data-keys", new=NEW, old=OLD)
        unchanged = sealed(installation).items() & before.items()
        code, said = await installation.rotate("--data-keys", new=NEW, old=OLD)

    after = sealed(installation)
    assert (killed, code) == (-signal.SIGKILL, 0), said
    assert unchanged, "there was something left to do"
    assert readers.failures == []
    assert readers.asked > 20
    assert installation.wrapped_by() == {"new": 8}
    assert before.keys() == after.keys()
    assert dek_ids(before).isdisjoint(dek_ids(after))
    assert {text for _, text in before.values()}.isdisjoint(text for _, text in after.values())


async def test_a_tenant_whose_key_is_missing_is_named_and_the_others_are_done(installation, filled):
    await filled(4, 1)
    installation.database.rows(
        "UPDATE tenant.data_keys SET kek_id = 'lost' WHERE tenant_id ="
        " (SELECT min(tenant_id::text)::uuid FROM tenant.data_keys) RETURNING 1"
    )
    code, said = await installation.rotate(new=NEW, old=OLD)

    assert code == 1
    assert installation.wrapped_by() == {"lost": 1, "new": 3}
    assert "key lost wraps 1 data keys, which is NOT on the ring" in said
    assert "key lost is not on the ring" in said
    assert "Traceback" not in said
    assert NEW.hex() not in said


async def test_keys_that_cannot_be_read_are_told_by_variable_and_not_repeated(installation):
    code, said = await installation.rotate(new=NEW[:-1], old=OLD)

    assert code == 1
    assert said.startswith("lyo: LYO_TENANT_KEYS: ")
    assert NEW[:-1].hex() not in said


# What it does


@pytest.fixture
async def rotation(installation, filled):
    """A change to the new key, with a few tenants to make it on, and their tokens."""
    tokens = await filled(3, 2)
    url = installation.database.url("tenant")
    async with Database.opened(url, schema="tenant") as database:
        ring = installation.ring(new=NEW, old=OLD)
        yield RotationUseCases(database, ring, utc_now), tokens


async def changed(steps):
    """How many data keys were changed."""
    return sum([step.data_keys async for step in steps])


async def test_afterwards_the_new_key_alone_opens_everything(installation, rotation):
    rotating, tokens = rotation
    await changed(rotating.rewrap())

    async with serving(installation, new=NEW) as after:
        await check_keys(after.database, installation.ring(new=NEW))
        assert {place: await after.token_of(*place) for place in tokens} == tokens


async def test_afterwards_the_old_key_opens_nothing(installation, rotation):
    rotating, _ = rotation
    await changed(rotating.rewrap())

    with pytest.raises(SealBroken, match="key new is not on the ring"):
        await check_keys(rotating.database, installation.ring(old=OLD))


async def test_the_second_time_there_is_nothing_to_do(rotation):
    rotating, _ = rotation
    assert await changed(rotating.rewrap()) == 3
    assert await changed(rotating.rewrap()) == 0


async def test_a_change_of_data_keys_goes_on_with_those_that_are_old(installation, rotation):
    rotating, _ = rotation
    before = utc_now()
    assert await changed(rotating.renew(before)) == 3
    once = sealed(installation)

    assert await changed(rotating.renew(before)) == 0
    assert sealed(installation) == once


async def test_who_has_no_old_data_key_keeps_the_one_they_have(installation, rotation):
    rotating, _ = rotation
    once = sealed(installation)

    assert await changed(rotating.renew(datetime(2020, 1, 1, tzinfo=UTC))) == 0
    assert sealed(installation) == once


async def test_from_the_key_of_the_key_file_one_moves_to_a_key_of_ones_own(installation):
    async with serving(installation) as before:
        tokens = await fill(before, 2, 1)
        rotating = RotationUseCases(before.database, installation.ring(new=NEW), utc_now)
        assert await changed(rotating.rewrap()) == 2

    async with serving(installation, new=NEW) as after:
        assert {place: await after.token_of(*place) for place in tokens} == tokens


def sealed(installation):
    """Every ciphertext with the data key that it is under, by its place."""
    rows = installation.database.rows(
        "SELECT tenant_id, channel_id, dek_id, sealed FROM tenant.credentials"
    )
    return {(tenant_id, channel_id): (dek_id, text) for tenant_id, channel_id, dek_id, text in rows}


def dek_ids(ciphertexts):
    return {dek_id for dek_id, _ in ciphertexts.values()}
