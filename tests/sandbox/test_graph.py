"""Does Graph accept and refuse as Meta's does?"""

import pytest

from tests.sandbox.conftest import a_text, chat_path


async def test_an_accepted_message_gets_an_id(sandbox):
    answer = await sandbox.sends(a_text("+39 333 555-0101"))

    assert answer.status_code == 200
    body = answer.json()
    assert body["contacts"] == [{"input": "+39 333 555-0101", "wa_id": "393335550101"}]
    assert body["messages"][0]["id"].startswith("wamid.")


async def test_a_business_scoped_id_is_a_recipient(sandbox):
    body = {**a_text(), "recipient": "IT.13491208655302741918"}
    del body["to"]
    answer = await sandbox.sends(body)

    user = "IT.13491208655302741918"
    assert answer.json()["contacts"] == [{"input": user, "user_id": user}]


async def test_with_both_the_phone_wins(sandbox):
    answer = await sandbox.sends(a_text(recipient="IT.13491208655302741918"))

    assert answer.json()["contacts"][0]["wa_id"] == "393335550101"


async def test_an_answer_to_the_scoped_id_of_a_phone_reaches_that_phone(sandbox, gateway):
    await sandbox.writes(text="Ciao")
    [message] = await gateway.messages()
    body = {**a_text(body="Buongiorno"), "recipient": message["from_user_id"]}
    del body["to"]
    await sandbox.sends(body)

    assert [m["text"] for m in (await sandbox.chat())["messages"]] == ["Ciao", "Buongiorno"]


@pytest.mark.parametrize(
    ("number", "token", "status", "code"),
    [
        ("100000000000001", "sandbox-stella-token", 401, 190),
        ("100000000000001", "none", 401, 190),
        ("100000000000001", "expired", 401, 190),
        ("999999999999999", "sandbox-stella-token", 400, 100),
        ("999999999999999", "expired", 401, 190),
    ],
)
async def test_only_a_numbers_own_token_sends_from_it(sandbox, number, token, status, code):
    answer = await sandbox.sends(a_text(), number=number, token=token)

    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)


async def test_an_unknown_number_is_a_missing_object(sandbox):
    answer = await sandbox.sends(a_text(), number="999999999999999")

    error = answer.json()["error"]
    assert error["error_subcode"] == 33
    assert error["type"] == "GraphMethodException"
    assert error["fbtrace_id"]


async def test_another_path_of_graph_is_unknown(sandbox):
    answer = await sandbox.http.post("/v25.0/100000000000001/mesages", json={})

    assert answer.json()["error"]["code"] == 2500


async def test_a_number_can_be_registered(sandbox):
    number = {"phone_number_id": "55", "waba_id": "66", "display_number": "+1", "token": "t"}
    await sandbox.http.post("/numbers", json=number)

    assert (await sandbox.sends(a_text(), number="55", token="t")).status_code == 200


async def test_a_form_is_no_message(sandbox):
    headers = {"Authorization": "Bearer sandbox-bella-salon-token"}
    path = "/v25.0/100000000000001/messages"
    answer = await sandbox.http.post(path, data={"to": "393335550101"}, headers=headers)

    assert answer.json()["error"]["message"] == (
        "(#100) The parameter messaging_product is required."
    )


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"text": {}}, "(#100) The parameter text['body'] is required."),
        (
            {"text": {"body": "x" * 4097}},
            "(#100) Param text['body'] must be at most 4096 characters long.",
        ),
        ({"txt": "x"}, '(#100) Unexpected key "txt" on param "message".'),
        (
            {"to": "IT.13491208655302741918"},
            "(#100) to is no phone number; business-scoped ids go to recipient",
        ),
    ],
)
async def test_a_refusal_says_what_is_wrong(sandbox, wrong, message):
    answer = await sandbox.sends({**a_text(), **wrong})

    assert answer.status_code == 400
    assert answer.json()["error"]["message"] == message


async def test_a_read_receipt_turns_the_customers_ticks_blue(sandbox):
    written = await sandbox.writes(text="Ciao")
    mark = {"messaging_product": "whatsapp", "status": "read", "message_id": written["id"]}
    answer = await sandbox.sends({**mark, "typing_indicator": {"type": "text"}})

    chat = await sandbox.chat()
    assert answer.json() == {"success": True}
    assert chat["messages"][0]["status"] == "read"
    assert chat["typing"] is True


async def test_an_answer_ends_the_typing(sandbox):
    written = await sandbox.writes(text="Ciao")
    mark = {"messaging_product": "whatsapp", "status": "read", "message_id": written["id"]}
    await sandbox.sends({**mark, "typing_indicator": {"type": "text"}})
    await sandbox.answers()

    assert (await sandbox.chat())["typing"] is False


async def test_a_message_that_never_came_in_cannot_be_marked_as_read(sandbox):
    mark = {"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.none"}

    assert (await sandbox.sends(mark)).json()["error"]["code"] == 100


async def test_a_reaction_is_seen_on_the_message(sandbox):
    written = await sandbox.writes(text="Ciao")
    reaction = {"message_id": written["id"], "emoji": "❤"}
    body = {**a_text(), "type": "reaction", "reaction": reaction}
    del body["text"]
    await sandbox.sends(body)

    assert (await sandbox.chat())["messages"][0]["reactions"] == {"business": "❤"}


async def test_one_business_does_not_see_the_chats_of_another(sandbox):
    await sandbox.writes(text="to the salon")
    stella = await sandbox.http.get(chat_path("393335550101", "100000000000003"))

    assert stella.json()["messages"] == []
