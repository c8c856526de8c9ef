"""Does Twilio's API accept and refuse as Twilio's does, and tell what became of messages?"""

import json

import pytest

from tests.sandbox.twilio_side import ACCOUNT, FROM, TO, TOKEN, Twilio, a_message, content_of


@pytest.fixture
def twilio(sandbox, gateway):
    return Twilio(sandbox, gateway)


async def test_an_accepted_message_is_queued_under_an_id(twilio):
    answer = await twilio.sends(a_message("Ciao"))

    message = answer.json()
    assert answer.status_code == 201
    assert message["sid"].startswith("SM")
    assert (message["status"], message["to"], message["body"]) == ("queued", TO, "Ciao")
    assert [each["text"] for each in await twilio.chat()] == ["Ciao"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"To": None}, 21604),
        ({"To": "whatsapp:393335550101"}, 21211),
        ({"To": "+393335550101"}, 21910),
        ({"From": None}, 21603),
        ({"From": "whatsapp:+390655500099"}, 63007),
        ({"From": "+390655500011", "To": "+393335550101"}, 21606),
        ({"Body": None}, 21619),
        ({"Body": ""}, 21619),
        ({"Body": "x" * 1601}, 21617),
        ({"Body": None, "MediaUrl": "ftp://lyo.example/a.jpg"}, 21620),
        ({"MediaUrl": ["https://lyo.example/a.jpg"] * 11}, 21623),
        ({"StatusCallback": "https://under_score.example/"}, 21609),
        ({"Body": None, "ContentSid": "HX" + "0" * 32}, 21655),
        ({"Body": None, "ContentSid": "booking_confirmed"}, 21655),
        ({"Body": None, "ContentVariables": "{}"}, 21654),
        ({"body": "typed wrongly"}, 20001),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else str(value),
)
async def test_what_twilio_refuses_is_refused_with_its_code(twilio, change, code):
    answer = await twilio.sends({**a_message("Ciao"), **change})

    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert await twilio.chat() == []


@pytest.mark.parametrize(
    "login",
    [(ACCOUNT, "wrong"), ("AC" + "9" * 32, TOKEN), ("SK" + "0" * 32, TOKEN), None],
    ids=["token", "account", "key", "none"],
)
async def test_only_who_may_sends(twilio, login):
    answer = await twilio.sends(a_message("Ciao"), login=login)

    assert (answer.status_code, answer.json()["code"]) == (401, 20003)


async def test_an_api_key_sends_as_the_token_does(twilio):
    key = ("SKsandbox00000000000000000000000000", "sandbox-twilio-api-secret")

    assert (await twilio.sends(a_message("Ciao"), login=key)).status_code == 201


async def test_every_status_goes_signed_to_the_address_that_was_given(twilio, gateway):
    await twilio.writes(text="Buongiorno")
    sent = await twilio.sends(a_message("Ciao", callback=True))

    told = (await gateway.forms(4))[1:]
    assert [each["MessageStatus"] for each in told] == ["sent", "delivered", "read"]
    assert {each["MessageSid"] for each in told} == {sent.json()["sid"]}
    assert {(each["From"], each["To"]) for each in told} == {(FROM, TO)}
    assert gateway.signed == [True] * 4


async def test_who_gives_no_address_is_told_nothing_and_may_ask(twilio, gateway):
    await twilio.writes(text="Buongiorno")
    await twilio.sends(a_message("first"))
    second = await twilio.sends(a_message("second", callback=True))
    told = (await gateway.forms(4))[1:]

    found = await twilio.asks(second.json()["sid"])
    assert {each["MessageSid"] for each in told} == {second.json()["sid"]}
    assert (found.status_code, found.json()["status"]) == (200, "read")
    assert (await twilio.asks("SM" + "0" * 32)).status_code == 404


async def test_free_text_to_someone_who_did_not_write_fails_in_the_status(twilio, gateway):
    answer = await twilio.sends(a_message("Ciao", callback=True))

    [failed] = await gateway.forms(1)
    assert answer.status_code == 201
    assert (failed["MessageStatus"], failed["ErrorCode"]) == ("failed", "63016")
    assert (await twilio.chat())[0]["error"].startswith("63016")


async def test_a_code_can_come_in_the_status(twilio, gateway):
    await twilio.fault(action="error_code", value={"code": 63024, "via": "status"})
    await twilio.sends(a_message("Ciao", callback=True))

    [failed] = await gateway.forms(1)
    assert (failed["MessageStatus"], failed["ErrorCode"]) == ("failed", "63024")


async def test_too_many_calls_are_told_when_to_come_back(twilio):
    await twilio.fault(action="error_code", value=20429)
    answer = await twilio.sends(a_message("Ciao"))

    assert (answer.status_code, answer.json()["code"]) == (429, 20429)
    assert answer.headers["Retry-After"] == "1"


@pytest.mark.parametrize(("status", "code"), [(500, 20500), (429, 20429)])
async def test_a_plain_status_is_said_in_twilios_form(twilio, status, code):
    await twilio.fault(action="status", value={"status": status, "retry_after": "3"})
    answer = await twilio.sends(a_message("Ciao"))

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["Retry-After"] == "3"


