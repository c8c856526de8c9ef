"""Does the sandbox, which refuses what a provider would, take whatever leaves for it?"""

from uuid import UUID, uuid4

import pytest

from services.common.logs import Secret
from services.notifier.domain.content import Content, TemplateUse
from services.notifier.domain.message import Recipient, RecipientKind
from services.notifier.domain.outcomes import Accepted
from services.notifier.domain.shaping import parts
from services.notifier.domain.template import TemplateState
from services.notifier.platforms import providers_of
from services.notifier.providers.provider import Platform, Sender
from services.notifier.settings import Settings
from tests.notifier.answering import NOW, outcome_of, outgoing, quick_http
from tests.notifier.wanted import WANTED

TWILIO_ACCOUNT = "AC" + "5" * 32
SENDERS = {
    Platform.WHATSAPP: Sender(
        Platform.WHATSAPP, "700000000000001", Secret("meta-token"), "700000000000002"
    ),
    Platform.TWILIO: Sender(
        Platform.TWILIO, "whatsapp:+390655577001", Secret("SK7:the-secret"), TWILIO_ACCOUNT
    ),
    Platform.ZAPTRA: Sender(Platform.ZAPTRA, "seven", Secret("zaptra-token")),
}
ACCOUNTS = ("700000000000002", TWILIO_ACCOUNT, "seven")
CHANNEL_ID = UUID(int=7)


async def registers(sandbox, path, **said):
    answer = await sandbox.http.post(path, json=said)
    assert answer.status_code == 201, answer.text


@pytest.fixture(scope="module")
async def sandbox(meta):
    """With a sender of each provider, and a template in the account of each."""
    number = {"phone_number_id": "700000000000001", "waba_id": "700000000000002"}
    await registers(meta, "/numbers", **number, token="meta-token")
    sender = {"address": "whatsapp:+390655577001", "account_sid": TWILIO_ACCOUNT}
    key = {"api_key": "SK7", "api_secret": "the-secret"}
    await registers(meta, "/twilio/senders", **sender, token="auth-token", **key)
    await registers(meta, "/zaptra/accounts", address="seven", token="zaptra-token")
    for account in ACCOUNTS:
        await registers(
            meta,
            "/templates",
            account=account,
            name="reminder",
            language="it",
            body="Ciao {{1}}, alle {{2}}",
            buttons=[
                {"kind": "quick_reply", "text": "Confermo"},
                {"kind": "url", "text": "Sposta", "url": "https://lyo.example.com/b/{{1}}"},
            ],
        )
    return meta


@pytest.fixture(scope="module")
async def providers(sandbox):
    settings = Settings(
        graph_url=sandbox.url,
        twilio_url=sandbox.url,
        twilio_content_url=sandbox.url,
        ZAPTRA_API_URL=f"{sandbox.url}/api/wpbox",
        PUBLIC_BASE_URL="https://lyo.example.com",
    )
    async with quick_http(20) as http:
        yield providers_of(settings, http, production=False, now=lambda: NOW)


@pytest.mark.parametrize("platform", SENDERS, ids=str)
@pytest.mark.parametrize("content", WANTED.values(), ids=WANTED)
async def test_each_part_of_a_message_is_taken(providers, platform, content):
    provider, to = providers[platform], f"+39340{uuid4().int % 10**7:07}"
    sent = parts(content, provider.limits)

    outcomes = [
        await outcome_of(
            provider,
            SENDERS[platform],
            outgoing(
                message_id=uuid4(),
                recipient=Recipient(RecipientKind.PHONE, to),
                content=part,
                part=number,
                last=number == len(sent),
            ),
        )
        for number, part in enumerate(sent, 1)
    ]

    assert [type(each) for each in outcomes] == [Accepted] * len(sent), outcomes


@pytest.mark.parametrize("platform", SENDERS, ids=str)
async def test_a_template_that_was_listed_is_taken_with_its_parameters(providers, platform):
    listed = await providers[platform].templates(SENDERS[platform], CHANNEL_ID)
    (known,) = [each for each in listed if each.name == "reminder"]
    use = TemplateUse("reminder", "it", ("Ana", "10:00"), ("confirm", "move"))

    wanted = outgoing(message_id=uuid4(), content=Content(template=use), template=known)
    outcome = await outcome_of(providers[platform], SENDERS[platform], wanted)

    assert known.state is TemplateState.APPROVED
    assert known.parameter_names == ("1", "2")
    assert known.buttons[0].kind == "quick_reply"
    assert isinstance(outcome, Accepted), outcome.detail


async def test_what_is_not_filled_in_is_refused_and_says_so(providers):
    provider, sender = providers[Platform.WHATSAPP], SENDERS[Platform.WHATSAPP]
    use = TemplateUse("reminder", "it", ("Ana",), ())

    outcome = await outcome_of(provider, sender, outgoing(content=Content(template=use)))

    assert outcome.reason == "PROVIDER_REFUSED"
    assert outcome.detail.startswith("132")
