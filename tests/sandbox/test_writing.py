"""What reaches the gateway when a customer writes?"""

import json

import pytest


async def test_a_text_comes_signed_in_metas_form(sandbox, gateway):
    written = await sandbox.writes(text="Vorrei prenotare", name="Giulia Conti")

    [body] = await gateway.wait_for(1)
    assert gateway.signed == [True]
    assert body["object"] == "whatsapp_business_account"
    assert body["entry"][0]["id"] == "900000000000001"
    value = body["entry"][0]["changes"][0]["value"]
    assert value["metadata"] == {
        "display_phone_number": "390655500001",
        "phone_number_id": "100000000000001",
    }
    [message] = value["messages"]
    assert message["id"] == written["id"]
    assert message["from"] == "393335550101"
    assert message["text"] == {"body": "Vorrei prenotare"}
    assert value["contacts"][0]["profile"] == {"name": "Giulia Conti"}
    assert written["gateway_status"] == 200


async def test_meta_escapes_everything_but_ascii(sandbox, gateway):
    await sandbox.writes(text="perché 12/24?")

    await gateway.wait_for(1)
    assert rb"perch\u00e9 12\/24?" in gateway.bodies[0]


async def test_a_phone_number_comes_with_its_business_scoped_id(sandbox, gateway):
    await sandbox.writes(text="a")
    await sandbox.writes(text="b")

    first, second = await gateway.messages(2)
    assert first["from_user_id"] == second["from_user_id"]
    assert first["from_user_id"].startswith("IT.")


async def test_a_customer_with_a_username_has_no_phone(sandbox, gateway):
    await sandbox.writes("IT.13491208655302741918", text="Ciao")

    [body] = await gateway.wait_for(1)
    value = body["entry"][0]["changes"][0]["value"]
    assert "from" not in value["messages"][0]
    assert value["messages"][0]["from_user_id"] == "IT.13491208655302741918"
    assert "wa_id" not in value["contacts"][0]


async def test_a_tapped_button_names_the_message_it_stood_in(sandbox, gateway):
    await sandbox.writes(text="hello")
    offered = await sandbox.sends(
        {
            "messaging_product": "whatsapp",
            "to": "393335550101",
            "type": "interactive",
            "interactive": {
                "type": "button",
                "body": {"text": "When?"},
                "action": {
                    "buttons": [{"type": "reply", "reply": {"id": "slot-1", "title": "15:30"}}]
                },
            },
        }
    )
    await gateway.wait_for(4)
    await sandbox.writes(button={"id": "slot-1", "title": "15:30"})

    body = (await gateway.wait_for(5))[-1]
    [message] = body["entry"][0]["changes"][0]["value"]["messages"]
    assert message["context"]["id"] == offered.json()["messages"][0]["id"]
    reply = {"type": "button_reply", "button_reply": {"id": "slot-1", "title": "15:30"}}
    assert message["interactive"] == reply


async def test_the_same_id_twice_is_one_message_on_the_phone(sandbox, gateway):
    for _ in range(2):
        await sandbox.writes(text="book", id="wamid.same")

    first, second = await gateway.messages(2)
    assert first == second
    assert len((await sandbox.chat())["messages"]) == 1


async def test_a_raw_body_is_posted_as_it_is(sandbox, gateway):
    await sandbox.writes(raw="no json {")

    async with gateway.arrived:
        await gateway.arrived.wait_for(lambda: gateway.bodies)
    assert gateway.bodies == [b"no json {"]
    assert gateway.signed == [True]


async def test_a_message_in_a_raw_body_is_seen_on_the_phone(sandbox, gateway):
    await sandbox.writes(text="real", id="wamid.a")
    [body] = await gateway.wait_for(1)
    raw = json.loads(json.dumps(body).replace("wamid.a", "wamid.b").replace("real", "raw"))
    written = await sandbox.writes(raw=raw)

    assert written["id"] == "wamid.b"
    assert [m["text"] for m in (await sandbox.chat())["messages"]] == ["real", "raw"]


async def test_a_wrong_signature_can_be_asked_for(sandbox, gateway):
    gateway.statuses = [401]
    written = await sandbox.writes(text="forged", signature="sha256=00")

    assert written["gateway_status"] == 401
    assert gateway.signed == [False]


@pytest.mark.parametrize(
    "wish",
    [{}, {"text": "a", "type": "image"}, {"type": "telegram"}, {"txt": "a"}, {"content": {}}],
)
async def test_a_wish_that_cannot_be_understood_is_refused(sandbox, wish):
    path = "/phones/whatsapp/100000000000001/393335550101/messages"

    assert (await sandbox.http.post(path, json=wish)).status_code == 422


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/phones/whatsapp/999/393335550101/messages", 404),
        ("/phones/telegram/100000000000001/393335550101/messages", 404),
        ("/phones/whatsapp/100000000000001/giulia/messages", 422),
    ],
)
async def test_nobody_writes_from_nowhere(sandbox, path, status):
    assert (await sandbox.http.post(path, json={"text": "a"})).status_code == status
