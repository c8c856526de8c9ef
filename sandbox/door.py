"""The one way into every provider: journal, faults on purpose, then the provider's own answer."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import parse_qs

from fastapi import Request
from fastapi.responses import Response

from sandbox.answers import as_json
from sandbox.faults import AskedFault, Faults
from sandbox.journal import Entry, Journal

HANG_AT_MOST_SECONDS = 600
LOOK_EVERY_SECONDS = 0.1
GATEWAY_TIMEOUT = 504
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Call:
    """A request that a provider received."""

    method: str
    path: str
    headers: dict[str, str]
    raw: bytes
    body: Any
    """What the body says, as JSON; a form as an object, whose values are lists where a key stands
    there several times; the text itself where it is neither. Without a body, the query."""
    query: dict[str, str] = field(default_factory=dict)

    @property
    def line(self) -> str:
        text = json.dumps(self.body, separators=(",", ":"), ensure_ascii=False)
        return f"{self.method} {self.path} {text}"


@dataclass(frozen=True)
class Answer:
    status: int
    body: dict[str, Any] | bytes
    """Bytes are sent as they stand, JSON or not."""
    error: str | None = None
    """The refusal in one line, for the journal."""
    headers: Mapping[str, str] = field(default_factory=dict)


class Provider(Protocol):
    """What a provider's folder brings; nothing here waits."""

    name: str

    def recipient(self, call: Call) -> str | None:
        """To whom the call would send, as sent."""

    def journaled(self, call: Call) -> Any:
        """The call's body as the journal may show it: without secrets."""

    def handle(self, call: Call) -> Answer | None:
        """What the provider answers, None: nothing, ever; what it does besides is begun, not
        awaited."""

    def out_of_order(self, status: int) -> Answer:
        """How the provider says a plain HTTP status."""

    def refusal(self, code: Any) -> Answer:
        """How the provider says one of its error codes: a number, with OpenAI a word."""

    def handle_then_fail(self, call: Call, code: Any) -> Answer | None:
        """Accept the call, and report the error code later."""


class Door:
    def __init__(self, journal: Journal, faults: Faults) -> None:
        self.journal = journal
        self.faults = faults

    async def answer(self, provider: Provider, request: Request) -> Response:
        call = await _read(request)
        entry = self.journal.open(
            provider=provider.name,
            method=call.method,
            path=call.path,
            to=provider.recipient(call),
            body=provider.journaled(call),
        )
        fault = self.faults.on_call(provider.name, call.line)
        if fault is None:
            return await self._told_or_silent(provider.handle(call), entry, request)
        return await self._at_fault(fault, provider, call, entry, request)

    async def _at_fault(
        self, fault: AskedFault, provider: Provider, call: Call, entry: Entry, request: Request
    ) -> Response:
        match fault.action:
            case "status":
                return _told(entry, provider.out_of_order(fault.status), fault.headers)
            case "error_code":
                answer = _refused(fault.value, provider, call)
                return await self._told_or_silent(answer, entry, request)
            case "delay":
                return await self._delay(fault.value, provider, call, entry, request)
            case _:
                return await self._hang(fault, provider, call, entry, request)

    async def _delay(
        self, seconds: float, provider: Provider, call: Call, entry: Entry, request: Request
    ) -> Response:
        era = self.faults.era
        await asyncio.sleep(seconds)
        if self.faults.era != era:
            return Response(status_code=GATEWAY_TIMEOUT)
        return await self._told_or_silent(provider.handle(call), entry, request)

    async def _told_or_silent(
        self, answer: Answer | None, entry: Entry, request: Request
    ) -> Response:
        if answer is None:
            return await self._silence(entry, request)
        return _told(entry, answer)

    async def _hang(
        self, fault: AskedFault, provider: Provider, call: Call, entry: Entry, request: Request
    ) -> Response:
        if fault.value == "accepted":
            provider.handle(call)
        return await self._silence(entry, request)

    async def _silence(self, entry: Entry, request: Request) -> Response:
        """Say nothing until the caller leaves or a fault is removed."""
        entry.error = "hang"
        removed = self.faults.generation
        for _ in range(int(HANG_AT_MOST_SECONDS / LOOK_EVERY_SECONDS)):
            if self.faults.generation != removed or await request.is_disconnected():
                break
            await asyncio.sleep(LOOK_EVERY_SECONDS)
        return Response(status_code=GATEWAY_TIMEOUT)


def _refused(value: Any, provider: Provider, call: Call) -> Answer | None:
    if not isinstance(value, dict):
        return provider.refusal(value)
    if value["via"] == "status":
        return provider.handle_then_fail(call, value["code"])
    return provider.refusal(value["code"])


async def _read(request: Request) -> Call:
    raw = await request.body()
    query = dict(request.query_params)
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    return Call(
        method=request.method,
        path=request.url.path,
        headers=dict(request.headers),
        raw=raw,
        body=_said(raw, kind) if raw else query,
        query=query,
    )


def _said(raw: bytes, kind: str) -> Any:
    return _as_form(raw) if kind == FORM else _as_json(raw)


def _as_form(raw: bytes) -> dict[str, str | list[str]]:
    found = parse_qs(raw.decode(errors="replace"), keep_blank_values=True)
    return {key: values[0] if len(values) == 1 else values for key, values in found.items()}


def _as_json(raw: bytes) -> Any:
    try:
        return json.loads(raw, parse_constant=_no_number)
    except (ValueError, RecursionError):
        return raw.decode(errors="replace")


def _no_number(word: str) -> Any:
    raise ValueError(f"{word} is not JSON")


def _told(entry: Entry, answer: Answer, headers: Mapping[str, str] | None = None) -> Response:
    entry.status = answer.status
    entry.error = answer.error
    said = {**answer.headers, **(headers or {})}
    if isinstance(answer.body, bytes):
        return Response(answer.body, answer.status, said, media_type="application/json")
    return as_json(answer.body, answer.status, said)
