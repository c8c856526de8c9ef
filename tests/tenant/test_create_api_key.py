"""Is an API key made as it was asked for, shown once, and refused where it should be?"""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from lyo.tenant.v1 import access_service_pb2 as pb

from services.common.errors import FailedPrecondition, InvalidArgument, NotFound
from services.common.fields import timestamp
from services.common.scopes import Scopes
from tests.tenant.keys import (
    Standing,
    asked,
    create,
    delete,
    listed_ids,
    revoke,
    stored,
    wanted,
)
from tests.tenant.running import new_id, running_tenant

PAST, LATER = datetime(2020, 1, 1, tzinfo=UTC), datetime(2099, 1, 1, tzinfo=UTC)


async def test_a_key_is_stored_as_it_was_asked_for(tenant, salon):
    ends = timestamp(LATER)
    request = wanted(
        tenant_id=salon.tenant_id,
        client="billing",
        scopes=["customers:read", "*"],
        calls_per_minute=60_000,
        expire_time=ends,
    )
    answer = await tenant.access.CreateApiKey(request)

    key = answer.api_key
    assert key == pb.ApiKey(
        api_key_id=answer.plain.split("_")[2],
        client="billing",
        scopes=["customers:read", "*"],
        tenant_ids=[salon.tenant_id],
        calls_per_minute=60_000,
        created_by="gateway",
        create_time=key.create_time,
        expire_time=ends,
    )
    assert await stored(tenant, answer, salon.tenant_id) == key


async def test_a_key_is_shown_by_the_answer_to_its_making_and_by_no_other(tenant, salon):
    answer = await create(tenant, tenant_id=salon.tenant_id)
    listed = await tenant.access.ListApiKeys(pb.ListApiKeysRequest(tenant_id=salon.tenant_id))
    verified = await tenant.access.VerifyApiKey(asked(answer.plain))
    read = await stored(tenant, answer, salon.tenant_id)
    revoked = await revoke(tenant, answer, salon.tenant_id)

    secret = answer.plain.split("_")[3].encode()
    assert secret in answer.SerializeToString()
    for each in (answer.api_key, listed, verified, read, revoked):
        assert secret not in each.SerializeToString()


async def test_the_same_request_again_makes_no_key_and_says_which_it_made(tenant, salon):
    request = wanted(tenant_id=salon.tenant_id)
    answer = await tenant.access.CreateApiKey(request)

    with pytest.raises(FailedPrecondition) as refusal:
        await tenant.access.CreateApiKey(request)

    assert refusal.value.reason == "KEY_SHOWN_BEFORE"
    assert refusal.value.details["api_key_id"] == answer.api_key.api_key_id
    assert len(await listed_ids(tenant, salon.tenant_id)) == 1
    await tenant.access.VerifyApiKey(asked(answer.plain))


async def test_a_request_that_is_repeated_after_its_key_has_ended_says_so_too(
    tenant_database, salon
):
    clock = Standing()
    async with running_tenant(tenant_database, now=clock) as running:
        ends = timestamp(clock.time + timedelta(hours=1))
        request = wanted(tenant_id=salon.tenant_id, expire_time=ends)
        await running.access.CreateApiKey(request)
        clock.time += timedelta(hours=2)

        with pytest.raises(FailedPrecondition) as refusal:
            await running.access.CreateApiKey(request)
    assert refusal.value.reason == "KEY_SHOWN_BEFORE"


async def test_a_request_that_is_repeated_after_its_tenant_was_deleted_says_so_too(
    tenant, salon, rival
):
    request = wanted(tenant_ids=[salon.tenant_id, rival.tenant_id])
    await tenant.access.CreateApiKey(request)
    await delete(tenant, salon)

    with pytest.raises(FailedPrecondition) as refusal:
        await tenant.access.CreateApiKey(request)
    assert refusal.value.reason == "KEY_SHOWN_BEFORE"


async def test_of_the_same_request_sent_many_times_at_once_one_makes_a_key(tenant, salon):
    request = wanted(tenant_id=salon.tenant_id)

    answers = await asyncio.gather(
        *(tenant.access.CreateApiKey(request) for _ in range(10)), return_exceptions=True
    )

    assert len([each for each in answers if isinstance(each, pb.CreateApiKeyResponse)]) == 1
    assert {each.reason for each in answers if isinstance(each, FailedPrecondition)} == {
        "KEY_SHOWN_BEFORE"
    }
    assert len(await listed_ids(tenant, salon.tenant_id)) == 1


async def test_a_request_id_means_one_key(tenant, salon):
    request = wanted(tenant_id=salon.tenant_id)
    await tenant.access.CreateApiKey(request)
    request.client = "another"

    with pytest.raises(InvalidArgument) as refusal:
        await tenant.access.CreateApiKey(request)
    assert refusal.value.reason == "REQUEST_ID_REUSED"


async def test_a_client_has_two_keys_and_no_third(tenant, salon):
    for _ in range(2):
        await create(tenant, tenant_id=salon.tenant_id, client="billing")

    with pytest.raises(FailedPrecondition) as refusal:
        await create(tenant, tenant_id=salon.tenant_id, client="billing")
    assert refusal.value.reason == "TWO_KEYS_ACTIVE"
    assert len(await listed_ids(tenant, salon.tenant_id)) == 2


