"""What reaches the gateway when a customer writes by Twilio?"""

import asyncio
import re

import pytest

from tests.sandbox.twilio_side import ACCOUNT, CHAT, FROM, TO, Twilio


@pytest.fixture
def twilio(sandbox, gateway):
    return Twilio(sandbox, gateway)


async def test_a_text_comes_signed_in_twilios_form(twilio, gateway):
    written = await twilio.writes(text="Vorrei prenotare, perché no?", name="Giulia Conti")

    [form] = await gateway.forms(1)
    assert gateway.signed == [True]
    assert form["Body"] == "Vorrei prenotare, perché no?"
    assert (form["From"], form["To"], form["WaId"]) == (TO, FROM, "393335550101")
    assert (form["AccountSid"], form["NumMedia"]) == (ACCOUNT, "0")
    assert form["ProfileName"] == "Giulia Conti"
    assert written == {"id": form["MessageSid"], "gateway_status": 200}


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        ({"button": {"id": "yes", "title": "Sì"}}, {"ButtonPayload": "yes", "ButtonText": "Sì"}),
        ({"list": {"id": "row", "title": "Uno"}}, {"ListId": "row", "ListTitle": "Uno"}),
        ({"type": "image"}, {"NumMedia": "1", "MediaContentType0": "image/jpeg"}),
        ({"type": "location"}, {"Latitude": "41.8902", "Label": "Colosseo"}),
        ({"text": "a", "extra": {"ReferralCtwaClid": "1"}}, {"ReferralCtwaClid": "1"}),
    ],
    ids=["button", "list", "image", "location", "new-parameter"],
)
async def test_each_kind_has_parameters_of_its_own(twilio, gateway, wish, said):
    await twilio.writes(**wish)

    [form] = await gateway.forms(1)
    assert {key: form[key] for key in said} == said
    assert gateway.signed == [True]


async def test_the_same_id_twice_is_one_message_on_the_phone(twilio, gateway):
    for _ in range(2):
        await twilio.writes(text="book", id="SM" + "1" * 32)

    first, second = await gateway.forms(2)
    assert first == second
    assert len(await twilio.chat()) == 1


async def test_a_wrong_signature_can_be_asked_for(twilio, gateway):
    gateway.statuses = [403]
    written = await twilio.writes(text="forged", signature="none of Twilio's")

    assert written["gateway_status"] == 403
    assert gateway.signed == [False]


async def test_a_raw_body_is_posted_as_it_is(twilio, gateway):
    await twilio.writes(raw="Body=%FF&Body=twice&empty=")

    assert await gateway.arrive(1) == [b"Body=%FF&Body=twice&empty="]


async def test_what_twilio_does_not_pass_on_cannot_be_written(sandbox):
    answer = await sandbox.http.post(CHAT, json={"type": "reaction"})

    assert (answer.status_code, answer.json()["detail"]) == (422, "Twilio passes no reaction on")


async def test_a_webhook_that_nobody_answered_comes_once_more(open_sandbox):
    bodies: list[bytes] = []
    twice = asyncio.Event()

    async def hang_up_at_first(reader, writer):
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(re.search(rb"(?i)content-length: (\d+)", head)[1])
        bodies.append(await reader.readexactly(length))
        if len(bodies) > 1:
            writer.write(b"HTTP/1.1 204 No Content\r\n\r\n")
            twice.set()
        writer.close()

    async with await asyncio.start_server(hang_up_at_first, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        async with open_sandbox(gateway_url=f"http://127.0.0.1:{port}") as sandbox:
            written = await sandbox.http.post(CHAT, json={"text": "Ciao"})
            await asyncio.wait_for(twice.wait(), 5)

    assert written.json()["gateway_status"] is None
    assert bodies[0] == bodies[1]


async def test_twilio_signs_over_the_address_that_it_was_told(open_sandbox, gateway):
    async with open_sandbox(public_url="https://lyo.example") as sandbox:
        await sandbox.http.post(CHAT, json={"text": "Ciao"})

    assert gateway.signed == [False]
