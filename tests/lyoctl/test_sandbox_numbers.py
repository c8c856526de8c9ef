"""Does the sandbox learn the numbers of files whose token opens it, wherever the token stands?"""

import httpx
import pytest

from lyoctl.sandbox_numbers import numbers, register
from lyoctl.tenant_file import read
from sandbox.serving import running
from sandbox.settings import Settings


def tokens(source):
    found, _ = numbers(source)
    return [each["token"] for _, each in found]


def test_a_token_is_read_where_it_stands(file, tmp_path, monkeypatch):
    monkeypatch.setenv("SALON_TOKEN", "sandbox-of-the-environment")
    (tmp_path / "token").write_text("sandbox-of-the-file\n")

    assert tokens(read(file())) == ["sandbox-salon-token"]
    assert tokens(read(file(TOKEN="env:SALON_TOKEN"))) == ["sandbox-of-the-environment"]
    assert tokens(read(file(TOKEN="file:token"))) == ["sandbox-of-the-file"]


def test_a_token_that_opens_more_than_the_sandbox_is_not_told_it(file, monkeypatch):
    monkeypatch.setenv("SALON_TOKEN", "EAAG-a-real-one")

    assert numbers(read(file(TOKEN="env:SALON_TOKEN"))) == ([], [])


def test_a_token_that_is_nowhere_is_named(file):
    found, (note,) = numbers(read(file(TOKEN="env:NOT_SET_HERE")))

    assert found == []
    assert note.endswith("4:54: NOT_SET_HERE is not set: `lyoctl chat` may not reach 1")


@pytest.fixture
async def sandbox(tmp_path):
    settings = Settings(listen="127.0.0.1:0", tenants=tmp_path / "none")
    async with running(settings) as started:
        yield started.url


async def test_a_number_can_be_written_to_when_its_file_is_applied_and_applied_again(file, sandbox):
    source = read(file())

    for _ in range(2):
        assert await register([source], sandbox) == []

    async with httpx.AsyncClient(base_url=sandbox, trust_env=False) as http:
        answer = await http.get("/phones/whatsapp/1/393331234567/messages")
    assert answer.status_code == 200


CHANNELS = """
  - {platform: twilio, address: "whatsapp:+390655500099", account_sid: ACsandbox9,
     access_token: sandbox-twilio-token}
  - {platform: zaptra, address: places, access_token: sandbox-places-token}
"""


async def test_senders_of_twilio_and_accounts_of_zaptra_are_known_too(file, sandbox):
    source = read(file(file().read_text().replace("\nofferings:", f"{CHANNELS}offerings:")))

    await register([source], sandbox)

    async with httpx.AsyncClient(base_url=sandbox, trust_env=False) as http:
        twilio = await http.get("/phones/twilio/whatsapp:+390655500099/393331234567/messages")
        zaptra = await http.get("/phones/zaptra/places/393331234567/messages")
    assert (twilio.status_code, zaptra.status_code) == (200, 200)


async def test_without_a_sandbox_nothing_is_told(file):
    source = read(file(TOKEN="env:NOT_SET_HERE"))

    assert await register([source], "http://127.0.0.1:1") == []
