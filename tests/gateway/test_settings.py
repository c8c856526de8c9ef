"""What must an operator say before the gateway starts?"""

import os
import subprocess
import sys

import pytest

from services.common.settings import BadSettings
from services.gateway.settings import Settings
from services.gateway.twilio_signatures import AuthToken

OURS = ("WHATSAPP_APP_SECRET", "WHATSAPP_WEBHOOK_VERIFY_TOKEN", "VERIFY_TOKEN", "PUBLIC_BASE_URL")

TWILIOS = ("TWILIO_AUTH_TOKEN", "TWILIO_ACCOUNT_SID")


@pytest.fixture
def environment(monkeypatch):
    """The variables of this test, and none of the machine's."""
    for name in (*OURS, *TWILIOS, "NEXT_PUBLIC_BASE_URL"):
        monkeypatch.delenv(name, raising=False)

    def say(**variables: str) -> Settings:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        return Settings()

    return say


@pytest.mark.parametrize("secret", ["", " ", " , ,"])
def test_without_an_app_secret_the_gateway_says_why_it_does_not_start(environment, secret):
    with pytest.raises(BadSettings, match=r"^WHATSAPP_APP_SECRET: .*app secret.*$"):
        environment(WHATSAPP_APP_SECRET=secret)


def test_the_process_ends_with_that_one_line(tmp_path):
    clean = {"PATH": os.environ["PATH"], "LYO_ENV": "test", "LYO_KEY_FILE": str(tmp_path / "key")}
    program = "from services.gateway.settings import Settings; Settings()"
    ended = subprocess.run(
        [sys.executable, "-c", program], check=False, capture_output=True, text=True, env=clean
    )

    assert ended.returncode != 0
    assert "WHATSAPP_APP_SECRET" in ended.stderr.splitlines()[-1]


def test_several_secrets_and_tokens_are_separated_by_commas(environment):
    settings = environment(WHATSAPP_APP_SECRET="new, old,", VERIFY_TOKEN="a,b")

    assert settings.secrets == (b"new", b"old")
    assert settings.tokens == (b"a", b"b")


def test_a_token_of_twilio_is_of_the_account_that_it_names_or_of_the_one_that_is_given(environment):
    settings = environment(
        WHATSAPP_APP_SECRET="s", TWILIO_AUTH_TOKEN="a, AC2:b", TWILIO_ACCOUNT_SID="AC1"
    )

    assert settings.twilio_tokens == (AuthToken(b"a", "AC1"), AuthToken(b"b", "AC2"))


def test_one_token_of_twilio_may_be_of_any_account(environment):
    settings = environment(WHATSAPP_APP_SECRET="s", TWILIO_AUTH_TOKEN="a")

    assert settings.twilio_tokens == (AuthToken(b"a"),)


@pytest.mark.parametrize("tokens", ["a,b", "AC1:a,b"])
def test_of_several_tokens_of_twilio_it_must_be_known_whose_each_is(environment, tokens):
    with pytest.raises(BadSettings, match=r"^TWILIO_AUTH_TOKEN: .*TWILIO_ACCOUNT_SID"):
        environment(WHATSAPP_APP_SECRET="s", TWILIO_AUTH_TOKEN=tokens)


def test_both_old_names_of_the_verify_token_are_known(environment):
    assert environment(WHATSAPP_APP_SECRET="s", VERIFY_TOKEN="b").tokens == (b"b",)
    assert environment(WHATSAPP_WEBHOOK_VERIFY_TOKEN="a").tokens == (b"a",)


def test_both_old_names_of_the_public_address_are_known(environment):
    settings = environment(WHATSAPP_APP_SECRET="s", NEXT_PUBLIC_BASE_URL="https://lyo.example")

    assert settings.public_base_url == "https://lyo.example"


def test_secrets_do_not_show_themselves(environment):
    settings = environment(WHATSAPP_APP_SECRET="very-secret", VERIFY_TOKEN="also-secret")

    assert "very-secret" not in repr(settings)
    assert "also-secret" not in repr(settings)