async def test_a_status_can_be_overtaken(twilio, gateway):
    await twilio.writes(text="Buongiorno")
    await twilio.fault(action="reorder", match="MessageStatus=sent")
    await twilio.sends(a_message("Ciao", callback=True))

    told = [each["MessageStatus"] for each in (await gateway.forms(4))[1:]]
    assert sorted(told) == ["delivered", "read", "sent"]
    assert told[0] == "delivered"


async def test_a_status_can_be_sent_by_hand(twilio, gateway, sandbox):
    callback = f"{gateway.url}/webhooks/twilio?message_id=unknown"
    asked = {"provider": "twilio", "id": "SMunknown", "status": "undelivered", "error_code": 63024}
    whom = {"address": FROM, "recipient": TO, "callback": callback}

    assert (await sandbox.http.post("/statuses", json=asked)).status_code == 404
    answer = await sandbox.http.post("/statuses", json={**asked, **whom})
    [told] = await gateway.forms(1)
    assert answer.json() == {"gateway_status": 200}
    assert (told["MessageSid"], told["ErrorCode"]) == ("SMunknown", "63024")
    assert gateway.signed == [True]


async def test_a_gateway_in_trouble_is_not_told_again(twilio, gateway):
    gateway.statuses = [200, 500]
    await twilio.writes(text="Buongiorno")
    await twilio.sends(a_message("Ciao", callback=True))

    told = [each["MessageStatus"] for each in (await gateway.forms(4))[1:]]
    assert told == ["sent", "delivered", "read"]


async def test_the_journal_holds_the_form(twilio, sandbox):
    await twilio.sends(
        {**a_message("Ciao"), "MediaUrl": ["https://a.example/1", "https://a.example/2"]}
    )

    [call] = await sandbox.journal(provider="twilio", to="393335550101")
    assert call["to"] == TO
    assert call["body"]["Body"] == "Ciao"
    assert call["body"]["MediaUrl"] == ["https://a.example/1", "https://a.example/2"]


REMINDER = {
    "account": ACCOUNT,
    "name": "booking_reminder",
    "language": "it",
    "body": "Ciao {{1}}, {{2}}",
    "buttons": [{"text": "Conferma"}, {"text": "Sposta"}],
}


async def test_a_content_is_sent_at_any_time_and_its_reply_comes_back(twilio, gateway):
    content = await content_of(twilio, **REMINDER)
    variables = json.dumps({"1": "Giulia", "2": "alle 15:30", "3": "confirm-1", "4": "move-1"})
    message = {**a_message(None, callback=True), "ContentSid": content["sid"]}
    sent = await twilio.sends({**message, "ContentVariables": variables})
    await gateway.forms(3)
    [shown] = await twilio.chat()
    await twilio.writes(button=shown["content"]["action"]["buttons"][1]["reply"])

    tapped = (await gateway.forms(4))[3]
    assert (shown["kind"], shown["text"]) == ("template", "Ciao Giulia, alle 15:30")
    assert (tapped["ButtonPayload"], tapped["ButtonText"]) == ("move-1", "Sposta")
    assert tapped["OriginalRepliedMessageSid"] == sent.json()["sid"]


@pytest.mark.parametrize(
    "variables",
    ["{", "[]", "{}", '{"1": "a"}', '{"1": "a", "2": ""}', '{"1": "a", "2": "b\\nc"}',
     '{"1": "a", "2": 2}', '{"1": "a", "2": "b", "9": "c"}'],
)  # fmt: skip
async def test_variables_that_do_not_fit_are_refused(twilio, variables):
    content = await content_of(twilio, **REMINDER)
    message = {**a_message(None), "ContentSid": content["sid"], "ContentVariables": variables}

    assert (await twilio.sends(message)).json()["code"] == 21656


async def test_contents_are_listed_a_page_at_a_time_with_what_whatsapp_says(twilio):
    await content_of(twilio, **REMINDER)
    await content_of(twilio, **{**REMINDER, "language": "en", "status": "PAUSED"})
    first = (await twilio.gets("/v1/Content", PageSize="1")).json()
    second = (await twilio.gets(first["meta"]["next_page_url"])).json()

    found = [*first["contents"], *second["contents"]]
    said = [
        (await twilio.gets(f"/v1/Content/{each['sid']}/ApprovalRequests")).json() for each in found
    ]
    assert second["meta"]["next_page_url"] is None
    assert [each["language"] for each in found] == ["en", "it"]
    assert [each["whatsapp"]["status"] for each in said] == ["paused", "approved"]
    assert found[0]["types"]["twilio/quick-reply"]["actions"][1]["id"] == "{{4}}"


async def test_a_paused_content_is_free_text_and_needs_the_window(twilio, gateway):
    content = await content_of(
        twilio, account=ACCOUNT, name="hi", language="it", body="Ciao", status="PAUSED"
    )
    await twilio.sends({**a_message(None, callback=True), "ContentSid": content["sid"]})

    assert (await gateway.forms(1))[0]["ErrorCode"] == "63016"
