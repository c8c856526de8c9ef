"""HTTP/1.1 as uvicorn speaks it, with an end to what a stranger may make it keep or wait for.

uvicorn keeps whatever header fields come, for as long as they come, and answers what is no HTTP
without the headers that every answer of ours has.
"""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import (
    STATUS_LINE,
    HttpToolsProtocol,
    RequestResponseCycle,
)

from services.gateway.answers import Answer
from services.gateway.problems import problem

HEAD_SECONDS = 10.0
"""How long the address and the header fields of a request may take to come."""
HEAD_BYTES = 64 * 1024
"""So much of them is kept before anybody looks; less is allowed in the end (app.py). So much may
also follow a body in chunks, and nothing of it is kept."""

_CLOSE = ((b"connection", b"close"),)


class BoundedProtocol(HttpToolsProtocol):
    """One connection."""

    head_seconds = HEAD_SECONDS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._in_head = False
        self._behind_body = False
        self._field_bytes = 0
        self._head_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Who says nothing is let go like one who has nothing more to say."""
        super().connection_made(transport)
        self.timeout_keep_alive_task = self.loop.call_later(
            self.timeout_keep_alive, self.timeout_keep_alive_handler
        )

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_timer()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        self._stop_timer()
        self._in_head = True
        self._field_bytes = 0
        super().on_message_begin()

    def on_header(self, name: bytes, value: bytes) -> None:
        """Also called for what follows a body, which must not pass for a header field."""
        if self._in_head:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._in_head = False
        self._stop_timer()
        super().on_headers_complete()

    def on_chunk_header(self) -> None:
        """Called before each part of a body, and at its end, behind which fields may follow."""
        self._behind_body = True
        self._field_bytes = 0

    def on_body(self, body: bytes) -> None:
        self._behind_body = False
        self._field_bytes = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._behind_body = False
        self._field_bytes = 0
        super().on_message_complete()

    def data_received(self, data: bytes) -> None:
        """Called for each piece; nearly always all of a head is in one."""
        if self._behind_body:  # counted first, so that a body in this piece takes it back
            self._field_bytes += len(data)
        super().data_received(data)
        if self.transport.is_closing():
            return
        if self._in_head:
            self._field_bytes += len(data)
        if self._field_bytes > HEAD_BYTES:
            self._refuse(problem(431, "HEADERS_TOO_LARGE", "too many header fields", None, _CLOSE))
        elif self._head_timer is None and (self._in_head or self._idle):
            self._head_timer = self.loop.call_later(self.head_seconds, self._too_late)

    def send_400_response(self, msg: str) -> None:
        """Called by uvicorn where the bytes are no HTTP."""
        self._refuse(problem(400, "NOT_HTTP", msg, None, _CLOSE))

    def _too_late(self) -> None:
        self._head_timer = None
        if self._in_head:
            said = "the header fields did not come in time"
            self._refuse(problem(408, "HEADERS_TOO_SLOW", said, None, _CLOSE))
        elif self._idle:
            self.transport.close()  # what came was empty lines, or more of a body that was answered

    @property
    def _idle(self) -> bool:
        """Whether no request waits for its answer. Any byte ends the wait of keep-alive, even one
        that begins no request, so the timer takes over."""
        cycle: RequestResponseCycle | None = self.cycle
        return cycle is None or cycle.response_complete

    def _stop_timer(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _refuse(self, answer: Answer) -> None:
        """Unless an answer to an earlier request is being written: then just end."""
        if not self.transport.is_closing():
            if self._idle:
                self.transport.write(_wire(answer))
            self.transport.close()


def _wire(answer: Answer) -> bytes:
    fields = [b"%s: %s\r\n" % (name, value) for name, value in answer.start["headers"]]
    body: bytes = answer.body["body"]
    return b"".join([STATUS_LINE[answer.status], *fields, b"\r\n", body])
