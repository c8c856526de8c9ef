"""Does the sandbox refuse whatever Twilio's contracts refuse, and answer in their forms?

Compares our own models with the OpenAPI extracts that lie beside the repository, where they do.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from sandbox.twilio.errors import Refusal
from sandbox.twilio.models import form_in
from tests.sandbox.contracts import checker_of
from tests.sandbox.twilio_side import ACCOUNT, Twilio, a_message, content_of

pytestmark = pytest.mark.slow

MESSAGES, CONTENT = "twilio_messages.openapi.json", "twilio_content.openapi.json"
SEND = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
WRONG_VALUES = ("", "x" * 1601, "+", "whatsapp:393335550101", "-1", "{", "not a url", "yes", "SM12")
RIGHT = {
    "To": "whatsapp:+393335550101",
    "From": "whatsapp:+390655500011",
    "Body": "Ciao",
    "StatusCallback": "https://lyo.example/webhooks/twilio?message_id=1",
    "MediaUrl": ["https://lyo.example/a.jpg", "https://lyo.example/b.jpg"],
    "PersistentAction": ["geo:41.89,12.49"],
    "ValidityPeriod": "300",
    "Attempt": "1",
    "MaxPrice": "0.5",
    "ProvideFeedback": "true",
    "ContentRetention": "retain",
    "AddressRetention": "obfuscate",
    "SmartEncoded": "false",
    "RiskCheck": "enable",
    "ShortenUrls": "false",
    "SendAsMms": "false",
    "TrafficType": "free",
}


@pytest.fixture(scope="module")
def messages() -> Any:
    return checker_of(MESSAGES).Contract(MESSAGES)


@pytest.fixture(scope="module")
def contents() -> Any:
    return checker_of(CONTENT).Contract(CONTENT)


@pytest.fixture
def twilio(sandbox: Any, gateway: Any) -> Twilio:
    return Twilio(sandbox, gateway)


def _accepts(form: dict[str, Any]) -> bool:
    try:
        form_in(form)
    except Refusal:
        return False
    return True


def test_requests_known_to_be_right_or_wrong_are_judged_so():
    tests = dict(checker_of(MESSAGES).TESTS)[MESSAGES]
    forms = [
        (bool(right), more["form"])
        for right, _, path, more in tests
        if "form" in more and "/acme/" not in path  # no account: the path's mistake, not the form's
    ]

    assert len(forms) >= 8
    assert [form for right, form in forms if _accepts(form) != right] == []


def test_a_form_with_all_that_can_be_said_is_accepted(messages):
    assert messages.request_errors("POST", SEND, form=RIGHT) == []
    assert _accepts(RIGHT)


def test_whatever_the_contract_refuses_is_refused(messages):
    """A right form, broken at every place in every way."""
    broken = list(_broken(RIGHT))
    refused = [form for form in broken if messages.request_errors("POST", SEND, form=form)]

    assert len(broken) > 150
    assert len(refused) > 50
    assert [form for form in refused if _accepts(form)] == []


async def test_answers_have_the_form_of_the_contract(twilio, messages):
    sent = await twilio.sends(a_message("Ciao"))
    found = await twilio.asks(sent.json()["sid"])
    refused = await twilio.sends(a_message(""))

    path = f"/2010-04-01/Accounts/{ACCOUNT}/Messages/{sent.json()['sid']}.json"
    assert messages.response_errors("POST", SEND, 201, sent.json()) == []
    assert messages.response_errors("GET", path, 200, found.json()) == []
    assert messages.response_errors("POST", SEND, 400, refused.json()) == []


@pytest.mark.parametrize(
    "buttons",
    [[], [{"text": "Yes"}], [{"kind": "url", "text": "Open", "url": "https://lyo.example/{{1}}"}]],
    ids=["text", "quick-reply", "link"],
)
async def test_contents_have_the_form_of_the_contract(twilio, contents, buttons):
    said = {"account": ACCOUNT, "name": "hello", "language": "en", "body": "Hello {{1}}"}
    content = await content_of(twilio, **said, buttons=buttons)

    one = f"/v1/Content/{content['sid']}"
    for path in ("/v1/Content", one, f"{one}/ApprovalRequests"):
        answer = await twilio.gets(path)
        assert contents.response_errors("GET", path, 200, answer.json()) == []
    asked = {key: content[key] for key in ("friendly_name", "language", "variables", "types")}
    assert contents.request_errors("POST", "/v1/Content", body=asked) == []


def _broken(form: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for key, value in form.items():
        yield {name: each for name, each in form.items() if name != key}
        for wrong in WRONG_VALUES:
            yield {**form, key: [wrong] if isinstance(value, list) else wrong}
    for key in ("To", "From", "Body"):
        yield {name: each for name, each in form.items() if name == key}
    yield {**form, "body": "typed wrongly"}
    yield {**form, "ContentSid": "HX1"}
    yield {**form, "MessagingServiceSid": "MG1"}
