"""How much, and for how long, may a stranger send? Each limit at the limit and beyond it."""

import asyncio
import contextlib
import time

import pytest
from starlette.routing import Route

from services.common.health import Health
from services.common.server import serving_asgi
from services.gateway.answers import Answer
from services.gateway.app import LARGEST_HEAD, create_app
from services.gateway.protocol import HEAD_BYTES, BoundedProtocol
from services.gateway.routes.bodies import SenderGone, raw_body

SECONDS = 0.3
KEPT_ALIVE = 2 * SECONDS
LARGEST = 100
HEADERS = b"host: lyo\r\n"
FIELDS: list[int] = []
"""How many header fields the requests at /fields had in the end."""


class Impatient(BoundedProtocol):
    """As in production, with less patience."""

    head_seconds = SECONDS

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.timeout_keep_alive = KEPT_ALIVE


class Echo:
    """Reads the body; at /ignored it does not, and at /fields it answers with what it knows then
    of the header fields."""

    async def __call__(self, scope, receive, send):
        body = b""
        if scope["path"] == "/read":
            body = await raw_body(scope, receive, limit=LARGEST, seconds=SECONDS)
        elif scope["path"] == "/fields":
            with contextlib.suppress(SenderGone):
                await raw_body(scope, receive, limit=4 * HEAD_BYTES)
            FIELDS.append(len(scope["headers"]))
            body = b" ".join(name for name, _ in scope["headers"])
        await Answer.of(200, body).send(send)


@pytest.fixture(scope="module")
async def port():
    """Where the gateway's app listens."""
    routes = [Route(path, Echo()) for path in ("/read", "/ignored", "/fields")]
    app = create_app({}, [], Health(), routes=routes)
    async with serving_asgi("127.0.0.1:0", app, http=Impatient) as port:
        yield port


@contextlib.asynccontextmanager
async def connected(port):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield reader, writer
    finally:
        writer.close()


async def said(port: int, *pieces: bytes) -> bytes:
    """All that comes back until the connection ends."""
    async with connected(port) as (reader, writer), asyncio.timeout(5):
        for piece in pieces:
            writer.write(piece)
        return await reader.read()


def post(path: str, *headers: bytes) -> bytes:
    lines = [b"POST %s HTTP/1.1\r\n" % path.encode(), HEADERS, *headers]
    return b"".join([*lines, b"\r\n"])


def status(answer: bytes) -> int:
    return int(answer.split()[1])


CLOSE = b"connection: close\r\n"


# The head


def padded(size: int) -> bytes:
    """A request whose address and header fields are of this size as the gateway counts."""
    bare = len("/ignored") + len("hostlyo") + len("connectionclose") + len("x-pad") + 12
    return b"GET /ignored HTTP/1.1\r\n" + HEADERS + CLOSE + b"x-pad: " + b"x" * (size - bare)


async def test_a_head_of_16_kb_is_read_and_one_byte_more_is_not(port):
    assert status(await said(port, padded(LARGEST_HEAD) + b"\r\n\r\n")) == 200
    answer = await said(port, padded(LARGEST_HEAD + 1) + b"\r\n\r\n")

    assert status(answer) == 431
    assert b"HEADERS_TOO_LARGE" in answer


async def test_a_head_without_an_end_is_not_kept(port):
    field, sent = b"x-pad: " + b"x" * 8192 + b"\r\n", 0
    async with connected(port) as (reader, writer):
        writer.write(b"GET / HTTP/1.1\r\n")
        with contextlib.suppress(ConnectionError):
            while not reader.at_eof() and sent < 100 * HEAD_BYTES:
                writer.write(field)
                await writer.drain()
                await asyncio.sleep(0)
                sent += len(field)

    assert sent < 50 * HEAD_BYTES


async def test_a_head_that_comes_drop_by_drop_is_ended(port):
    begun = time.monotonic()
    async with connected(port) as (reader, writer):
        writer.write(b"GET / HTTP/1.1\r\n")
        dripping = asyncio.create_task(drip(writer, b"x: y\r\n"))
        answer = await reader.read()
        dripping.cancel()

    assert status(answer) == 408
    assert SECONDS <= time.monotonic() - begun < 5 * SECONDS


async def drip(writer, drop: bytes) -> None:
    while True:
        writer.write(drop)
        await asyncio.sleep(SECONDS / 10)


async def test_a_head_in_two_pieces_is_read(port):
    async with connected(port) as (reader, writer):
        writer.write(b"GET /ignored HTTP/1.1\r\nhost: l")
        await asyncio.sleep(SECONDS / 3)
        writer.write(b"yo\r\n" + CLOSE + b"\r\n")

        assert status(await reader.read()) == 200


async def test_requests_one_behind_the_other_have_a_limit_each(port):
    many = [b"GET /ignored HTTP/1.1\r\nhost: lyo\r\nx-pad: " + b"x" * 8000 + b"\r\n\r\n"] * 20
    last = b"GET /ignored HTTP/1.1\r\nhost: lyo\r\n" + CLOSE + b"\r\n"
    answer = await said(port, *many, last)

    assert answer.count(b"HTTP/1.1 200") == 21


async def test_an_empty_line_and_then_silence_end_the_connection(port):
    begun = time.monotonic()

    assert await said(port, b"\r\n") == b""
    assert SECONDS <= time.monotonic() - begun < 5 * SECONDS


