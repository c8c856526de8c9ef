"""Does Zaptra take, refuse and answer as the vendors of it do, and keep its token to itself?"""

import pytest

TOKEN, PHONE = "sandbox-zaptra-token", "919955500101"
CHAT = f"/phones/zaptra/nibog/{PHONE}/messages"
TEXTS = ("Asha", "Baby Olympics", "Saturday 19 December at 10:00")


def a_body(*texts):
    return {"type": "body", "parameters": [{"type": "text", "text": text} for text in texts]}


def a_link(index, end):
    parameters = [{"type": "text", "text": end}]
    return {"type": "button", "sub_type": "url", "index": str(index), "parameters": parameters}


async def says(sandbox, message="Hello", token=TOKEN, phone=PHONE):
    body = {"token": token, "phone": phone, "message": message}
    return await sandbox.http.post("/api/wpbox/sendmessage", json=body)


async def fills(sandbox, name="booking_confirmed", language="en", components=None, token=TOKEN):
    body = {
        "token": token,
        "phone": PHONE,
        "template_name": name,
        "template_language": language,
        "components": [a_body(*TEXTS)] if components is None else components,
    }
    return await sandbox.http.post("/api/wpbox/sendtemplatemessage", json=body)


async def chat(sandbox, **query):
    return (await sandbox.http.get(CHAT, params=query)).json()


async def test_a_text_is_seen_on_the_phone(sandbox):
    answer = await says(sandbox)

    body = answer.json()
    assert (answer.status_code, body["status"]) == (200, "success")
    assert body["message_wamid"].startswith("wamid.")
    assert [each["text"] for each in (await chat(sandbox))["messages"]] == ["Hello"]


async def test_a_template_is_seen_with_its_links(sandbox, gateway):
    links = [a_link(0, "confirm-1"), a_link(1, "move-1")]
    await fills(sandbox, "booking_reminder", components=[a_body(*TEXTS), *links])

    [message] = (await chat(sandbox))["messages"]
    assert message["kind"] == "template"
    assert message["text"].startswith("Hello Asha, a reminder of your booking of Baby Olympics")
    assert message["content"]["links"] == [
        {"title": "Confirm", "url": f"{gateway.url}/b/confirm-1"},
        {"title": "Move", "url": f"{gateway.url}/b/move-1"},
    ]


async def test_its_ticks_come_by_themselves_and_nobody_is_told(sandbox, gateway):
    await says(sandbox)
    seen = await chat(sandbox)
    while seen["messages"][0]["status"] != "read":
        seen = await chat(sandbox, since=seen["revision"], wait=5)

    assert gateway.bodies == []


@pytest.mark.parametrize(
    ("form", "status", "keys"),
    [
        ("success", 200, {"success"}),
        ("status", 200, {"status", "message_id", "message_wamid"}),
        ("not_2xx", 500, {"status", "message_id", "message_wamid"}),
    ],
)
async def test_vendors_answer_differently(sandbox, form, status, keys):
    await sandbox.http.post("/zaptra/answers", json={"form": form})
    answer = await says(sandbox)

    assert (answer.status_code, set(answer.json())) == (status, keys)
    assert len((await chat(sandbox))["messages"]) == 1


@pytest.mark.parametrize("token", ["wrong", "", None, 1], ids=["wrong", "empty", "none", "number"])
async def test_an_unknown_token_is_refused(sandbox, token):
    answer = await says(sandbox, token=token)

    assert (answer.status_code, answer.json()["status"]) == (401, "error")


@pytest.mark.parametrize("phone", ["+919955500101", "99555 00101", "asha", "", None])
async def test_a_phone_is_digits(sandbox, phone):
    assert (await says(sandbox, phone=phone)).status_code == 422


@pytest.mark.parametrize("message", ["", None, "x" * 4097], ids=["empty", "none", "long"])
async def test_a_text_that_cannot_be_sent_is_refused(sandbox, message):
    assert (await says(sandbox, message)).status_code == 422


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"name": "booking_postponed"}, 132001),
        ({"language": "hi"}, 132001),
        ({"components": []}, 132000),
        ({"components": [a_body("one")]}, 132000),
        ({"name": "booking_reminder"}, 131008),
    ],
    ids=["name", "language", "none", "too-few", "link"],
)
async def test_what_meta_refuses_is_passed_on(sandbox, asked, code):
    answer = await fills(sandbox, **asked)

    assert answer.json()["error"]["code"] == code
    assert (await chat(sandbox))["messages"] == []


async def test_components_of_another_form_are_refused(sandbox):
    answer = await fills(sandbox, components=[{"type": "body", "values": ["Asha"]}])

    assert (answer.status_code, answer.json()["status"]) == (422, "error")


async def test_templates_are_listed_for_the_token_in_the_query(sandbox):
    listed = await sandbox.http.get("/api/wpbox/getTemplates", params={"token": TOKEN})
    refused = await sandbox.http.get("/api/wpbox/getTemplates", params={"token": "wrong"})

    names = {each["name"] for each in listed.json()["templates"]}
    assert names == {
        f"booking_{what}" for what in ("confirmed", "changed", "cancelled", "reminder")
    }
    assert refused.status_code == 401


async def test_the_token_is_nowhere_in_the_journal(sandbox):
    await says(sandbox)
    await fills(sandbox)
    await sandbox.http.get("/api/wpbox/getTemplates", params={"token": TOKEN})
    await sandbox.http.post("/api/wpbox/sendmessage", data={"token": TOKEN})
    await sandbox.http.post("/api/wpbox/sendmessage", content=f"token: {TOKEN}")
    journal = (await sandbox.http.get("/journal", params={"provider": "zaptra"})).text

    assert journal.count("***") == 5
    assert TOKEN not in journal


async def test_nothing_can_be_written_back(sandbox):
    answer = await sandbox.http.post(CHAT, json={"text": "Thanks"})

    assert (answer.status_code, answer.json()["detail"]) == (
        422,
        "nothing comes back by Zaptra: it only sends",
    )


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        ({"action": "status", "value": 500}, 500),
        ({"action": "status", "value": {"status": 429, "retry_after": "7"}}, 429),
        ({"action": "error_code", "value": 131056}, 429),
    ],
    ids=["down", "too-many", "pair"],
)
async def test_its_trouble_is_made_on_purpose(sandbox, fault, status):
    await sandbox.fault(provider="zaptra", **fault)
    answers = [await says(sandbox) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [status, 200]
    assert answers[0].headers.get("Retry-After") == ("7" if "retry_after" in str(fault) else None)


async def test_a_message_may_fail_where_nobody_hears_of_it(sandbox):
    await sandbox.fault(
        provider="zaptra", action="error_code", value={"code": 131026, "via": "status"}
    )
    answer = await says(sandbox)
    seen = await chat(sandbox)
    while seen["messages"][0]["status"] == "accepted":
        seen = await chat(sandbox, since=seen["revision"], wait=5)

    assert answer.status_code == 200
    assert seen["messages"][0]["error"] == "131026 Message undeliverable"
