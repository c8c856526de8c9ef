"""Around every request that is not a webhook: its id, what each answer carries, the last resort."""

import itertools
import re
import uuid
from typing import Any

from services.common import context
from services.gateway.answers import SECURITY
from services.gateway.problems import answer_to_bug
from services.gateway.routes.bodies import discard, is_announced

_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
_PROCESS = uuid.uuid4().hex[:16]
_numbers = itertools.count()
_ID_HEADER = context.REQUEST_ID_KEY.encode()


def name_request(scope: Any) -> str:
    """Give the request an id for logs and calls: the sender's, if it looks like one, or a new.

    Nothing else is known of it yet: one that waited behind another on its connection begins in the
    context of that one.
    """
    context.actor.set(None)
    context.tenant.set(context.NONE)
    sent = next((value for name, value in scope["headers"] if name == _ID_HEADER), b"")
    text: str = sent.decode("latin-1")
    request_id = text if text and _ID.fullmatch(text) else _new_id()
    context.request_id.set(request_id)
    return request_id


def _new_id() -> str:
    """Unique, and a tenth of the price of a UUID: half of it is drawn once for the process."""
    return f"{_PROCESS}{next(_numbers):016x}"


class Edge:
    """The outermost layer of the FastAPI app."""

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Called by the server for each request."""
        if scope["type"] != "http":
            return
        request_id = name_request(scope)
        body = _Body(receive, ended=not is_announced(scope))
        answer = _Answering(send, request_id, body)
        try:
            await self._app(scope, body.receive, answer)
        except Exception as error:
            if answer.begun:
                raise  # too late for another answer: the server closes the connection
            await answer_to_bug(error).send(answer)


class _Body:
    """Knows whether all of a request's body was read."""

    def __init__(self, receive: Any, *, ended: bool) -> None:
        self._receive = receive
        self.ended = ended

    async def receive(self) -> Any:
        message = await self._receive()
        if not message.get("more_body", False):
            self.ended = True
        return message

    async def discard(self) -> None:
        await discard(self.receive)


class _Answering:
    """Adds to an answer what it does not say itself, and ends the connection of a request whose
    body nobody read: else its sender might go on for ever."""

    def __init__(self, send: Any, request_id: str, body: _Body) -> None:
        self._send = send
        self._body = body
        named = ((_ID_HEADER, request_id.encode()), (b"cache-control", b"no-store"))
        self._always = [*SECURITY, *named]
        self.begun = False

    async def __call__(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.begun = True
            said = {name.lower() for name, _ in message["headers"]}
            added = [each for each in self._always if each[0] not in said]
            if not self._body.ended and b"connection" not in said:
                added.append((b"connection", b"close"))
            message = {**message, "headers": [*message["headers"], *added]}
        elif not self._body.ended and not message.get("more_body", False):
            await self._send({**message, "more_body": True})
            await self._body.discard()
            message = {"type": "http.response.body", "body": b""}
        await self._send(message)
