"""Is it told from whom a webhook of Twilio is, and for which account?"""

import pytest

from services.gateway.twilio_signatures import AuthToken, signature, signed_by
from tests.gateway.running import running_gateway
from tests.gateway.twilio import ACCOUNT, BASE_URL, TOKEN, a_message, posts


@pytest.fixture(scope="module")
def database(lyo_databases):
    """One for all tests here."""
    return lyo_databases("gateway")


@pytest.fixture(scope="module")
async def gateway(database):
    async with running_gateway(
        database.url("gateway"), TWILIO_AUTH_TOKEN=TOKEN, PUBLIC_BASE_URL=BASE_URL
    ) as running:
        yield running


def test_the_signature_of_twilios_own_documentation_fits():
    form = {
        "CallSid": ["CA1234567890ABCDE"],
        "Caller": ["+14158675309"],
        "Digits": ["1234"],
        "From": ["+14158675309"],
        "To": ["+18005551212"],
    }
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    headers = [(b"x-twilio-signature", b"RSOYDt4T1cUTdK1PDd93/VVr8B8=")]

    assert signed_by(url, form, headers, [AuthToken(b"other"), AuthToken(b"12345")]) == 1


@pytest.mark.parametrize(
    ("told", "configured"),
    [
        ("https://lyo.example.com", "https://lyo.example.com"),
        ("https://lyo.example.com", "https://lyo.example.com/"),
        ("https://lyo.example.com:443", "https://lyo.example.com"),
        ("https://lyo.example.com", "https://lyo.example.com:443"),
        ("https://lyo.example.com", "https://lyo.example.com:8443"),
        ("https://lyo.example.com/lyo", "https://lyo.example.com/lyo"),
    ],
    ids=["same", "slash", "port_signed", "port_configured", "port_left_out", "below"],
)
async def test_the_address_that_is_configured_is_the_one_that_counts(database, told, configured):
    async with running_gateway(
        database.url("gateway"), TWILIO_AUTH_TOKEN=TOKEN, PUBLIC_BASE_URL=configured
    ) as gateway:
        headers = {"Host": "elsewhere.test", "X-Forwarded-Proto": "http"}
        answer = await posts(gateway.http, a_message(), base_url=told, **headers)

    assert answer.status_code == 200


@pytest.mark.parametrize(
    "said",
    [
        {"Body": ""},
        {"Body": "  blanks  around  "},
        {"Body": "a+b&c=d%20;e"},
        {"Body": "Perché no? 🎉 \u0627"},
        {"Body": "two\nlines"},
        {"NewParameter": "whatever", "Another": ""},
        {"body": "small", "BODY": "large"},
    ],
    ids=["blank", "blanks", "special", "unicode", "lines", "unknown", "case"],
)
async def test_all_parameters_count_whatever_they_hold(gateway, said):
    assert (await posts(gateway.http, a_message(**said))).status_code == 200


async def test_each_of_several_tokens_of_the_account_is_good(database):
    async with running_gateway(
        database.url("gateway"),
        TWILIO_AUTH_TOKEN=f"first, {ACCOUNT}:second",
        TWILIO_ACCOUNT_SID=ACCOUNT,
        PUBLIC_BASE_URL=BASE_URL,
    ) as gateway:
        codes = [
            (await posts(gateway.http, a_message(), token=token)).status_code
            for token in ("first", "second", "third")
        ]

    assert codes == [200, 200, 401]


OTHER = "AC" + "1" * 32


@pytest.mark.parametrize(
    ("account", "token", "code"),
    [(ACCOUNT, "ours", 200), (OTHER, "theirs", 200), (ACCOUNT, "theirs", 401), (None, "ours", 401)],
    ids=["ours", "theirs", "theirs as ours", "nobodys"],
)
async def test_a_token_signs_for_its_own_account_alone(database, account, token, code):
    async with running_gateway(
        database.url("gateway"),
        TWILIO_AUTH_TOKEN=f"{ACCOUNT}:ours, {OTHER}:theirs",
        PUBLIC_BASE_URL=BASE_URL,
    ) as gateway:
        answer = await posts(gateway.http, a_message(AccountSid=account), token=token)

    assert answer.status_code == code


def test_a_request_that_names_two_accounts_is_of_neither():
    form = {"AccountSid": [ACCOUNT, OTHER]}
    headers = [
        (
            b"x-twilio-signature",
            signature(BASE_URL, f"AccountSid{ACCOUNT}AccountSid{OTHER}", b"theirs"),
        )
    ]

    assert signed_by(BASE_URL, form, headers, [AuthToken(b"theirs")]) == 0
    assert signed_by(BASE_URL, form, headers, [AuthToken(b"theirs", OTHER)]) is None
