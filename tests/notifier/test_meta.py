"""What leaves for Meta, and what becomes of it on the network?"""

import asyncio
import contextlib
import socket
from datetime import UTC, datetime, timedelta

import pytest

from services.common.logs import Secret
from services.notifier.domain.message import Button, Content, Recipient, RecipientKind
from services.notifier.domain.outcomes import Accepted, Refused, TryAgain, Unclear
from services.notifier.domain.states import State
from services.notifier.providers.http import HostNotAllowed, Http, checked_url
from services.notifier.providers.meta import HOSTS, Meta, payload
from services.notifier.providers.provider import Platform, Sender
from tests.notifier.test_states import a_message

SENDER = Sender(Platform.WHATSAPP, "100000000000001", Secret("sandbox-token"))
TAKEN = b'{"messaging_product":"whatsapp","messages":[{"id":"wamid.1"}]}'


def test_a_text_goes_to_the_digits_of_a_phone():
    assert payload(a_message()) == {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": "393331234567",
        "type": "text",
        "text": {"body": "Ciao", "preview_url": False},
        "biz_opaque_callback_data": "00000000-0000-0000-0000-000000000001",
    }


def test_a_business_scoped_user_id_is_named_as_recipient_as_it_is():
    to = Recipient(RecipientKind.WHATSAPP_USER, "US.13491208655302741918")

    written = payload(a_message(recipient=to))

    assert written["recipient"] == "US.13491208655302741918"
    assert "to" not in written


def test_choices_become_reply_buttons():
    content = Content("When?", (Button("slot:1", "Thu 24 Dec 15:30"), Button("slot:2", "Later")))

    written = payload(a_message(content=content))

    assert written["type"] == "interactive"
    assert written["interactive"] == {
        "type": "button",
        "body": {"text": "When?"},
        "action": {
            "buttons": [
                {"type": "reply", "reply": {"id": "slot:1", "title": "Thu 24 Dec 15:30"}},
                {"type": "reply", "reply": {"id": "slot:2", "title": "Later"}},
            ]
        },
    }


def test_an_address_of_another_platform_is_refused_before_anything_is_sent():
    with pytest.raises(Refused, match="RECIPIENT_NOT_SUPPORTED"):
        payload(a_message(recipient=Recipient(RecipientKind.INSTAGRAM, "17841400000000000")))


@pytest.mark.parametrize(
    "url",
    ["http://graph.facebook.com", "https://graph.facebook.com.evil.test", "https://evil.test",
     "https://u:p@graph.facebook.com", "https://graph.facebook.com:8443", "ftp://127.0.0.1", ""],
)  # fmt: skip
def test_nothing_is_sent_to_another_host(url):
    with pytest.raises(HostNotAllowed):
        checked_url(url, HOSTS, loopback=True)


def test_the_sandbox_is_allowed_only_where_this_machine_is():
    url = "http://127.0.0.1:8090"

    assert checked_url(url + "/", HOSTS, loopback=True) == url
    with pytest.raises(HostNotAllowed):
        checked_url(url, HOSTS, loopback=False)
    assert checked_url("https://graph.facebook.com", HOSTS, loopback=False)


@contextlib.asynccontextmanager
async def answering(answer):
    """A server that reads a request and hands it to `answer` with a way to write back."""
    requests = []

    async def serve(reader, writer):
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            head = await reader.readuntil(b"\r\n\r\n")
            requests.append(head.decode())
            await answer(writer)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1], requests


def responds(status, body=b"", headers=b""):
    async def answer(writer):
        length = f"Connection: close\r\nContent-Length: {len(body)}\r\n".encode()
        writer.write(b"HTTP/1.1 " + status + b"\r\n" + headers + length + b"\r\n" + body)
        await writer.drain()

    return answer


