"""With what does a tenant's provider let us in, and who learns of it?"""

import asyncio
import base64
import io
import itertools
import logging

import pytest
from lyo.tenant.v1 import channel_service_pb2 as pb
from lyo.tenant.v1 import tenant_service_pb2 as tenant_pb

from services.common.errors import FailedPrecondition, InvalidArgument, NotFound, PermissionDenied
from services.common.fields import request_key
from services.common.logs import JsonLines, Secret
from services.tenant.domain.channel import Platform
from services.tenant.domain.default_token import DefaultToken
from services.tenant.settings import Settings
from tests.tenant.endings import deleted, meant
from tests.tenant.running import new_id, running_tenant

TOKEN = "EAAGm0PX4ZCpsBAKnown0Token1Nobody2May3Find"


def a_token(tenant, token=TOKEN):
    """The request to store a token."""
    return pb.SetCredentialRequest(
        tenant_id=tenant.tenant_id,
        request_id=new_id(),
        channel_id=tenant.channel_id,
        access_token=token,
    )


def asked(tenant):
    return pb.GetCredentialRequest(tenant_id=tenant.tenant_id, channel_id=tenant.channel_id)


async def test_a_token_that_was_stored_is_given_to_the_services_that_send(tenant, salon):
    await tenant.channels.SetCredential(a_token(salon))

    given = await tenant.sending.GetCredential(asked(salon))
    assert (given.channel.channel_id, given.access_token) == (salon.channel_id, TOKEN)


async def test_a_new_token_takes_the_place_of_the_one_before(tenant, salon):
    await tenant.channels.SetCredential(a_token(salon, "first"))
    await tenant.channels.SetCredential(a_token(salon, "second"))

    assert (await tenant.sending.GetCredential(asked(salon))).access_token == "second"


async def test_the_same_request_again_does_not_bring_an_old_token_back(tenant, salon):
    first = a_token(salon, "first")
    await tenant.channels.SetCredential(first)
    await tenant.channels.SetCredential(a_token(salon, "second"))
    await tenant.channels.SetCredential(first)

    assert (await tenant.sending.GetCredential(asked(salon))).access_token == "second"


async def test_a_request_id_means_one_token(tenant, salon):
    request = a_token(salon)
    await tenant.channels.SetCredential(request)
    request.access_token = "another"

    with pytest.raises(InvalidArgument) as refusal:
        await tenant.channels.SetCredential(request)
    assert refusal.value.reason == "REQUEST_ID_REUSED"


async def test_tokens_stored_at_once_leave_one_that_opens(tenant, salon):
    tokens = [f"token-{n}" for n in range(12)]

    await asyncio.gather(*(tenant.channels.SetCredential(a_token(salon, t)) for t in tokens))

    assert (await tenant.sending.GetCredential(asked(salon))).access_token in tokens


async def test_without_a_token_there_is_nothing_to_give(tenant, salon):
    with pytest.raises(FailedPrecondition) as refusal:
        await tenant.sending.GetCredential(asked(salon))
    assert refusal.value.reason == "CREDENTIAL_MISSING"


async def test_a_channel_that_is_not_there_has_no_token_and_gets_none(tenant, salon):
    with pytest.raises(NotFound) as refusal:
        await tenant.sending.GetCredential(
            pb.GetCredentialRequest(tenant_id=salon.tenant_id, channel_id=new_id())
        )
    assert refusal.value.reason == "CHANNEL_NOT_FOUND"
    request = a_token(salon)
    request.channel_id = new_id()
    with pytest.raises(NotFound):
        await tenant.channels.SetCredential(request)


async def test_a_channel_of_a_tenant_that_was_deleted_gets_no_token(tenant, salon):
    await tenant.channels.SetCredential(a_token(salon, "first"))
    await deleted(tenant, salon)

    with pytest.raises(NotFound) as refusal:
        await tenant.channels.SetCredential(a_token(salon, "second"))

    assert refusal.value.reason == "CHANNEL_NOT_FOUND"
    await tenant.tenants.UndeleteTenant(tenant_pb.UndeleteTenantRequest(**meant(salon)))
    assert (await tenant.sending.GetCredential(asked(salon))).access_token == "first"


@pytest.mark.parametrize("token", ["with space", "line\nfeed", "nul\x00", "", "x" * 4097])
async def test_what_cannot_be_a_token_is_refused_and_not_repeated(tenant, salon, token):
    with pytest.raises(InvalidArgument) as refusal:
        await tenant.channels.SetCredential(a_token(salon, token))
    assert [each.field for each in refusal.value.violations] == ["access_token"]
    assert not token or token not in str(refusal.value)


async def test_the_longest_token_is_kept_whole(tenant, salon):
    await tenant.channels.SetCredential(a_token(salon, "x" * 4096))

    assert (await tenant.sending.GetCredential(asked(salon))).access_token == "x" * 4096


# The installation's own


OF_INSTALLATION = {Platform.WHATSAPP: DefaultToken(Secret("of-the-installation"))}


@pytest.fixture
async def with_default(tenant_database):
    """A tenant service of an installation that has a WhatsApp token of its own."""
    async with running_tenant(tenant_database, default_tokens=OF_INSTALLATION) as running:
        yield running


async def test_a_whatsapp_channel_without_a_token_uses_the_installations(with_default, salon):
    given = await with_default.sending.GetCredential(asked(salon))
    assert given.access_token == "of-the-installation"


