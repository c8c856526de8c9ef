"""What does a platform get to see of /webhook and /webhooks/whatsapp?"""

import pytest

from tests.gateway import stored
from tests.gateway.payloads import (
    ACCOUNT_EVENTS,
    EVERY_KIND,
    PHONE,
    SECRET,
    TOKEN,
    USER_ID,
    change,
    envelope,
    raw,
    signature,
    status,
    text,
    value,
    webhook,
)
from tests.gateway.running import running_gateway

PATHS = ("/webhook", "/webhooks/whatsapp")


# Subscribing


def asked(mode="subscribe", token=TOKEN, challenge="XYZ"):
    query = {"hub.mode": mode, "hub.verify_token": token, "hub.challenge": challenge}
    return {name: value for name, value in query.items() if value is not None}


@pytest.mark.parametrize("path", PATHS)
async def test_the_challenge_comes_back_as_plain_text(gateway, path):
    answer = await gateway.http.get(path, params=asked())

    assert (answer.status_code, answer.text) == (200, "XYZ")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "query",
    [
        {},
        asked(token="wrong"),
        asked(token=TOKEN.upper()),
        asked(token=""),
        asked(token=None),
        asked(token="\u00e4\udcff".encode("utf-8", "surrogatepass").decode("latin-1")),
        asked(mode="unsubscribe"),
        asked(mode=None),
        asked(challenge=None),
    ],
)
async def test_anything_else_is_forbidden(gateway, query):
    answer = await gateway.http.get("/webhook", params=query)

    assert (answer.status_code, answer.content) == (403, b"")


async def test_each_of_several_tokens_and_secrets_is_good(database):
    async with running_gateway(
        database.url("gateway"), tokens="one, two", secrets="first,second"
    ) as gateway:
        assert (await gateway.http.get("/webhook", params=asked(token="two"))).status_code == 200
        body = raw(webhook(text()))
        for secret, status_code in (("first", 200), ("second", 200), ("one", 401)):
            headers = {"x-hub-signature-256": signature(body, secret)}
            answer = await gateway.http.post("/webhook", content=body, headers=headers)
            assert answer.status_code == status_code


async def test_other_methods_are_refused_in_the_usual_form(gateway):
    answer = await gateway.http.delete("/webhook")

    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, POST"
    assert answer.json()["reason"] == "METHOD_NOT_ALLOWED"


# Being believed


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "sha256=",
        "sha256=" + "0" * 64,
        b"sha256=\xff\xfe",
        "sha256=ä".encode(),
        signature(b"another body"),
    ],
)
async def test_an_unsigned_webhook_is_refused_and_nothing_stored(gateway, database, header):
    headers = {} if header is None else {"x-hub-signature-256": header}
    for body in (raw(webhook(text())), b"no json", b"[" * 100_000, b""):
        answer = await gateway.http.post("/webhook", content=body, headers=headers)

        assert (answer.status_code, answer.content) == (401, b"")
    assert stored.jobs(database) == 0
    assert stored.set_aside(database) == []


async def test_what_was_refused_is_counted(gateway):
    before = await counted(
        gateway, 'webhook_rejected_total{channel="whatsapp",reason="SIGNATURE_WRONG"}'
    )
    await gateway.http.post("/webhook", content=b"{}")

    after = await counted(
        gateway, 'webhook_rejected_total{channel="whatsapp",reason="SIGNATURE_WRONG"}'
    )
    assert after == before + 1


async def counted(gateway, sample):
    page = (await gateway.http.get("/metrics")).text
    return next(
        (float(line.split()[-1]) for line in page.splitlines() if line.startswith(sample)), 0
    )


# Being kept


@pytest.mark.parametrize("path", PATHS)
async def test_a_signed_message_is_kept_and_answered_at_once(gateway, database, path):
    answer = await gateway.deliver(webhook(text()), path=path)

    assert (answer.status_code, answer.json()) == (200, {"status": "processed"})
    assert answer.headers["content-type"] == "application/json"
    assert stored.jobs(database) == stored.lanes(database) == 1


async def test_everything_that_meta_sends_is_kept_once(gateway, database):
    events = [change(of, name) for name, of in ACCOUNT_EVENTS.items()]
    content = webhook(*EVERY_KIND.values(), statuses=[status(), status("read")])
    content["entry"] += envelope(*events)["entry"]

    for _ in range(3):
        assert (await gateway.deliver(content)).status_code == 200
    assert stored.jobs(database) == len(EVERY_KIND) + 2 + len(events)
    assert stored.set_aside(database) == []


async def test_a_batch_with_one_new_message_brings_one_new_job(gateway, database):
    old, new = text(), text()
    await gateway.deliver(webhook(old))
    await gateway.deliver(webhook(old, new))

    assert stored.jobs(database) == 2


async def test_the_messages_of_one_customer_share_a_lane_and_other_customers_have_their_own(
    gateway, database
):
    hers = [text(), text(), text()]
    his = [text(**{"from": "393330000000"})]
    nobody_knows_the_number_of = [text(**{"from": None, "from_user_id": USER_ID})]
    await gateway.deliver(webhook(*hers, *his, *nobody_knows_the_number_of))

    assert stored.lanes(database) == 3


async def test_the_same_message_id_at_two_addresses_is_two_messages(gateway, database):
    same = text()
    elsewhere = value(messages=[same])
    elsewhere["metadata"] = {"phone_number_id": "100000000000002"}
    await gateway.deliver(envelope(change(value(messages=[same])), change(elsewhere)))

    assert stored.jobs(database) == 2


async def test_statuses_have_four_lanes_of_their_own(gateway, database):
    await gateway.deliver(webhook(text(), statuses=[status() for _ in range(60)]))

    assert stored.jobs(database) == 61
    assert stored.lanes(database) == 5


async def test_every_status_of_a_message_is_kept_once(gateway, database):
    sent = status("sent")
    statuses = [sent, sent, {**sent, "status": "read"}, {**sent, "timestamp": "1795000099"}]
    await gateway.deliver(webhook(statuses=statuses))

    assert stored.jobs(database) == 3


async def test_nothing_personal_is_readable_in_the_database(gateway, database):
    wamid = "wamid.HBgMMzkzMzMxMjM0NTY3"
    body = webhook(text("a secret wish", id=wamid), text(id=None), from_user_id=USER_ID)
    await gateway.deliver(body)
    await gateway.deliver_raw(b"unreadable " + PHONE.encode())

    seen = stored.all_bytes(database)
    for personal in ("a secret wish", PHONE, "Giulia", wamid, USER_ID):
        assert personal.encode() not in seen


async def test_every_answer_carries_the_security_headers(gateway):
    body = raw(webhook(text()))
    signed = {"x-hub-signature-256": signature(body, SECRET)}
    answers = [
        await gateway.http.post("/webhook", content=body, headers=signed),
        await gateway.http.post("/webhook", content=body),
        await gateway.http.get("/webhook"),
        await gateway.http.put("/webhook"),
        await gateway.http.get("/health"),
        await gateway.http.get("/nowhere"),
        await gateway.http.post("/health"),
    ]
    assert {answer.status_code for answer in answers} == {200, 401, 403, 404, 405}
    for answer in answers:
        assert answer.headers["strict-transport-security"].startswith("max-age=31536000")
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cross-origin-opener-policy"] == "same-origin"
        assert "server" not in answer.headers
