"""Are only approved templates sent, filled in as they must be, and seen as people see them?"""

import pytest

from tests.sandbox.conftest import SALON_TOKEN, a_template

WHEN = "sabato 19 dicembre alle 15:30"
CONFIRMED = ("booking_confirmed", "it", "Giulia", "Taglio", WHEN)
REMINDER = ("booking_reminder", "it", "Giulia", "Taglio", WHEN)
SALON = "900000000000001"


def button(index, text, kind="quick_reply"):
    parameter = {"type": "payload", "payload": text} if kind == "quick_reply" else None
    return {
        "type": "button",
        "sub_type": kind,
        "index": str(index),
        "parameters": [parameter or {"type": "text", "text": text}],
    }


def with_buttons(*buttons):
    body = a_template(*REMINDER)
    body["template"]["components"] += buttons
    return body


async def known(sandbox, **said):
    """A template of the salon that is there from now on."""
    template = {"account": SALON, "name": "offer", "language": "it", "body": "Ciao", **said}
    answer = await sandbox.http.post("/templates", json=template)
    assert answer.status_code == 201, answer.text


async def test_a_template_is_read_with_what_it_was_filled_in_with(sandbox):
    answer = await sandbox.sends(a_template(*CONFIRMED))

    [message] = (await sandbox.chat())["messages"]
    assert answer.json()["messages"][0]["message_status"] == "accepted"
    assert message["kind"] == "template"
    assert message["text"] == (
        f"Buongiorno Giulia, la prenotazione di Taglio è confermata: {WHEN}. A presto!"
    )
    assert message["content"]["footer"] == {"text": "Bella Salon"}


def a_body(*texts):
    return {"type": "body", "parameters": [{"type": "text", "text": text} for text in texts]}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": "booking_postponed"}, 132001),
        ({"language": {"code": "de"}}, 132001),
        ({"components": []}, 132000),
        ({"components": [a_body("one", "two", "three", "four")]}, 132000),
        ({"components": [a_body("one", "two\nlines", "three")]}, 132018),
        ({"components": [a_body("one", "two", "three"), button(0, "x")]}, 132018),
    ],
    ids=["name", "language", "too-few", "too-many", "line-break", "no-such-button"],
)
async def test_what_was_not_approved_is_refused(sandbox, change, code):
    message = a_template(*CONFIRMED)
    message["template"].update(change)
    answer = await sandbox.sends(message)

    assert answer.json()["error"]["code"] == code
    assert (await sandbox.chat())["messages"] == []


@pytest.mark.parametrize(
    ("status", "code"),
    [("PAUSED", 132015), ("DISABLED", 132016), ("PENDING", 132001), ("REJECTED", 132001)],
)
async def test_a_template_is_sent_only_while_it_is_approved(sandbox, status, code):
    await known(sandbox, status=status)
    refused = await sandbox.sends(a_template("offer"))
    await known(sandbox)

    assert refused.json()["error"]["code"] == code
    assert (await sandbox.sends(a_template("offer"))).status_code == 200


async def test_the_templates_of_another_account_are_not_ones_own(sandbox):
    await known(sandbox, account="900000000000003")

    assert (await sandbox.sends(a_template("offer"))).json()["error"]["code"] == 132001


async def test_named_parameters_want_their_names(sandbox):
    await known(sandbox, body="Ciao {{customer}}, {{what}}!")
    unnamed = [{"type": "text", "text": text} for text in ("taglio", "Giulia")]
    named = [
        {**each, "parameter_name": name}
        for each, name in zip(unnamed, ("what", "customer"), strict=True)
    ]

    refused = await sandbox.sends(
        a_template("offer", components=[{"type": "body", "parameters": unnamed}])
    )
    await sandbox.sends(a_template("offer", components=[{"type": "body", "parameters": named}]))

    assert refused.json()["error"]["code"] == 100
    assert (await sandbox.chat())["messages"][0]["text"] == "Ciao Giulia, taglio!"


