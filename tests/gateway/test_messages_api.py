"""Can a program write to customers over JSON, see what became of it, and learn what is wrong?"""

from datetime import UTC, datetime, timedelta

import pytest

from tests.gateway.desk import PHONE, Desk
from tests.gateway.diary import reason
from tests.tenant.running import new_id

BELOW = ["/api", "/admin", "/admin/tenants/{tenant_id}"]


@pytest.fixture
async def desk(office):
    """A salon of the test's own."""
    return await Desk.of(office)


def in_hours(hours: float) -> str:
    return (datetime.now(UTC) + timedelta(hours=hours)).isoformat()


# A message: sent, read, listed


@pytest.mark.parametrize("below", BELOW)
async def test_a_message_is_taken_and_read_back_below_every_path(desk, below):
    place = below.format(tenant_id=desk.tenant_id)
    made = await desk.writes(place)
    read = await desk.ask("GET", made.headers["location"])
    listed = await desk.ask("GET", f"{place}/messages")

    assert made.status_code == 201
    assert made.headers["location"] == f"{place}/messages/{made.json()['message_id']}"
    assert read.json()["message"] == made.json() == listed.json()["messages"][0]
    assert made.json()["content"]["text"] == "Your colour has arrived."
    assert made.json()["recipient"] == {"kind": "RECIPIENT_KIND_PHONE", "value": PHONE}
    assert made.json()["purpose"] == "PURPOSE_NOTIFICATION"


async def test_the_same_key_makes_one_message(desk):
    key = new_id()
    first = await desk.ask(
        "POST",
        "/api/messages",
        json={"customer": {"phone": PHONE}, "text": "once"},
        headers={"idempotency-key": key},
    )
    second = await desk.ask(
        "POST",
        "/api/messages",
        json={"customer": {"phone": PHONE}, "text": "once"},
        headers={"idempotency-key": key},
    )

    assert first.json() == second.json()
    assert len((await desk.ask("GET", "/api/messages")).json()["messages"]) == 1


async def test_a_message_goes_to_the_customer_whose_id_is_given(desk):
    customer_id = await desk.customer()
    made = await desk.writes(customer=None, customer_id=customer_id)

    assert made.json()["customer_id"] == customer_id
    assert made.json()["recipient"]["value"] == PHONE


async def test_a_message_waits_for_its_time(desk):
    at = in_hours(3)
    made = await desk.writes(send_at=at)
    moved = await desk.ask(
        "POST",
        f"{made.headers['location']}/reschedule",
        json={"send_time": in_hours(5)},
    )

    assert made.status_code == 201
    assert datetime.fromisoformat(made.json()["send_time"]) == datetime.fromisoformat(at)
    assert moved.status_code == 200, moved.text
    assert moved.json()["send_time"] > made.json()["send_time"]


async def test_a_message_is_called_back(desk):
    made = await desk.writes(send_at=in_hours(3))
    answer = await desk.ask(
        "POST", "/api/messages/cancel", json={"message_ids": [made.json()["message_id"]]}
    )

    assert [each["state"] for each in answer.json()["messages"]] == ["MESSAGE_STATE_CANCELLED"]


async def test_a_message_may_have_buttons(desk):
    content = {"text": "Shall we?", "buttons": [{"choice_id": "yes", "title": "Yes"}]}
    made = await desk.writes(text=None, content=content)

    assert made.json()["content"]["buttons"] == content["buttons"]


async def test_a_program_does_not_call_a_reply_what_nobody_asked_for(desk):
    answer = await desk.writes(purpose="PURPOSE_REPLY")

    assert reason(answer) == (409, "NOT_A_REPLY")


@pytest.mark.parametrize("when", [{}, {"send_at": in_hours(3)}], ids=["now", "later"])
async def test_a_program_does_not_say_when_the_customer_wrote(desk, when):
    answer = await desk.writes(wrote_time=in_hours(0), **when)

    assert reason(answer) == (400, "FIELD_UNKNOWN")
    described = (await desk.ask("GET", "/openapi.json")).json()
    body = described["paths"]["/api/messages"]["post"]["requestBody"]
    assert "wrote_time" not in str(body)


async def test_nor_by_saying_what_they_want(desk):
    customer_id = await desk.customer()
    receipt = {"wrote_time": in_hours(0)}
    answer = await desk.ask(
        "PUT",
        f"/api/customer/{customer_id}/preferences",
        json={"opted_out": False, "receipt": receipt},
    )

    assert reason(answer) == (400, "FIELD_UNKNOWN")


# What is wrong is named as it was given


async def test_a_phone_that_is_not_international_is_named(desk):
    answer = await desk.writes(customer={"phone": "333 1230042"})

    assert reason(answer) == (400, "NOT_E164")
    assert [each["field"] for each in answer.json()["errors"]] == ["customer.phone"]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"text": None}, "FIELD_MISSING"),
        ({"content": {"text": "two"}}, "FIELD_INVALID"),
        ({"messages": []}, "FIELD_UNKNOWN"),
        ({"mesages": []}, "FIELD_UNKNOWN"),
        ({"text": ""}, "CONTENT_MISSING"),
        ({"send_at": "tomorrow"}, "FIELD_INVALID"),
    ],
    ids=["nothing", "two", "several", "typo", "empty", "time"],
)
async def test_what_is_said_wrongly_is_refused(desk, body, told):
    assert reason(await desk.writes(**body)) == (400, told)


