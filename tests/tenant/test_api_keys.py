"""Are API keys read, listed and ended by whose they are, and shown to nobody?"""

import io
import logging
from datetime import UTC, datetime, timedelta

import pytest
from lyo.tenant.v1 import access_service_pb2 as pb

from services.common.errors import (
    InvalidArgument,
    NotFound,
)
from services.common.fields import timestamp
from services.common.logs import JsonLines
from tests.tenant.keys import Standing, asked, create, listed_ids, refusal_of, revoke, stored
from tests.tenant.running import new_id, running_tenant

PAST, LATER = datetime(2020, 1, 1, tzinfo=UTC), datetime(2099, 1, 1, tzinfo=UTC)


# Ended


async def test_a_revoked_key_says_since_when(tenant, salon):
    key = await create(tenant, tenant_id=salon.tenant_id)
    revoked = await revoke(tenant, key, salon.tenant_id)

    assert revoked.HasField("revoke_time")
    assert await stored(tenant, key, salon.tenant_id) == revoked


async def test_revoking_again_changes_nothing(tenant, salon):
    key = await create(tenant, tenant_id=salon.tenant_id)
    revoked = await revoke(tenant, key, salon.tenant_id)

    assert await revoke(tenant, key, salon.tenant_id) == revoked


async def test_the_same_revocation_again_answers_the_same(tenant, salon):
    key = await create(tenant, tenant_id=salon.tenant_id)
    request = pb.RevokeApiKeyRequest(
        tenant_id=salon.tenant_id, request_id=new_id(), api_key_id=key.api_key.api_key_id
    )
    first = await tenant.access.RevokeApiKey(request)
    assert await tenant.access.RevokeApiKey(request) == first

    other = await create(tenant, tenant_id=salon.tenant_id)
    request.api_key_id = other.api_key.api_key_id
    with pytest.raises(InvalidArgument) as refusal:
        await tenant.access.RevokeApiKey(request)
    assert refusal.value.reason == "REQUEST_ID_REUSED"
    await tenant.access.VerifyApiKey(asked(other.plain))


async def test_a_key_that_is_not_there_is_not_found(tenant, salon):
    for call, request in (
        (tenant.access.GetApiKey, pb.GetApiKeyRequest()),
        (tenant.access.RevokeApiKey, pb.RevokeApiKeyRequest(request_id=new_id())),
    ):
        for tenant_id in (salon.tenant_id, ""):
            request.tenant_id, request.api_key_id = tenant_id, "x" * 12
            with pytest.raises(NotFound) as refusal:
                await call(request)
            assert refusal.value.reason == "KEY_NOT_FOUND"


async def test_a_key_is_there_for_whose_it_is_and_for_nobody_else(tenant, salon, rival):
    of_salon = await create(tenant, tenant_id=salon.tenant_id)
    of_all = await create(tenant, all_tenants=True)

    for key, elsewhere in ((of_salon, [rival.tenant_id, ""]), (of_all, [salon.tenant_id])):
        for tenant_id in elsewhere:
            for attempt in (stored(tenant, key, tenant_id), revoke(tenant, key, tenant_id)):
                with pytest.raises(NotFound):
                    await attempt
            assert key.api_key.api_key_id not in await listed_ids(tenant, tenant_id)
        await tenant.access.VerifyApiKey(asked(key.plain))


# Listed


async def test_keys_are_listed_the_newest_first_and_page_by_page(tenant, salon):
    keys = [await create(tenant, tenant_id=salon.tenant_id) for _ in range(5)]
    request = pb.ListApiKeysRequest(tenant_id=salon.tenant_id, page_size=2)

    pages = []
    while True:
        page = await tenant.access.ListApiKeys(request)
        pages.append(list(page.api_keys))
        if not page.next_page_token:
            break
        request.page_token = page.next_page_token

    assert [len(page) for page in pages] == [2, 2, 1]
    assert [key for page in pages for key in page] == [key.api_key for key in reversed(keys)]


async def test_keys_that_ended_are_listed_where_they_are_asked_for(tenant_database, salon):
    clock = Standing()
    async with running_tenant(tenant_database, now=clock) as running:
        soon = timestamp(clock.time + timedelta(hours=1))
        active = await create(running, tenant_id=salon.tenant_id)
        revoked = await create(running, tenant_id=salon.tenant_id)
        ended = await create(running, tenant_id=salon.tenant_id, expire_time=soon)
        await revoke(running, revoked, salon.tenant_id)
        clock.time += timedelta(hours=1)

        assert await listed_ids(running, salon.tenant_id) == [active.api_key.api_key_id]
        assert set(await listed_ids(running, salon.tenant_id, show_ended=True)) == {
            each.api_key.api_key_id for each in (active, revoked, ended)
        }


async def test_a_page_token_is_of_its_own_listing(tenant, salon, rival):
    for _ in range(2):
        await create(tenant, tenant_id=salon.tenant_id)
    request = pb.ListApiKeysRequest(tenant_id=salon.tenant_id, page_size=1)
    token = (await tenant.access.ListApiKeys(request)).next_page_token

    for other in (
        pb.ListApiKeysRequest(tenant_id=rival.tenant_id, page_token=token),
        pb.ListApiKeysRequest(tenant_id=salon.tenant_id, page_token=token, show_ended=True),
        pb.ListApiKeysRequest(page_token=token),
        pb.ListApiKeysRequest(tenant_id=salon.tenant_id, page_token="x"),
    ):
        with pytest.raises(InvalidArgument) as refusal:
            await tenant.access.ListApiKeys(other)
        assert refusal.value.reason == "PAGE_TOKEN_INVALID"


async def test_a_negative_page_size_is_refused(tenant, salon):
    with pytest.raises(InvalidArgument) as refusal:
        await tenant.access.ListApiKeys(
            pb.ListApiKeysRequest(tenant_id=salon.tenant_id, page_size=-1)
        )
    assert [each.field for each in refusal.value.violations] == ["page_size"]


# Who learns of it


async def test_no_log_line_holds_a_key(tenant, salon):
    lines = io.StringIO()
    handler = logging.StreamHandler(lines)
    handler.setFormatter(JsonLines("tenant"))
    root, before = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        key = await create(tenant, tenant_id=salon.tenant_id)
        await tenant.access.VerifyApiKey(asked(key.plain))
        await refusal_of(tenant, key.plain[:-1])
        await revoke(tenant, key, salon.tenant_id)
        await refusal_of(tenant, key.plain)
    finally:
        root.removeHandler(handler)
        root.setLevel(before)

    assert "CreateApiKey" in lines.getvalue()
    assert key.plain.split("_")[3] not in lines.getvalue()