async def test_a_link_of_a_template_ends_as_it_was_told(sandbox):
    link = {"kind": "url", "text": "Apri", "url": "https://lyo.example/b/{{1}}"}
    await known(sandbox, buttons=[link])
    refused = await sandbox.sends(a_template("offer"))
    await sandbox.sends(a_template("offer", components=[button(0, "abc", "url")]))

    assert refused.json()["error"]["code"] == 131008
    [message] = (await sandbox.chat())["messages"]
    assert message["content"]["links"] == [{"title": "Apri", "url": "https://lyo.example/b/abc"}]


async def test_a_quick_reply_comes_back_as_the_button_of_a_template(sandbox, gateway):
    sent = await sandbox.sends(with_buttons(button(0, "confirm-1"), button(1, "move-1")))
    [shown] = (await sandbox.chat())["messages"]
    replies = [each["reply"] for each in shown["content"]["action"]["buttons"]]
    await gateway.wait_for(3)
    await sandbox.writes(button=replies[1])

    message = (await gateway.wait_for(4))[3]["entry"][0]["changes"][0]["value"]["messages"][0]
    assert replies[2] == {"id": "Annulla", "title": "Annulla"}
    assert (message["type"], message["button"]) == (
        "button",
        {"payload": "move-1", "text": "Sposta"},
    )
    assert message["context"]["id"] == sent.json()["messages"][0]["id"]


async def listed(sandbox, token=SALON_TOKEN, account=SALON, **query):
    headers = {"Authorization": f"Bearer {token}"}
    path = f"/v25.0/{account}/message_templates"
    return await sandbox.http.get(path, params=query, headers=headers)


async def test_the_templates_of_an_account_are_listed_a_page_at_a_time(sandbox):
    whole = (await listed(sandbox)).json()["data"]
    pages, query = [], {"limit": 3}
    while query:
        page = (await listed(sandbox, **query)).json()
        pages.append(page["data"])
        following = page["paging"].get("next")
        query = {**query, "after": page["paging"]["cursors"]["after"]} if following else {}

    assert [len(page) for page in pages] == [3, 3, 2]
    assert [each for page in pages for each in page] == whole
    assert len({each["id"] for each in whole}) == 8


async def test_the_address_of_the_next_page_leads_there(sandbox):
    first = (await listed(sandbox, limit=5)).json()
    headers = {"Authorization": f"Bearer {SALON_TOKEN}"}
    second = (await sandbox.http.get(first["paging"]["next"], headers=headers)).json()

    assert len(second["data"]) == 3
    assert "next" not in second["paging"]


async def test_a_listed_template_says_what_it_takes(sandbox):
    reminder = (await listed(sandbox, name="booking_reminder", language="it")).json()["data"][0]

    parts = {part["type"]: part for part in reminder["components"]}
    assert (reminder["status"], reminder["parameter_format"]) == ("APPROVED", "POSITIONAL")
    assert "{{3}}" in parts["BODY"]["text"]
    assert [each["type"] for each in parts["BUTTONS"]["buttons"]] == ["QUICK_REPLY"] * 3


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"token": "sandbox-stella-token"}, 190),
        ({"account": "999"}, 100),
        ({"limit": 0}, 100),
        ({"limit": "many"}, 100),
        ({"after": "nowhere"}, 100),
    ],
    ids=["token", "account", "none", "no-number", "cursor"],
)
async def test_a_list_that_cannot_be_given_is_refused(sandbox, asked, code):
    assert (await listed(sandbox, **asked)).json()["error"]["code"] == code


async def test_a_reset_forgets_what_was_added_to_the_templates(sandbox):
    await known(sandbox)
    await sandbox.http.post("/reset")

    names = [each["name"] for each in (await sandbox.http.get("/templates")).json()]
    assert "offer" not in names
    assert "booking_confirmed" in names


async def test_a_template_can_be_taken_away(sandbox):
    path = f"/templates/{SALON}/booking_confirmed/it"

    assert [(await sandbox.http.delete(path)).status_code for _ in range(2)] == [204, 404]
    assert (await sandbox.sends(a_template(*CONFIRMED))).json()["error"]["code"] == 132001
