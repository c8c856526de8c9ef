"""Can every fault be made on purpose, as often as asked and no oftener?"""

import httpx
import pytest

from tests.sandbox.conftest import a_text
from tests.sandbox.twilio_side import ACCOUNT, FROM, TO, TOKEN


async def test_a_status_is_answered_as_often_as_asked(sandbox):
    await sandbox.fault(action="status", value=503, times=2)
    answers = [(await sandbox.sends(a_text())) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [503, 503, 200]
    assert answers[0].json()["error"]["code"] == 2


@pytest.mark.parametrize("when", ["3", "Sat, 19 Dec 2026 11:00:03 GMT"])
async def test_a_status_may_say_when_to_come_back(sandbox, when):
    await sandbox.fault(action="status", value={"status": 429, "retry_after": when})
    answers = [(await sandbox.sends(a_text())) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [429, 200]
    assert answers[0].json()["error"]["code"] == 4
    assert [answer.headers.get("Retry-After") for answer in answers] == [when, None]


async def test_an_error_code_is_answered_in_graphs_form(sandbox):
    await sandbox.fault(action="error_code", value=131056)
    answer = await sandbox.sends(a_text())

    assert answer.json()["error"]["code"] == 131056
    assert answer.json()["error"]["error_data"]["details"]


async def test_an_error_code_can_come_in_the_status_instead(sandbox, gateway):
    await sandbox.writes(text="Ciao")
    await sandbox.fault(action="error_code", value={"code": 131026, "via": "status"})
    answer = await sandbox.sends(a_text())

    body = (await gateway.wait_for(2))[1]
    [failed] = body["entry"][0]["changes"][0]["value"]["statuses"]
    assert answer.status_code == 200
    assert (failed["status"], failed["errors"][0]["code"]) == ("failed", 131026)


async def test_only_what_matches_goes_wrong(sandbox):
    await sandbox.fault(action="status", value=500, match="393335550199")

    assert (await sandbox.sends(a_text("393335550101"))).status_code == 200
    assert (await sandbox.sends(a_text("393335550199"))).status_code == 500


async def test_a_call_that_hangs_is_not_accepted(sandbox):
    await sandbox.writes(text="Ciao")
    await sandbox.fault(action="hang")
    with pytest.raises(httpx.ReadTimeout):
        await sandbox.sends(a_text(), timeout=0.2)

    [call] = await sandbox.journal()
    assert (call["status"], call["error"]) == (None, "hang")
    assert len((await sandbox.chat())["messages"]) == 1


async def test_a_call_may_hang_after_it_was_accepted(sandbox, gateway):
    await sandbox.writes(text="Ciao")
    await sandbox.fault(action="hang", value="accepted")
    with pytest.raises(httpx.ReadTimeout):
        await sandbox.sends(a_text(biz_opaque_callback_data="outbox-1"), timeout=0.2)

    body = (await gateway.wait_for(2))[1]
    [sent] = body["entry"][0]["changes"][0]["value"]["statuses"]
    assert sent["biz_opaque_callback_data"] == "outbox-1"


CALLS = {
    "twilio": {
        "url": f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json",
        "data": {"To": TO, "From": FROM, "Body": "Ciao"},
        "auth": (ACCOUNT, TOKEN),
    },
    "zaptra": {
        "url": "/api/wpbox/sendmessage",
        "json": {"token": "sandbox-zaptra-token", "phone": "393335550101", "message": "Ciao"},
    },
}


@pytest.mark.parametrize("provider", ["twilio", "zaptra"])
@pytest.mark.parametrize(("value", "shown"), [(None, 0), ("accepted", 1)], ids=["lost", "taken"])
async def test_a_call_of_any_provider_may_hang(sandbox, provider, value, shown):
    await sandbox.fault(provider=provider, action="hang", value=value)
    with pytest.raises(httpx.ReadTimeout):
        await sandbox.http.post(**CALLS[provider], timeout=0.3)

    address = FROM if provider == "twilio" else "nibog"
    chat = (await sandbox.http.get(f"/phones/{provider}/{address}/393335550101/messages")).json()
    assert len(chat["messages"]) == shown
    assert [call["error"] for call in await sandbox.journal(provider=provider)] == ["hang"]


async def test_a_delay_comes_before_the_answer(sandbox):
    await sandbox.fault(action="delay", value=0.3)
    with pytest.raises(httpx.ReadTimeout):
        await sandbox.sends(a_text(), timeout=0.1)

    assert (await sandbox.sends(a_text(), timeout=0.1)).status_code == 200


async def test_a_delayed_call_does_not_outlive_a_reset(sandbox, gateway):
    await sandbox.fault(action="delay", value=0.2)
    with pytest.raises(httpx.ReadTimeout):
        await sandbox.sends(a_text(), timeout=0.05)
    await sandbox.http.post("/reset")
    news = await sandbox.chat(wait=0.4)

    assert news["messages"] == []


async def test_a_dropped_webhook_never_comes(sandbox, gateway):
    await sandbox.writes(text="Ciao")
    await sandbox.fault(action="drop", match='"status":"sent"')
    await sandbox.answers()

    bodies = await gateway.wait_for(3)
    found = [b["entry"][0]["changes"][0]["value"]["statuses"][0]["status"] for b in bodies[1:]]
    assert found == ["delivered", "read"]


async def test_a_reordered_webhook_is_overtaken(sandbox, gateway):
    await sandbox.writes(text="Ciao")
    await sandbox.fault(action="reorder", match='"status":"sent"')
    await sandbox.answers()

    bodies = await gateway.wait_for(4)
    found = [b["entry"][0]["changes"][0]["value"]["statuses"][0]["status"] for b in bodies[1:]]
    assert sorted(found) == ["delivered", "read", "sent"]
    assert found[0] == "delivered"


async def test_faults_can_be_listed_and_removed(sandbox):
    await sandbox.fault(action="status", value=500, times=None)
    [fault] = (await sandbox.http.get("/faults")).json()
    assert fault["left"] is None

    assert (await sandbox.http.delete(f"/faults/{fault['id']}")).status_code == 204
    assert (await sandbox.http.delete(f"/faults/{fault['id']}")).status_code == 404
    assert (await sandbox.sends(a_text())).status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"action": "explode"},
        {"action": "status"},
        {"action": "status", "value": 200},
        {"action": "status", "value": {"status": 429}},
        {"action": "status", "value": {"status": 429, "retry_after": 3}},
        {"action": "status", "value": {"status": 200, "retry_after": "3"}},
        {"action": "status", "value": {"status": 429, "retry_after": "3\r\nSet-Cookie: a=b"}},
        {"action": "delay", "value": "long"},
        {"action": "hang", "times": 0},
        {"action": "hang", "provider": "telegram"},
        {"action": "hang", "when": "now"},
    ],
)
async def test_a_fault_that_makes_no_sense_is_refused(sandbox, wrong):
    answer = await sandbox.http.post("/faults", json={"provider": "meta", **wrong})

    assert answer.status_code == 422