async def test_a_token_of_its_own_comes_before_the_installations(with_default, salon):
    await with_default.channels.SetCredential(a_token(salon))

    assert (await with_default.sending.GetCredential(asked(salon))).access_token == TOKEN


OF_OTHER_PLATFORMS = {
    pb.PLATFORM_TWILIO: "whatsapp:+390655500099",
    pb.PLATFORM_INSTAGRAM: "299999999999999",
    pb.PLATFORM_CHATWOOT: "99/99",
    pb.PLATFORM_ZAPTRA: "an-account",
    pb.PLATFORM_WEB_CHAT: "a-key",
}


@pytest.mark.parametrize(
    "platform", [n for n in pb.Platform.values() if n not in {0, pb.PLATFORM_WHATSAPP}]
)
async def test_the_installations_token_is_for_whatsapp_only(with_default, salon, platform):
    request = pb.CreateChannelRequest(
        tenant_id=salon.tenant_id,
        request_id=new_id(),
        platform=platform,
        address=OF_OTHER_PLATFORMS[platform],
    )
    channel = (await with_default.channels.CreateChannel(request)).channel

    with pytest.raises(FailedPrecondition) as refusal:
        await with_default.token_of(salon.tenant_id, channel.channel_id)
    assert refusal.value.reason == "CREDENTIAL_MISSING"


@pytest.mark.parametrize("name", ["WHATSAPP_ACCESS_TOKEN", "WH_TOKEN"])
def test_the_installations_token_is_read_under_its_old_names(monkeypatch, name):
    for known in ("WHATSAPP_ACCESS_TOKEN", "WH_TOKEN"):
        monkeypatch.delenv(known, raising=False)
    assert Platform.WHATSAPP not in Settings().default_tokens

    monkeypatch.setenv(name, TOKEN)

    token = Settings().default_tokens[Platform.WHATSAPP].token
    assert token.reveal() == TOKEN
    assert TOKEN not in f"{token!r}{token}{Settings()!r}"


# Who learns of it


@pytest.mark.parametrize("caller", ["gateway", "assistant", "lyoctl"])
async def test_nobody_else_is_given_a_token(tenant_database, salon, caller):
    async with running_tenant(tenant_database, caller=caller) as running:
        await running.channels.SetCredential(a_token(salon)) if caller != "assistant" else None
        with pytest.raises(PermissionDenied) as refusal:
            await running.channels.GetCredential(asked(salon))
    assert refusal.value.reason == "CALLER_NOT_ALLOWED"


async def test_no_other_response_holds_the_token(tenant, salon):
    stored = await tenant.channels.SetCredential(a_token(salon))
    read = await tenant.channels.GetChannel(
        pb.GetChannelRequest(tenant_id=salon.tenant_id, channel_id=salon.channel_id)
    )
    listed = await tenant.channels.ListChannels(pb.ListChannelsRequest(tenant_id=salon.tenant_id))

    assert all(TOKEN.encode() not in each.SerializeToString() for each in (stored, read, listed))


async def test_no_log_line_holds_the_token(tenant, salon):
    lines = io.StringIO()
    handler = logging.StreamHandler(lines)
    handler.setFormatter(JsonLines("tenant"))
    root, before = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        await tenant.channels.SetCredential(a_token(salon))
        await tenant.sending.GetCredential(asked(salon))
        with pytest.raises(InvalidArgument):
            await tenant.channels.SetCredential(a_token(salon, f"{TOKEN} {TOKEN}"))
        with pytest.raises(PermissionDenied):
            await tenant.channels.GetCredential(asked(salon))
    finally:
        root.removeHandler(handler)
        root.setLevel(before)

    assert "SetCredential" in lines.getvalue()
    assert TOKEN not in lines.getvalue()


async def test_no_table_holds_the_token_in_any_form(tenant, salon, tenant_database):
    await tenant.channels.SetCredential(a_token(salon))

    raw = TOKEN.encode()
    forms = [raw, raw.hex().encode(), base64.b64encode(raw)[:-4], raw[::-1], raw[:16]]
    columns = tenant_database.rows(
        """SELECT table_name, column_name FROM information_schema.columns
            WHERE table_schema = 'tenant' AND table_name NOT LIKE 'alembic%%'"""
    )
    cells = list(itertools.chain.from_iterable(_cells(tenant_database, *each) for each in columns))

    assert len(cells) > 20, "there was something to look at"
    assert [cell for cell in cells for form in forms if form in cell] == []


def _cells(database, table, column):
    """All values of a column as bytes."""
    rows = database.rows(f'SELECT "{column}" FROM tenant."{table}"')
    for (value,) in rows:
        yield bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()


async def test_what_is_kept_of_the_request_does_not_confirm_a_guess(tenant, tenant_database, salon):
    request = a_token(salon, "summer2026")
    await tenant.channels.SetCredential(request)

    ((digest,),) = tenant_database.rows(
        "SELECT digest FROM tenant.requests WHERE request_id = %s", request.request_id
    )
    assert digest != request_key(request).digest


async def test_the_same_request_with_another_token_is_another_request(tenant, salon):
    request = a_token(salon, "summer2026")
    await tenant.channels.SetCredential(request)
    await tenant.channels.SetCredential(request)

    other = a_token(salon, "another")
    other.request_id = request.request_id
    with pytest.raises(InvalidArgument) as refusal:
        await tenant.channels.SetCredential(other)

    assert refusal.value.reason == "REQUEST_ID_REUSED"