async def outcome_at(port, *, total=2.0):
    seconds = timedelta(seconds=total)
    async with Http.opened(connect=seconds, total=seconds) as http:
        meta = Meta(http, f"http://127.0.0.1:{port}", "v25.0", lambda: datetime.now(UTC))
        try:
            return await meta.send(a_message(State.SENDING), SENDER)
        except (Refused, TryAgain, Unclear) as outcome:
            return outcome


async def outcome_of(answer, *, total=2.0):
    async with answering(answer) as (port, _):
        return await outcome_at(port, total=total)


async def test_an_accepted_message_has_the_id_that_meta_gave_it():
    async with answering(responds(b"200 OK", TAKEN)) as (port, requests):
        assert await outcome_at(port) == Accepted("wamid.1")

    assert requests[0].startswith("POST /v25.0/100000000000001/messages HTTP/1.1\r\n")
    assert "authorization: bearer sandbox-token\r\n" in requests[0].lower()


async def test_a_cookie_of_one_call_is_not_sent_with_the_next():
    taken = responds(b"200 OK", TAKEN, b"Set-Cookie: tenant=a; Path=/\r\n")
    async with answering(taken) as (port, requests), Http.opened() as http:
        for _ in range(2):
            await http.post(f"http://127.0.0.1:{port}/", token="t", body={})

    assert len(requests) == 2
    assert "tenant=a" not in "".join(requests)


async def test_a_refused_connection_sent_nothing():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        outcome = await outcome_at(unused.getsockname()[1])

    assert isinstance(outcome, TryAgain)
    assert outcome.reason == "PROVIDER_UNREACHABLE"


async def test_a_name_that_is_not_found_sent_nothing():
    async with Http.opened() as http:
        with pytest.raises(TryAgain, match="PROVIDER_UNREACHABLE"):
            await http.post("http://graph.invalid/", token="t", body={})


async def test_an_answer_that_does_not_come_leaves_it_open():
    async def hang(writer):
        await asyncio.sleep(0.3)

    outcome = await outcome_of(hang, total=0.2)

    assert isinstance(outcome, Unclear)
    assert outcome.reason == "PROVIDER_TIMEOUT"


async def test_an_answer_that_trickles_in_for_ever_ends_with_the_total_time():
    async def trickle(writer):
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        for _ in range(20):
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(0.1)

    assert isinstance(await outcome_of(trickle, total=0.4), Unclear)


async def test_a_connection_that_breaks_after_the_request_leaves_it_open():
    async def hang_up(writer):
        writer.close()

    async def reset(writer):
        writer.get_extra_info("socket").setsockopt(
            socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00"
        )
        writer.transport.abort()

    async def break_off(writer):
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")
        await writer.drain()

    for failing in (hang_up, reset, break_off):
        assert isinstance(await outcome_of(failing), Unclear), failing.__name__


@pytest.mark.parametrize(
    "body", [b"", b"ok", b"[]", b'{"messages":[]}', b'{"messages":[{"id":5}]}', b"[" * 60_000]
)
async def test_taken_without_a_readable_id_leaves_it_open(body):
    outcome = await outcome_of(responds(b"200 OK", body))

    assert isinstance(outcome, Unclear)
    assert outcome.reason == "ANSWER_UNREADABLE"


async def test_an_endless_answer_is_not_read_to_its_end():
    async def flood(writer):
        writer.write(b"HTTP/1.1 500 Oops\r\nContent-Length: 1000000000\r\n\r\n")
        for _ in range(1000):
            writer.write(b"x" * 10_000)
            await writer.drain()

    assert isinstance(await outcome_of(flood), TryAgain)


async def test_a_redirect_is_not_followed():
    async with answering(responds(b"200 OK", TAKEN)) as (elsewhere, requests):
        location = f"Location: http://127.0.0.1:{elsewhere}/\r\n".encode()
        outcome = await outcome_of(responds(b"307 Temporary Redirect", headers=location))

    assert isinstance(outcome, TryAgain)
    assert requests == []
