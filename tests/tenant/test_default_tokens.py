"""With what are channels of other platforms than Meta's let in that have no token of their own?"""

import uuid

import pytest
from lyo.tenant.v1 import channel_service_pb2 as pb

from services.common.logs import Secret
from services.tenant.domain.channel import Platform
from services.tenant.domain.default_token import DefaultToken
from services.tenant.settings import Settings
from tests.tenant.running import new_id, running_tenant

TOKEN = "a-token-that-nobody-may-find"


async def test_a_twilio_channel_without_a_token_has_the_installations_account_too(
    tenant_database,
):
    default = DefaultToken(Secret("auth-token"), "AC1")
    tokens = {Platform.TWILIO: default}
    async with running_tenant(tenant_database, default_tokens=tokens) as running:
        opened = await running.open()
        request = pb.CreateChannelRequest(
            tenant_id=opened.tenant_id,
            request_id=new_id(),
            platform=pb.PLATFORM_TWILIO,
            address=f"whatsapp:+39066{uuid.uuid4().int % 10**7:07}",
        )
        channel = (await running.channels.CreateChannel(request)).channel
        mine = pb.GetCredentialRequest(tenant_id=opened.tenant_id, channel_id=channel.channel_id)

        given = await running.sending.GetCredential(mine)

    assert (given.channel.account_id, given.access_token) == ("AC1", "auth-token")


@pytest.mark.parametrize(
    ("variables", "token"),
    [
        ({"TWILIO_AUTH_TOKEN": "first, second"}, "first"),
        ({"TWILIO_AUTH_TOKEN": "AC2:other, AC1:mine, AC1:old"}, "mine"),
        (
            {
                "TWILIO_AUTH_TOKEN": "first",
                "TWILIO_API_KEY_SID": "SK1",
                "TWILIO_API_KEY_SECRET": "s3",
            },
            "SK1:s3",
        ),
    ],
    ids=["auth_token", "of_accounts", "api_key"],
)
def test_twilio_is_called_with_an_api_key_where_there_is_one(monkeypatch, variables, token):
    monkeypatch.setenv("TWILIO_ACCOUNT_SID", "AC1")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    default = Settings().default_tokens[Platform.TWILIO]

    assert (default.account_id, default.token.reveal()) == ("AC1", token)


def test_the_token_of_zaptra_is_read(monkeypatch):
    monkeypatch.setenv("ZAPTRA_API_TOKEN", TOKEN)

    assert Settings().default_tokens[Platform.ZAPTRA].token.reveal() == TOKEN
