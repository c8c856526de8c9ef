"""Is whatever a platform sends accepted, and is nothing of it handled twice?"""

import asyncio
import hashlib
import json
from dataclasses import replace

import httpx
import psycopg
import pytest

from tests.journeys.phone import book
from tests.journeys.second import elsewhere, second_replicas
from tests.journeys.webhooks import PATH, deliver, signed, text_webhook

ANSWERED = ("image", "video", "document", "audio", "sticker", "button", "location", "contacts")
ALSO_ANSWERED = ("order", "unsupported", "flow", "interactive_error")
SILENT = ("reaction", "edit", "revoke", "system")


@pytest.mark.parametrize("kind", [*ANSWERED, *ALSO_ANSWERED])
async def test_every_kind_of_message_gets_a_sensible_answer(giulia, kind):
    sent = await giulia.send(type=kind)

    assert sent["gateway_status"] == 200
    assert len((await giulia.answer())["text"]) > 10


@pytest.mark.parametrize("kind", SILENT)
async def test_reactions_edits_and_the_like_are_noted_silently(giulia, kind):
    await giulia.ask("help")

    sent = await giulia.send(type=kind)

    assert sent["gateway_status"] == 200
    assert await giulia.stays_silent(0.6)


async def test_a_redelivered_message_is_answered_once(giulia, town):
    day = town.open_day()
    told = await giulia.write(book(day, "10:00"))
    await giulia.answer()

    for _ in range(3):
        again = await giulia.write(book(day, "10:00"), id=told["id"])
        assert again["gateway_status"] == 200

    assert await giulia.stays_silent()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b'{"object": ',
        b"[" * 100_000,
        b'{"a": "\\ud800"}',
        b'{"a": ' + b"9" * 5_000 + b"}",
        b'{"a": NaN}',
        b"\xff\xfe",
    ],
    ids=["empty", "words", "cut", "deep", "surrogate", "long number", "NaN", "no text"],
)
async def test_what_cannot_be_read_is_kept_and_acknowledged(mesh, body):
    answer = await deliver(mesh.installation.gateway_url, body)

    assert (answer.status_code, answer.json()) == (200, {"status": "processed"})
    assert kept(mesh, body)


def kept(mesh, body: bytes) -> bool:
    """Whether the gateway has set this body aside."""
    with psycopg.connect(mesh.postgres.url(database="lyo")) as connection:
        query = "SELECT count(*) FROM gateway.set_aside WHERE sha256 = %s"
        return connection.execute(query, (hashlib.sha256(body).digest(),)).fetchone() == (1,)


@pytest.mark.parametrize(
    "headers",
    [{}, {"X-Hub-Signature-256": "sha256=" + "0" * 64}, {"X-Hub-Signature-256": "sha1=abc"}],
    ids=["none", "wrong", "old"],
)
async def test_an_unsigned_webhook_is_refused_and_leaves_nothing(mesh, headers):
    async with httpx.AsyncClient(trust_env=False) as http:
        answer = await http.post(
            f"{mesh.installation.gateway_url}/webhook", content=b'{"un":"signed"}', headers=headers
        )

    assert (answer.status_code, answer.content) == (401, b"")
    assert not kept(mesh, b'{"un":"signed"}')


async def test_a_body_over_three_megabytes_is_refused(mesh):
    body = b" " * (3 * 1024 * 1024 + 1)
    answer = await deliver(mesh.installation.gateway_url, body)

    assert answer.status_code == 413


@pytest.mark.parametrize("path", ["/webhook", "/webhooks/whatsapp"])
async def test_meta_can_verify_the_webhook(mesh, path):
    asked = {"hub.mode": "subscribe", "hub.challenge": "1158201444"}
    async with httpx.AsyncClient(base_url=mesh.installation.gateway_url, trust_env=False) as http:
        right = await http.get(path, params={**asked, "hub.verify_token": "sandbox-verify-token"})
        wrong = await http.get(path, params={**asked, "hub.verify_token": "guessed"})

    assert (right.status_code, right.text) == (200, "1158201444")
    assert right.headers["content-type"].startswith("text/plain")
    assert wrong.status_code == 403


@pytest.fixture
async def second_gateway(mesh, lines):
    """The address of another gateway on the same database."""
    told = elsewhere(mesh.installation, "gateway")
    async with second_replicas(mesh, told, "gateway", sink=lines.take):
        yield told.gateway_url


async def test_the_same_message_a_hundred_times_at_once_on_two_gateways_is_one(
    giulia, town, mesh, second_gateway
):
    body = text_webhook(giulia, "wamid.HUNDRED", book(town.open_day(), "11:45"))
    doors = [mesh.installation.gateway_url, second_gateway]
    async with httpx.AsyncClient(trust_env=False, timeout=30) as http:
        answers = await asyncio.gather(
            *(
                http.post(doors[n % 2] + PATH, content=body, headers=signed(body))
                for n in range(100)
            )
        )

    assert {answer.status_code for answer in answers} == {200}
    assert ", 11:45: confermato" in (await giulia.answer())["text"]
    assert await giulia.stays_silent()
    with psycopg.connect(mesh.postgres.url(database="lyo")) as connection:
        query = "SELECT count(*) FROM assistant.messages WHERE provider_message_id = %s"
        assert connection.execute(query, ("wamid.HUNDRED",)).fetchone() == (1,)


async def test_one_broken_message_does_not_hold_up_the_others_in_its_webhook(giulia, luca, mesh):
    good = json.loads(text_webhook(giulia, "wamid.GOOD", "help"))
    value = good["entry"][0]["changes"][0]["value"]
    value["messages"].insert(0, {"id": 17, "type": ["text"], "text": "no object"})
    good["entry"].insert(0, "no entry")
    body = json.dumps(good).encode()
    answer = await deliver(mesh.installation.gateway_url, body)

    assert answer.status_code == 200
    assert (await giulia.answer())["text"]


async def test_an_unknown_number_is_warned_of_and_skipped(giulia, mesh, lines):
    body = text_webhook(replace(giulia, address="999999999999999"), "wamid.NOBODY", "help")
    answer = await deliver(mesh.installation.gateway_url, body)

    assert answer.status_code == 200
    assert await giulia.stays_silent()
    assert any('"warning"' in line and "address_unknown" in line for line in lines.of("gateway"))
