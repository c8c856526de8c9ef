"""Whatever a provider answers or the network does: is it known what became of the call?"""

import asyncio
import socket
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from services.common.logs import Secret
from services.notifier.domain.content import Content, Media, MediaKind
from services.notifier.domain.outcomes import Accepted, Refused, TryAgain, Unclear, is_fault
from services.notifier.providers.http import Http
from services.notifier.providers.meta import Meta
from services.notifier.providers.provider import Platform, Provider, Sender
from services.notifier.providers.twilio import Twilio
from services.notifier.providers.zaptra import Zaptra
from tests.notifier.answering import (
    NOW,
    answering,
    floods,
    hangs,
    hangs_up,
    outcome_of,
    outgoing,
    quick_http,
    responds,
)

Making = Callable[[Http, str], Provider]

MAKES: dict[str, Making] = {
    "meta": lambda http, url: Meta(http, url, "v25.0", lambda: NOW),
    "twilio": lambda http, url: Twilio(http, url, url, "", lambda: NOW),
    "zaptra": lambda http, url: Zaptra(http, url, lambda: NOW),
}
TAKEN = {
    "meta": {"messages": [{"id": "wamid.1"}]},
    "twilio": {"sid": "wamid.1"},
    "zaptra": {"success": True, "message_wamid": "wamid.1"},
}
SENDER = Sender(Platform.WHATSAPP, "100000000000001", Secret("token"), "AC" + "0" * 32)


@pytest.fixture(params=MAKES)
def name(request):
    """A provider."""
    return request.param


async def outcome_at(name, url, *, seconds=5.0, wanted=None):
    async with quick_http(seconds) as http:
        return await outcome_of(MAKES[name](http, url), SENDER, wanted)


async def outcome(name, answer, *, seconds=5.0):
    async with answering(answer) as somebody:
        return await outcome_at(name, somebody.url, seconds=seconds)


async def test_what_was_taken_has_the_id_that_came(name):
    assert await outcome(name, responds(200, TAKEN[name])) == Accepted("wamid.1")


async def test_a_refused_connection_sent_nothing_and_counts(name):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        found = await outcome_at(name, f"http://127.0.0.1:{unused.getsockname()[1]}")

    assert isinstance(found, TryAgain)
    assert found.reason == "PROVIDER_UNREACHABLE"
    assert is_fault(found)


async def test_a_name_that_is_not_found_sent_nothing(name):
    found = await outcome_at(name, "http://graph.invalid")

    assert isinstance(found, TryAgain)
    assert found.reason == "PROVIDER_UNREACHABLE"


async def test_an_answer_that_does_not_come_leaves_it_open(name):
    found = await outcome(name, hangs, seconds=0.3)

    assert isinstance(found, Unclear)
    assert found.reason == "PROVIDER_TIMEOUT"


async def test_an_answer_that_trickles_in_for_ever_ends_with_the_total_time(name):
    async def trickle(writer):
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        while True:
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(0.05)

    assert isinstance(await outcome(name, trickle, seconds=0.4), Unclear)


async def reset(writer):
    linger = b"\x01\x00\x00\x00\x00\x00\x00\x00"
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    writer.transport.abort()


async def break_off(writer):
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")
    await writer.drain()


@pytest.mark.parametrize("failing", [hangs_up, reset, break_off])
async def test_a_connection_that_breaks_after_the_request_leaves_it_open(name, failing):
    assert isinstance(await outcome(name, failing), Unclear)


HTML = b"<html><body>Bad Gateway</body></html>"
ODD = {
    "nothing": b"",
    "html": HTML,
    "text": b"ok",
    "list": b"[]",
    "null": b"null",
    "other": b'{"messages":[],"sid":5}',
    "deep": b"[" * 60_000,
    "not_utf8": b'{"sid":"\xff"}',
    "cut_off": b'{"sid":"SM1","messages":[{"id":"wamid.1"}]',
}


@pytest.mark.parametrize("body", ODD.values(), ids=ODD)
async def test_taken_without_a_readable_id_leaves_it_open(name, body):
    found = await outcome(name, responds(200, body))

    assert isinstance(found, Unclear)
    assert found.reason == "ANSWER_UNREADABLE"


@pytest.mark.parametrize("body", [b"", HTML, b"[" * 60_000], ids=["nothing", "html", "deep"])
@pytest.mark.parametrize(
    ("status", "kind"), [(400, Refused), (404, Refused), (502, TryAgain), (503, TryAgain)]
)
async def test_an_error_that_cannot_be_read_goes_by_its_status(name, status, kind, body):
    assert isinstance(await outcome(name, responds(status, body)), kind)


@pytest.mark.parametrize(("status", "kind"), [(200, Unclear), (400, Refused), (500, TryAgain)])
async def test_an_answer_of_50_mb_is_not_read_to_its_end(name, status, kind):
    assert isinstance(await outcome(name, floods(status, 50)), kind)


async def test_a_redirect_is_not_followed(name):
    async with answering(responds(200, TAKEN[name])) as elsewhere:
        found = await outcome(name, responds(307, Location=f"{elsewhere.url}/"))

    assert isinstance(found, TryAgain)
    assert elsewhere.requests == []


async def test_a_cookie_of_one_call_is_not_sent_with_the_next(name):
    taken = responds(200, TAKEN[name], Set_Cookie="tenant=a; Path=/")
    async with answering(taken) as somebody, quick_http() as http:
        provider = MAKES[name](http, somebody.url)
        for _ in range(2):
            await outcome_of(provider, SENDER)

    assert len(somebody.requests) == 2
    assert all("cookie" not in request.headers for request in somebody.requests)


@pytest.mark.parametrize("header", ["30", "Thu, 24 Dec 2026 15:30:30 GMT"], ids=["seconds", "date"])
async def test_a_pause_is_obeyed_however_it_is_written(name, header):
    found = await outcome(name, responds(429, b"", Retry_After=header))

    assert isinstance(found, TryAgain)
    assert found.after == timedelta(seconds=30)


async def test_the_token_is_in_no_detail(name):
    said = {"error": {"code": 100, "message": "bad token"}, "code": 21211, "message": "bad token"}

    found = await outcome(name, responds(400, said))

    assert isinstance(found, Refused)
    assert "bad ***" in found.detail


async def test_nobody_fetches_a_file_that_is_sent(name):
    async with answering(responds(200, TAKEN[name])) as provider:
        with socket.create_server(("127.0.0.1", 0)) as files:
            files.setblocking(False)
            url = f"https://127.0.0.1:{files.getsockname()[1]}/a.png"
            content = Content("Look", media=Media(MediaKind.IMAGE, url))
            found = await outcome_at(name, provider.url, wanted=outgoing(content=content))
            with pytest.raises(BlockingIOError):
                files.accept()

    assert found == Accepted("wamid.1")


CHANNEL_ID = UUID(int=7)


@pytest.mark.parametrize(
    "answer",
    [responds(200, b""), responds(200, HTML), responds(200, b"[" * 60_000), floods(200, 50)],
    ids=["nothing", "html", "deep", "50_mb"],
)
async def test_a_list_of_templates_that_cannot_be_read_is_not_an_empty_one(name, answer):
    async with answering(answer) as somebody, quick_http(20) as http:
        with pytest.raises(Unclear):
            await MAKES[name](http, somebody.url).templates(SENDER, CHANNEL_ID)