async def test_empty_lines_drop_by_drop_keep_no_connection(port):
    async with connected(port) as (reader, writer), asyncio.timeout(5 * SECONDS):
        dripping = asyncio.create_task(drip(writer, b"\r\n"))
        with contextlib.suppress(ConnectionError):
            assert await reader.read() == b""
        dripping.cancel()


async def test_an_empty_line_after_an_answer_takes_nothing_from_the_next_request(port):
    async with connected(port) as (reader, writer):
        writer.write(post("/ignored", b"content-length: 0\r\n"))
        assert status(await reader.readuntil(b"\r\n\r\n")) == 200
        writer.write(b"\r\n")
        await asyncio.sleep(SECONDS * 2 / 3)
        writer.write(b"POST /ignored HTTP/1.1\r\nhost: l")
        await asyncio.sleep(SECONDS * 2 / 3)
        writer.write(b"yo\r\n" + CLOSE + b"content-length: 0\r\n\r\n")

        assert status(await reader.read()) == 200


async def test_a_connection_that_is_quiet_after_an_answer_ends_by_keep_alive(port):
    begun = time.monotonic()
    async with connected(port) as (reader, writer), asyncio.timeout(5):
        writer.write(post("/ignored", b"content-length: 0\r\n"))
        assert status(await reader.read()) == 200

    assert KEPT_ALIVE <= time.monotonic() - begun < 5 * SECONDS


@pytest.mark.parametrize(
    "nonsense", [b"\x16\x03\x01\x02\x00\x01", b"hello\r\n\r\n", b"GET\r\n\r\n"]
)
async def test_what_is_no_http_is_answered_as_a_problem(port, nonsense):
    answer = await said(port, nonsense)

    assert status(answer) == 400
    assert b"application/problem+json" in answer
    assert b"x-content-type-options: nosniff" in answer


# The body


async def test_a_body_at_the_limit_is_read_and_one_byte_more_is_not(port):
    fits, not_fits = b"x" * LARGEST, b"x" * (LARGEST + 1)
    taken = await said(port, post("/read", CLOSE, b"content-length: 100\r\n") + fits)
    announced = await said(port, post("/read", b"content-length: 101\r\n") + not_fits)
    chunked = b"65\r\n" + not_fits + b"\r\n0\r\n\r\n"
    in_parts = await said(port, post("/read", CLOSE, b"transfer-encoding: chunked\r\n") + chunked)

    assert [status(each) for each in (taken, announced, in_parts)] == [200, 413, 413]
    assert b"BODY_TOO_LARGE" in announced


def in_chunks(*trailers: bytes) -> bytes:
    """A body of one byte, and the fields behind it."""
    head = post("/fields", CLOSE, b"transfer-encoding: chunked\r\n")
    return b"".join([head, b"1\r\nx\r\n0\r\n", *trailers])


async def test_a_field_behind_a_body_is_no_header_field(port):
    answer = await said(port, in_chunks(b"x-forwarded-for: 1.2.3.4\r\n", b"\r\n"))

    assert answer.endswith(b"host connection transfer-encoding")


async def test_of_100000_fields_behind_a_body_none_is_kept(port):
    before = len(FIELDS)
    with contextlib.suppress(ConnectionError):
        await said(port, in_chunks(*[b"x-forwarded-for: 1.2.3.4\r\n"] * 100_000, b"\r\n"))

    assert FIELDS[before:] == [3]


async def test_a_field_without_an_end_behind_a_body_is_not_kept(port):
    sent, more = 0, b"x" * 8192
    async with connected(port) as (reader, writer):
        writer.write(in_chunks(b"x-pad: "))
        with contextlib.suppress(ConnectionError):
            while not reader.at_eof() and sent < 100 * HEAD_BYTES:
                writer.write(more)
                await writer.drain()
                await asyncio.sleep(0)
                sent += len(more)

    assert sent < 50 * HEAD_BYTES


async def test_a_body_in_large_chunks_is_read_wherever_it_is_cut(port):
    head = post("/fields", CLOSE, b"transfer-encoding: chunked\r\n")
    large = b"%x\r\n%s\r\n" % (HEAD_BYTES + 1, b"x" * (HEAD_BYTES + 1))
    async with connected(port) as (reader, writer):
        for piece in (head + large + b"1\r\n", b"y\r\n" + large + b"0\r\n", b"\r\n"):
            writer.write(piece)
            await asyncio.sleep(0.05)

        assert status(await reader.read()) == 200


async def test_a_body_that_comes_drop_by_drop_is_ended(port):
    begun = time.monotonic()
    async with connected(port) as (reader, writer):
        writer.write(post("/read", b"content-length: 90\r\n"))
        dripping = asyncio.create_task(drip(writer, b"x"))
        answer = await reader.readuntil(b"BODY_TOO_SLOW")
        dripping.cancel()

    assert status(answer) == 408
    assert SECONDS <= time.monotonic() - begun < 5 * SECONDS


@pytest.mark.parametrize("path", ["/ignored", "/nowhere"])
async def test_a_body_that_nobody_reads_ends_the_connection(port, path):
    """Its sender sees the answer, and cannot go on for ever."""
    answer = await said(port, post(path, b"content-length: 2000\r\n"), b"x" * 2000)

    assert status(answer) in {200, 404}
    assert b"connection: close" in answer


async def test_a_connection_without_such_a_body_stays(port):
    async with connected(port) as (reader, writer):
        for _ in range(2):
            writer.write(post("/ignored", b"content-length: 0\r\n"))
            head = await reader.readuntil(b"\r\n\r\n")

            assert status(head) == 200
            assert b"connection: close" not in head
