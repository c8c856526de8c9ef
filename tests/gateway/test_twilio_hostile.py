"""What becomes of a webhook of Twilio that is forged, odd, or comes at a bad time?"""

import io
import json
import logging
from datetime import timedelta

import pytest

from services.common.logs import JsonLines
from services.common.metrics import REGISTRY
from services.gateway.channels import twilio
from tests.gateway import stored
from tests.gateway.running import running_gateway
from tests.gateway.twilio import BASE_URL, OLD_PATH, PATH, TOKEN, a_message, a_status, posts


@pytest.fixture(scope="module")
def database(lyo_databases):
    """One for all tests here: they look at what is new in it."""
    return lyo_databases("gateway")


@pytest.fixture(scope="module")
async def gateway(database):
    async with running_gateway(
        database.url("gateway"), TWILIO_AUTH_TOKEN=TOKEN, PUBLIC_BASE_URL=BASE_URL
    ) as running:
        yield running


@pytest.mark.parametrize("path", [PATH, OLD_PATH])
@pytest.mark.parametrize(
    "headers",
    [{}, {"X-Twilio-Signature": ""}, {"X-Twilio-Signature": "AAAA"}, {"X-API-Key": TOKEN}],
    ids=["none", "empty", "wrong", "key"],
)
async def test_without_the_right_signature_nothing_is_taken(gateway, database, path, headers):
    before = stored.jobs(database)

    answer = await gateway.http.post(path, data=a_message(), headers=headers)

    assert (answer.status_code, answer.content) == (401, b"")
    assert stored.jobs(database) == before


@pytest.mark.parametrize(
    "changed",
    [{"Body": "Ciao!"}, {"Added": "x"}, {"Added": ""}, {"Body": None}],
    ids=["other", "more", "blank", "less"],
)
async def test_a_parameter_that_was_changed_on_the_way_is_noticed(gateway, changed):
    form = a_message()
    right = await posts(gateway.http, form)
    forged = {**form, **changed}
    signature = right.request.headers["X-Twilio-Signature"]

    answer = await gateway.http.post(
        PATH,
        data={name: value for name, value in forged.items() if value is not None},
        headers={"X-Twilio-Signature": signature},
    )

    assert (right.status_code, answer.status_code) == (200, 401)


async def test_a_signature_for_another_address_does_not_fit(gateway):
    codes = [
        (await posts(gateway.http, a_message(), base_url=url)).status_code
        for url in ("http://lyo.example.com", "https://evil.test", f"{BASE_URL}/x")
    ]

    assert codes == [401, 401, 401]


async def test_a_query_that_was_added_on_the_way_is_noticed(gateway):
    form = a_message()
    right = await posts(gateway.http, form)

    answer = await gateway.http.post(
        f"{PATH}?message_id=x", content=right.request.content, headers=right.request.headers
    )

    assert answer.status_code == 401


async def test_two_signatures_are_one_too_many(gateway):
    right = await posts(gateway.http, a_message())
    signature = ("X-Twilio-Signature", right.request.headers["X-Twilio-Signature"])

    answer = await gateway.http.post(
        PATH, content=right.request.content, headers=[signature, signature]
    )

    assert answer.status_code == 401


@pytest.mark.parametrize(
    "variables",
    [{"PUBLIC_BASE_URL": BASE_URL}, {"TWILIO_AUTH_TOKEN": TOKEN}],
    ids=["no_token", "no_address"],
)
async def test_where_twilio_is_not_configured_an_operator_is_told_once(database, variables):
    lines = io.StringIO()
    handler = logging.StreamHandler(lines)
    handler.setFormatter(JsonLines("gateway"))
    logger = logging.getLogger("services.gateway.routes.twilio")
    logger.addHandler(handler)
    try:
        async with running_gateway(database.url("gateway"), **variables) as gateway:
            codes = [(await posts(gateway.http, a_message())).status_code for _ in range(3)]
    finally:
        logger.removeHandler(handler)

    events = [json.loads(line)["event"] for line in lines.getvalue().splitlines()]
    assert codes == [401, 401, 401]
    assert events == ["twilio_not_configured"]


async def test_more_than_64_kb_is_not_read(gateway):
    answer = await posts(gateway.http, a_message(Body="x" * 70_000))

    assert answer.status_code == 413


async def test_other_methods_are_refused_in_the_usual_form(gateway):
    answer = await gateway.http.delete(PATH)

    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, POST")


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"\xff\xfe\x00", b"&" * 1000, b"a=1&" * 1000, b"%", b"<x/>"]
)
async def test_a_body_that_is_no_form_is_not_taken(gateway, body):
    headers = {"X-Twilio-Signature": "AAAA"}

    assert (await gateway.http.post(PATH, content=body, headers=headers)).status_code == 401


async def test_what_cannot_be_stored_is_not_said_to_be(database):
    async with (
        running_gateway(
            database.url("gateway"), TWILIO_AUTH_TOKEN=TOKEN, PUBLIC_BASE_URL=BASE_URL
        ) as gateway,
        gateway.database.transaction() as connection,
    ):
        await connection.execute("LOCK TABLE gateway.lane_jobs IN ACCESS EXCLUSIVE MODE")
        answer = await posts(gateway.http, a_message())

    assert answer.status_code == 503
    assert answer.elapsed < timedelta(seconds=15), "Twilio does not wait longer"


# Signed, and odd


@pytest.mark.parametrize(
    ("form", "reason"),
    [
        (a_message(To="+390655500001"), "ADDRESS_ODD"),
        (a_message(To=None), "ADDRESS_ODD"),
        (a_message(From="+393331234567"), "ADDRESS_ODD"),
        (a_message(From="whatsapp:", WaId=None), "SENDER_MISSING"),
        (a_message(MessageSid=None), "MESSAGE_ID_ODD"),
        (a_message(MessageSid="x" * 301), "MESSAGE_ID_ODD"),
        (a_message(MessageSid="\0"), "MESSAGE_ID_ODD"),
        (a_message(ExternalUserId="a\nb"), "SENDER_ODD"),
        (a_status("vanished"), "STATUS_UNKNOWN"),
        ({}, "ADDRESS_ODD"),
    ],
    ids=["sms", "no_to", "from_sms", "nobody", "no_id", "long_id", "nul", "user", "state", "empty"],
)
def test_what_is_not_as_twilio_describes_it_is_set_aside(form, reason):
    reading = twilio.read(form, "", 0)

    assert (reading.items, reading.set_aside) == ([], {reason: 1})


async def test_what_is_set_aside_is_answered_and_kept(gateway, database):
    answer = await posts(gateway.http, a_status("vanished"))

    assert answer.status_code == 200
    assert {"STATUS_UNKNOWN": 1} in stored.set_aside(database)


async def test_refusals_are_counted_for_twilio(gateway):
    labels = {"channel": "twilio", "reason": "SIGNATURE_WRONG"}

    def counted():
        return REGISTRY.get_sample_value("webhook_rejected_total", labels) or 0

    before = counted()
    await gateway.http.post(PATH, data=a_message())

    assert counted() == before + 1
