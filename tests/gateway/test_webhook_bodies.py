"""What becomes of bodies that are odd, unreadable, huge, or in pieces?"""

import asyncio
import contextlib
import gzip

import pytest

from services.common.upkeep import Upkeep
from services.gateway.routes.whatsapp import LARGEST_BODY
from tests.gateway import stored
from tests.gateway.payloads import (
    ACCOUNT_EVENTS,
    EVERY_KIND,
    raw,
    signature,
    status,
    text,
    webhook,
)
from tests.gateway.test_whatsapp_hostile import (
    EVERYTHING,
    UNREADABLE,
    WRONG,
    as_sent,
    changed,
)
from tests.gateway.test_whatsapp_hostile import PATHS as PLACES


@pytest.mark.parametrize("name", UNREADABLE)
async def test_a_signed_body_that_cannot_be_read_is_set_aside_once_and_not_sent_again(
    gateway, database, name
):
    body, reason = UNREADABLE[name]
    for _ in range(2):
        answer = await gateway.deliver_raw(body)

        assert (answer.status_code, answer.json()) == (200, {"status": "processed"})
    assert stored.set_aside(database) == [{reason: 1}]


async def test_a_compressed_body_is_unreadable_because_meta_never_compresses(gateway, database):
    await gateway.deliver_raw(gzip.compress(raw(webhook(text()))))

    assert stored.set_aside(database) == [{"NOT_JSON": 1}]


async def test_an_odd_part_is_set_aside_with_the_whole_body_and_the_others_are_kept(
    gateway, database
):
    content = webhook(text(), text(id=None), text(timestamp="x"), 5, text(), statuses=[status()])
    answer = await gateway.deliver(content)

    assert answer.json() == {"status": "processed"}
    assert stored.jobs(database) == 3
    odd = {"MESSAGE_ID_ODD": 1, "TIMESTAMP_ODD": 1, "MESSAGE_ODD": 1}
    assert stored.set_aside(database) == [odd]


async def test_whatever_is_wrong_at_whichever_node_the_answer_is_200_and_the_good_is_kept(
    gateway, database
):
    for number, path in enumerate(PLACES[::4]):
        wrong = WRONG[number % len(WRONG)]
        answer = await gateway.deliver_raw(as_sent(changed(EVERYTHING, path, wrong)))

        assert (answer.status_code, answer.json()) == (200, {"status": "processed"}), path
    assert stored.jobs(database) > len(EVERY_KIND) + len(ACCOUNT_EVENTS)


async def test_a_body_in_many_pieces_is_read_like_one(gateway, database):
    body = raw(webhook(text()))

    async def pieces():
        for start in range(0, len(body), 50):
            yield body[start : start + 50]
            await asyncio.sleep(0)

    headers = {"x-hub-signature-256": signature(body)}
    answer = await gateway.http.post("/webhook", content=pieces(), headers=headers)

    assert answer.status_code == 200
    assert stored.jobs(database) == 1


def padded(size: int) -> bytes:
    body = raw(webhook(text()))
    return body + b" " * (size - len(body))


async def test_a_body_of_3_mb_is_taken_and_one_byte_more_is_not(gateway, database):
    assert (await gateway.deliver_raw(padded(LARGEST_BODY))).status_code == 200
    answer = await gateway.deliver_raw(padded(LARGEST_BODY + 1))

    assert answer.status_code == 413
    assert answer.json()["reason"] == "BODY_TOO_LARGE"
    assert stored.jobs(database) == 1


async def test_an_endless_body_is_not_read_to_its_end(gateway):
    host, port = gateway.url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(b"POST /webhook HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n")
    chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    sent = 0
    with contextlib.suppress(ConnectionError):
        while not reader.at_eof() and sent < 100 * LARGEST_BODY:
            writer.write(chunk)
            await writer.drain()
            sent += len(chunk)
    writer.close()

    assert sent < 10 * LARGEST_BODY


async def test_three_megabytes_of_small_messages_are_all_kept(gateway, database):
    messages = [text(str(number)) for number in range(15_000)]
    body = raw(webhook(*messages))
    assert 1_000_000 < len(body) < LARGEST_BODY
    answer = await gateway.deliver_raw(body)

    assert answer.status_code == 200
    assert stored.jobs(database) == 15_000


async def test_what_was_set_aside_is_forgotten_after_a_month(gateway, database):
    await gateway.deliver_raw(b"old")
    database.run("gateway", "UPDATE set_aside SET received_time = now() - interval '31 days'")
    await gateway.deliver_raw(b"new")
    (upkeep,) = [each for each in gateway.parts.workers if isinstance(each, Upkeep)]

    assert [await upkeep.purged(each) for each in upkeep._purges] == [1]
    assert len(stored.set_aside(database)) == 1
