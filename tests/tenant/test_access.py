"""Who from outside the mesh is let in?"""

import pytest
from lyo.tenant.v1 import access_service_pb2 as pb

from services.common.errors import InvalidArgument, PermissionDenied, Unauthenticated
from services.common.settings import ProcessSettings
from services.tenant.settings import Settings
from tests.tenant.running import running_tenant

KEY = "lyo_development_key_of_this_test"


@pytest.fixture
async def with_key(tenant_database):
    """A tenant service of an installation that has a development key."""
    async with running_tenant(tenant_database, development_key=KEY) as running:
        yield running


def asked(key):
    return pb.VerifyApiKeyRequest(api_key=key)


async def test_the_development_key_opens_everything(with_key):
    answer = await with_key.access.VerifyApiKey(asked(KEY))

    assert (answer.api_key_id, list(answer.scopes)) == ("development", ["*"])
    assert answer.all_tenants
    assert list(answer.tenant_ids) == []
    assert not answer.HasField("expire_time")


@pytest.mark.parametrize("key", ["x", KEY[:-1], KEY + "x", KEY.upper(), " " + KEY, "ключ", "\x00"])
async def test_any_other_key_is_unknown(with_key, key):
    with pytest.raises(Unauthenticated) as refusal:
        await with_key.access.VerifyApiKey(asked(key))
    assert refusal.value.reason == "KEY_UNKNOWN"
    assert KEY not in str(refusal.value)


async def test_where_no_key_is_set_every_key_is_unknown(tenant):
    for key in (KEY, "None", "x" * 200):
        with pytest.raises(Unauthenticated) as refusal:
            await tenant.access.VerifyApiKey(asked(key))
        assert refusal.value.reason == "KEY_UNKNOWN"


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


async def test_only_the_gateway_asks(tenant_database):
    async with running_tenant(tenant_database, development_key=KEY, caller="booking") as running:
        with pytest.raises(PermissionDenied) as refusal:
            await running.access.VerifyApiKey(asked(KEY))
    assert refusal.value.reason == "CALLER_NOT_ALLOWED"