async def test_a_text_that_is_too_long_is_named_as_it_was_given(desk):
    answer = await desk.writes(text="x" * 20_001)

    assert reason(answer)[0] == 400
    assert [each["field"] for each in answer.json()["errors"]] == ["text"]


@pytest.mark.parametrize(
    ("hours", "told"), [(-1, "IN_THE_PAST"), (24 * 3650, "TOO_FAR_AHEAD")], ids=["past", "far"]
)
async def test_a_time_that_is_no_use_is_named_as_it_was_given(desk, hours, told):
    answer = await desk.writes(send_at=in_hours(hours))

    assert reason(answer) == (400, told)
    assert [each["field"] for each in answer.json()["errors"]] == ["send_at"]


async def test_a_customer_who_is_not_there_is_not_found(desk):
    answer = await desk.writes(customer=None, customer_id=new_id())

    assert reason(answer) == (404, "CUSTOMER_NOT_FOUND")


async def test_another_tenants_message_is_not_there(desk, office):
    other = await Desk.of(office)
    theirs = await other.writes()

    assert reason(await desk.ask("GET", theirs.headers["location"])) == (404, "MESSAGE_NOT_FOUND")


async def test_who_may_only_read_sends_nothing(desk, office):
    key = await office.key("messages:read", tenant_id=desk.tenant_id)
    answer = await desk.ask(
        "POST", "/api/messages", key=key, json={"customer_id": new_id(), "text": "x"}
    )

    assert reason(answer) == (403, "SCOPE_MISSING")


# WhatsApp: test, health, templates


async def test_a_test_message_is_sent_to_any_phone(desk):
    answer = await desk.ask("POST", "/api/whatsapp/test", json={"phone": "+393331239999"})

    assert answer.status_code == 200, answer.text
    assert answer.json()["recipient"]["value"] == "+393331239999"


async def test_a_test_to_a_phone_that_is_not_international_is_refused(desk):
    answer = await desk.ask("POST", "/api/whatsapp/test", json={"phone": "0612345"})

    assert reason(answer) == (400, "NOT_E164")
    assert [each["field"] for each in answer.json()["errors"]] == ["phone"]


async def test_a_test_to_who_wants_nothing_is_refused(desk):
    customer_id = await desk.customer()
    await desk.ask("PUT", f"/api/customer/{customer_id}/preferences", json={"opted_out": True})

    answer = await desk.ask("POST", "/api/whatsapp/test", json={"phone": PHONE})

    assert reason(answer) == (409, "OPTED_OUT")


async def test_health_shows_the_flag_and_every_channel_that_sends(desk):
    health = (await desk.ask("GET", "/api/whatsapp/health")).json()

    assert health["notifications_enabled"] is False
    (whatsapp,) = health["providers"]
    assert (whatsapp["provider"], whatsapp["breaker"]) == ("meta", "BREAKER_STATE_CLOSED")


async def test_templates_are_not_brought_in_where_nobody_answers(desk):
    answer = await desk.ask("POST", "/api/whatsapp/templates/sync", json={})

    assert reason(answer) == (503, "PROVIDER_DOWN")
    assert (await desk.ask("GET", "/api/whatsapp/templates")).json()["templates"] == []


# Preferences


async def test_a_customer_wants_everything_until_they_say_otherwise(desk):
    customer_id = await desk.customer(ref="C-1")
    wants = (await desk.ask("GET", "/api/customer/C-1/preferences")).json()

    assert (wants["customer_id"], wants["opted_out"]) == (customer_id, False)


async def test_an_opt_out_is_kept_with_who_said_so(desk):
    customer_id = await desk.customer()
    path = f"/api/customer/{customer_id}/preferences"
    said = await desk.ask("PUT", path, json={"opted_out": True})
    wants = (await desk.ask("GET", path)).json()

    assert said.json()["changed"] is True
    assert wants["opted_out"] is True
    assert {each["source"] for each in wants["changes"]} == {"PREFERENCE_SOURCE_API"}


@pytest.mark.parametrize("name", ["C-404", "1f6b38f0-9a53-4c5f-8a3f-2d1c6a6e1b11"])
async def test_preferences_of_nobody_are_not_found(desk, name):
    answer = await desk.ask("GET", f"/api/customer/{name}/preferences")

    assert reason(answer) == (404, "CUSTOMER_NOT_FOUND")


async def test_sending_rules_are_put_and_read_back(desk):
    rules = {"quiet_hours": {"start_minute": 1260, "end_minute": 480}, "templates": []}
    put = await desk.ask("PUT", "/api/whatsapp/rules", json={"rules": rules})
    read = await desk.ask("GET", "/api/whatsapp/rules")

    assert put.status_code == 200, put.text
    assert read.json() == put.json()
    assert read.json()["quiet_hours"] == rules["quiet_hours"]
