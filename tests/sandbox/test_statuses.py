"""What becomes of a message that Graph accepted?"""

import pytest

from tests.sandbox.conftest import a_template


async def test_sent_delivered_and_read_follow_by_themselves(sandbox, gateway):
    await sandbox.writes(text="Ciao")
    message_id = await sandbox.answers(biz_opaque_callback_data="outbox-1")

    await gateway.wait_for(4)
    body = (await gateway.wait_for(4))[1:]
    values = [hook["entry"][0]["changes"][0]["value"] for hook in body]
    statuses = [value["statuses"][0] for value in values]
    assert [status["status"] for status in statuses] == ["sent", "delivered", "read"]
    assert {status["id"] for status in statuses} == {message_id}
    assert {status["biz_opaque_callback_data"] for status in statuses} == {"outbox-1"}
    assert {status["recipient_id"] for status in statuses} == {"393335550101"}
    assert all(gateway.signed)


async def test_a_status_says_what_it_costs_and_in_which_conversation(sandbox, gateway):
    await sandbox.writes(text="Ciao")
    await sandbox.answers()

    body = (await gateway.wait_for(2))[1]
    [sent] = body["entry"][0]["changes"][0]["value"]["statuses"]
    assert sent["pricing"] == {
        "billable": False,
        "pricing_model": "PMP",
        "type": "free_customer_service",
        "category": "service",
    }
    assert sent["conversation"]["origin"] == {"type": "service"}
    assert sent["conversation"]["expiration_timestamp"]


async def test_the_phone_shows_the_status(sandbox, gateway):
    await sandbox.writes(text="Ciao")
    await sandbox.answers()
    await gateway.wait_for(4)

    assert (await sandbox.chat())["messages"][1]["status"] == "read"


async def test_free_text_to_someone_who_never_wrote_fails_in_the_status(sandbox, gateway):
    await sandbox.answers()

    [failed] = await gateway.reported(1)
    assert failed["status"] == "failed"
    assert failed["errors"][0]["code"] == 131047
    [message] = (await sandbox.chat())["messages"]
    assert message["error"] == "131047 Re-engagement message"


@pytest.mark.parametrize(("hours", "status"), [(23.9, "sent"), (24.1, "failed")])
async def test_the_window_is_a_day(sandbox, gateway, clock, hours, status):
    await sandbox.writes(text="Ciao")
    clock.advance(hours=hours)
    await sandbox.answers()

    body = (await gateway.wait_for(2))[1]
    assert body["entry"][0]["changes"][0]["value"]["statuses"][0]["status"] == status


CONFIRMED = ("booking_confirmed", "it", "Giulia", "Taglio", "sabato 19 dicembre alle 15:30")


async def test_a_template_needs_no_window_and_costs_outside_of_it(sandbox, gateway):
    await sandbox.sends(a_template(*CONFIRMED))

    [sent] = await gateway.reported(1)
    assert (sent["status"], sent["pricing"]["category"]) == ("sent", "utility")
    assert sent["pricing"]["billable"] is True


async def test_a_template_that_tells_of_a_booking_is_free_inside_the_window(sandbox, gateway):
    await sandbox.writes(text="Ciao")
    await sandbox.sends(a_template(*CONFIRMED))

    sent = (await gateway.reported(2))[0]
    assert sent["pricing"]["billable"] is False
    assert sent["pricing"]["type"] == "free_customer_service"


async def test_the_window_can_be_switched_off(open_sandbox, gateway):
    async with open_sandbox(window_hours=0) as sandbox:
        await sandbox.answers()
        [sent] = await gateway.reported(1)
    assert sent["status"] == "sent"


async def test_a_failed_status_tells_less_of_the_recipient(sandbox, gateway):
    await sandbox.answers()

    [body] = await gateway.wait_for(1)
    value = body["entry"][0]["changes"][0]["value"]
    assert "contacts" not in value
    assert "recipient_user_id" not in value["statuses"][0]


async def test_a_status_can_be_sent_by_hand(open_sandbox, gateway):
    async with open_sandbox(status_delay_seconds=60) as sandbox:
        await sandbox.writes(text="Ciao")
        message_id = await sandbox.answers()
        asked = {"id": message_id, "status": "failed", "error_code": 131026}
        answer = await sandbox.http.post("/statuses", json=asked)
        chat = await sandbox.chat()

    assert answer.json() == {"gateway_status": 200}
    assert chat["messages"][1]["status"] == "failed"


async def test_a_status_of_an_unknown_message_needs_to_know_whom(sandbox, gateway):
    asked = {"id": "wamid.unknown", "status": "delivered"}
    whom = {"address": "100000000000001", "recipient": "393335550101"}

    assert (await sandbox.http.post("/statuses", json=asked)).status_code == 404
    assert (await sandbox.http.post("/statuses", json={**asked, **whom})).status_code == 200
    [status] = await gateway.reported(1)
    assert status["id"] == "wamid.unknown"


async def test_nothing_follows_a_failure(open_sandbox, gateway):
    async with open_sandbox(status_delay_seconds=0.1) as sandbox:
        await sandbox.writes(text="Ciao")
        message_id = await sandbox.answers()
        await sandbox.http.post("/statuses", json={"id": message_id, "status": "failed"})
        await sandbox.writes(text="Still there?")
        last = await sandbox.chat(since=(await sandbox.chat())["revision"], wait=0.4)

    assert last["messages"] == []
    assert len(gateway.bodies) == 3