async def test_of_many_keys_for_a_client_at_once_two_are_made(tenant, salon):
    answers = await asyncio.gather(
        *(create(tenant, tenant_id=salon.tenant_id, client="billing") for _ in range(12)),
        return_exceptions=True,
    )

    assert len([each for each in answers if isinstance(each, pb.CreateApiKeyResponse)]) == 2
    assert {each.reason for each in answers if isinstance(each, FailedPrecondition)} == {
        "TWO_KEYS_ACTIVE"
    }


async def test_other_clients_and_other_tenants_have_keys_of_their_own(tenant, salon, rival):
    for _ in range(2):
        await create(tenant, tenant_id=salon.tenant_id, client="billing")

    await create(tenant, tenant_id=salon.tenant_id, client="reports")
    await create(tenant, tenant_id=rival.tenant_id, client="billing")


async def test_a_revoked_key_makes_room_for_another(tenant, salon):
    keys = [await create(tenant, tenant_id=salon.tenant_id, client="billing") for _ in range(2)]
    await revoke(tenant, keys[0], salon.tenant_id)

    await create(tenant, tenant_id=salon.tenant_id, client="billing")


async def test_a_key_that_has_ended_makes_room_for_another(tenant_database, salon):
    clock = Standing()
    async with running_tenant(tenant_database, now=clock) as running:
        ends = timestamp(clock.time + timedelta(hours=1))
        for _ in range(2):
            await create(running, tenant_id=salon.tenant_id, client="billing", expire_time=ends)
        clock.time += timedelta(hours=1)

        await create(running, tenant_id=salon.tenant_id, client="billing")


@pytest.mark.parametrize("given", [{"tenant_id"}, {"tenant_ids"}])
async def test_there_is_no_key_for_a_tenant_that_is_not_there(tenant, given):
    fields = {"tenant_id": new_id()} if given == {"tenant_id"} else {"tenant_ids": [new_id()]}
    with pytest.raises(NotFound) as refusal:
        await create(tenant, **fields)
    assert refusal.value.reason == "TENANT_NOT_FOUND"


async def test_there_is_no_key_for_the_tenant_that_is_none(tenant):
    with pytest.raises(NotFound) as refusal:
        await create(tenant, tenant_id=str(UUID(int=0)))
    assert refusal.value.reason == "TENANT_NOT_FOUND"


async def test_a_tenant_that_is_named_twice_is_meant_once(tenant, salon):
    tenant_ids = [salon.tenant_id, salon.tenant_id.upper()]
    assert list((await create(tenant, tenant_ids=tenant_ids)).api_key.tenant_ids) == [
        salon.tenant_id
    ]


async def test_there_is_no_key_for_a_tenant_that_was_deleted(tenant, salon, rival):
    await delete(tenant, salon)
    for fields in (
        {"tenant_id": salon.tenant_id},
        {"tenant_ids": [rival.tenant_id, salon.tenant_id]},
    ):
        with pytest.raises(NotFound) as refusal:
            await create(tenant, **fields)
        assert refusal.value.reason == "TENANT_NOT_FOUND"


async def test_a_scope_that_there_is_not_is_refused_by_name(tenant, salon):
    with pytest.raises(InvalidArgument) as refusal:
        await create(tenant, tenant_id=salon.tenant_id, scopes=["customers:read", "customers:eat"])
    assert refusal.value.reason == "SCOPE_UNKNOWN"
    assert [each.field for each in refusal.value.violations] == ["scopes"]
    assert "customers:eat" in str(refusal.value)


async def test_every_scope_there_is_can_be_given(tenant, salon):
    scopes = sorted(Scopes.load().known)
    answer = await create(tenant, tenant_id=salon.tenant_id, scopes=scopes)
    assert list(answer.api_key.scopes) == scopes


async def test_a_key_that_would_have_ended_is_not_made(tenant, salon):
    with pytest.raises(InvalidArgument) as refusal:
        await create(tenant, tenant_id=salon.tenant_id, expire_time=timestamp(PAST))
    assert refusal.value.reason == "EXPIRE_TIME_PAST"
    assert await listed_ids(tenant, salon.tenant_id, show_ended=True) == []


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("client", ""),
        ("client", "Billing"),
        ("client", "x" * 41),
        ("scopes", []),
        ("scopes", ["*", "*"]),
        ("calls_per_minute", -1),
        ("calls_per_minute", 60_001),
        ("request_id", "x"),
        ("tenant_id", "x"),
    ],
)
async def test_what_cannot_be_a_key_is_refused_by_field(tenant, salon, field, wrong):
    with pytest.raises(InvalidArgument) as refusal:
        await create(tenant, **{"tenant_id": salon.tenant_id, field: wrong})
    assert [each.field for each in refusal.value.violations] == [field]


@pytest.mark.parametrize("both", [True, False])
async def test_a_key_is_for_one_tenant_for_some_or_for_all(tenant, salon, both):
    fields = {"tenant_id": salon.tenant_id, "all_tenants": True} if both else {}
    with pytest.raises(InvalidArgument, match="for whom"):
        await create(tenant, **fields)
