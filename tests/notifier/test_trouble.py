"""What becomes of a message while its provider has trouble?"""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from lyo.notifier.v1 import message_service_pb2 as pb

from services.common.fields import timestamp
from services.notifier.usecases.metrics import AMBIGUOUS
from tests.notifier.answering import answering
from tests.notifier.conftest import a_phone, eventually, status

CLOSE = "Connection: close\r\n"
TAKEN = b'{"messaging_product":"whatsapp","messages":[{"id":"wamid.late"}]}'


async def test_an_error_that_goes_by_delays_the_message_and_sends_it_once(tenant):
    await tenant.fault("status", 500, times=2)

    (message_id,) = await tenant.sends("Ciao")
    message = await tenant.becomes(message_id, "ACCEPTED")

    assert [call["status"] for call in await tenant.calls()] == [500, 500, 200]
    assert (message.attempts, message.reason, message.provider_detail) == (3, "", "")


async def test_while_it_waits_it_says_what_it_waits_for(tenant):
    await tenant.fault("error_code", 131056)

    (message_id,) = await tenant.sends("Ciao")
    await eventually(lambda: tenant.says(message_id, "RECIPIENT_RATE_LIMITED"))
    await asyncio.sleep(0.3)
    message = await tenant.message(message_id)

    assert (message.state, message.attempts) == (pb.MESSAGE_STATE_QUEUED, 1)
    assert len(await tenant.calls()) == 1


async def test_the_limit_of_a_pair_delays_nobody_else(tenant):
    await tenant.fault("error_code", 131056)
    (limited,) = await tenant.sends("first", to=a_phone())
    await eventually(tenant.calls)

    (free,) = await tenant.sends("second", to=a_phone())
    await tenant.becomes(free, "ACCEPTED", within=3)

    assert (await tenant.message(limited)).state == pb.MESSAGE_STATE_QUEUED


async def test_a_refusal_fails_the_message_at_once_and_lets_the_next_one_go(tenant):
    await tenant.fault("error_code", 131026)

    first, second = await tenant.sends("one", "two")
    await tenant.becomes(second, "ACCEPTED")
    failed = await tenant.message(first)

    assert (failed.state, failed.reason) == (pb.MESSAGE_STATE_FAILED, "RECIPIENT_UNREACHABLE")
    assert failed.provider_detail.startswith("131026")
    assert len(await tenant.calls()) == 2


async def test_a_provider_that_is_away_until_the_end_leaves_the_message_expired(tenant):
    await tenant.fault("status", 503, times=100)
    end = timestamp(datetime.now(UTC) + timedelta(seconds=1))

    (message_id,) = await tenant.sends("Ciao", expire_time=end)
    message = await tenant.becomes(message_id, "EXPIRED")

    assert message.reason == "PROVIDER_DOWN"
    assert message.attempts >= 1


async def test_a_call_without_an_answer_is_settled_by_its_status_and_not_repeated(tenant):
    before = AMBIGUOUS.labels("meta", "settled")._value.get()
    await tenant.fault("hang", "accepted")
    first, second = await tenant.sends("one", "two")
    unclear = await tenant.becomes(first, "AMBIGUOUS")
    assert (unclear.reason, unclear.provider_message_id) == ("PROVIDER_TIMEOUT", "")
    assert (await tenant.message(second)).state == pb.MESSAGE_STATE_QUEUED

    assert await tenant.told(status(first, "SENT", "wamid.1")) == (1, 0)
    await tenant.becomes(second, "ACCEPTED")

    settled = await tenant.message(first)
    assert (settled.state, settled.provider_message_id) == (pb.MESSAGE_STATE_SENT, "wamid.1")
    assert await tenant.texts() == ["one", "two"]
    assert AMBIGUOUS.labels("meta", "settled")._value.get() == before + 1


async def test_a_call_without_an_answer_and_without_a_status_is_made_again_and_counted(tenant):
    before = AMBIGUOUS.labels("meta", "unsettled")._value.get()
    await tenant.fault("hang")

    (message_id,) = await tenant.sends("Ciao")
    unclear = await tenant.becomes(message_id, "AMBIGUOUS")
    message = await tenant.becomes(message_id, "ACCEPTED")

    waited = message.update_time.ToDatetime() - unclear.update_time.ToDatetime()
    assert waited >= timedelta(seconds=1.5)
    assert (len(await tenant.calls()), message.attempts) == (2, 2)
    assert AMBIGUOUS.labels("meta", "unsettled")._value.get() == before + 1


@pytest.mark.parametrize("as_date", [False, True], ids=["seconds", "date"])
async def test_no_call_of_the_number_is_made_before_the_time_the_provider_named(
    open_notifier, new_tenant, as_date
):
    times = []

    async def limited_at_first(writer):
        times.append(time.monotonic())
        after = format_datetime(datetime.now(UTC) + timedelta(seconds=2), usegmt=True)
        header = after if as_date else "1"
        if len(times) == 1:
            head = f"HTTP/1.1 429 Too Many\r\nRetry-After: {header}\r\n{CLOSE}Content-Length: 0"
            writer.write(head.encode() + b"\r\n\r\n")
        else:
            head = f"HTTP/1.1 200 OK\r\n{CLOSE}Content-Length: {len(TAKEN)}\r\n\r\n"
            writer.write(head.encode() + TAKEN)
        await writer.drain()

    async with (
        answering(limited_at_first) as somebody,
        open_notifier(graph_url=somebody.url) as notifier,
    ):
        tenant = await new_tenant(notifier.messages)
        (limited,) = await tenant.sends("first", to=a_phone())
        await eventually(lambda: tenant.says(limited, "PROVIDER_RATE_LIMITED"))
        (neighbour,) = await tenant.sends("second", to=a_phone())
        await tenant.becomes(neighbour, "ACCEPTED")
        await tenant.becomes(limited, "ACCEPTED")

    assert min(times[1:]) - times[0] >= 1.0
    assert len(times) == 3
