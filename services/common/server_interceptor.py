"""What happens around every call that this process answers, in one place and in this order.

Request id and trace, metrics, last-resort error, overload shed, authentication, authorization,
deadline floor, validation; then the servicer. One interceptor instead of eight, because each costs
as much as the work it does; what is the same for every call of a method is prepared once.
"""

import asyncio
import contextlib
import re
import uuid
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from datetime import timedelta
from typing import Any, NoReturn

import grpc
import protovalidate
from google.protobuf.message import DecodeError, Message

from services.common import context as work
from services.common import errors, metrics, telemetry
from services.common.context import REQUEST_ID_KEY
from services.common.doors import Door, require_tenant
from services.common.fields import refusal
from services.common.server_call import OK, Context, ServerCall

Handler = Any
"""A grpc.RpcMethodHandler."""
Continuation = Callable[[grpc.HandlerCallDetails], Awaitable[Handler]]

CALLS_AT_ONCE = 256
STREAMS_AT_ONCE = 1024
LEAST_TIME = 0.1
"""Seconds: with less than this left no call can do anything useful."""
DEFAULT_TIME = 30.0
"""Seconds for a call that came without a deadline."""

OPEN_TO_ALL = ("/grpc.health.v1.", "/grpc.reflection.")
ATTEMPTS_KEY = "grpc-previous-rpc-attempts"

_metadata: ContextVar[Any] = ContextVar("metadata", default=())
_A_REQUEST_ID = re.compile(r"[\w.:-]{1,80}", re.ASCII)
_AN_ID = re.compile(r"[0-9A-Fa-f-]{1,36}")


class ServerCalls(grpc.aio.ServerInterceptor):
    """The interceptor of a server: finds the guard of the method that is called."""

    def __init__(
        self,
        door: Door,
        *,
        narrowing: frozenset[str] = frozenset(),
        outside: bool = False,
        calls_at_once: int = CALLS_AT_ONCE,
    ) -> None:
        """`narrowing`: methods that give, asked without a tenant, only what is the actor's.
        `outside`: callers are not of the mesh."""
        self.door = door
        self.narrowing = narrowing
        self.outside = outside
        self.calls_at_once = calls_at_once
        self.calls = 0
        self.streams = 0
        self.validator = protovalidate.Validator()
        self._handlers: dict[str, Handler] = {}
        self._unknown = Guard(self, metrics.OTHER, None).as_handler()

    async def intercept_service(
        self, continuation: Continuation, details: grpc.HandlerCallDetails
    ) -> Handler:
        """Called by gRPC for each call, in the task in which the servicer will run."""
        _metadata.set(details.invocation_metadata)
        known = self._handlers.get(details.method)
        return known or self._learn(details.method, await continuation(details))

    def _learn(self, method: str, handler: Handler | None) -> Handler:
        if handler is None:
            return self._unknown
        guarded = handler
        if not method.startswith(OPEN_TO_ALL):
            guarded = Guard(self, method.removeprefix("/"), handler).as_handler()
        self._handlers[method] = guarded
        return guarded

    def warm(self, request: Message) -> None:
        """Compile the rules of this kind of request now, not during its first call."""
        self.validator.collect_violations(request)


class Guard:
    """One method, with all that is needed around it bound once."""

    def __init__(self, server: ServerCalls, method: str, handler: Handler | None) -> None:
        self.server = server
        self.method = method
        self.handler = handler
        self.streams = bool(handler and handler.response_streaming)
        self.serve: Any = _unimplemented
        if handler is not None:
            if handler.request_streaming:
                raise TypeError(f"{method}: streams of requests are not served here")
            self.serve = handler.unary_stream if self.streams else handler.unary_unary
        self.read: Any = handler and handler.request_deserializer
        self.write: Any = handler and handler.response_serializer
        self.started = metrics.SERVER_STARTED.labels(method)
        self.repeated = metrics.SERVER_REPEATED.labels(method)
        self.durations = metrics.Durations(metrics.SERVER_DURATION, method)

    def as_handler(self) -> Handler:
        """The handler gRPC sees: bytes in, bytes out, so that reading them is guarded as well."""
        if self.streams:
            return grpc.unary_stream_rpc_method_handler(self.stream)
        return grpc.unary_unary_rpc_method_handler(self.unary)

    async def unary(self, raw: bytes, context: Context) -> bytes:
        """One request, one response."""
        call = self.begin(context)
        self.server.calls += 1
        try:
            self.shed(self.server.calls, self.server.calls_at_once)
            request = await self.admit(call, raw)
            if call.time_left is None:
                async with work.at_most(DEFAULT_TIME):
                    response = await self.serve(request, context)
            else:
                response = await self.serve(request, context)
            call.code = context.code() or OK
            body: bytes = self.write(response)
        except BaseException as error:
            await call.fail(error)
            raise
        finally:
            self.server.calls -= 1
        call.end()
        return body

    async def stream(self, raw: bytes, context: Context) -> None:
        """One request, many responses; a coroutine, so that it ends when the caller goes away."""
        call = self.begin(context)
        self.server.streams += 1
        try:
            self.shed(self.server.streams, STREAMS_AT_ONCE)
            request = await self.admit(call, raw)
            limit = (
                work.at_most(DEFAULT_TIME) if call.time_left is None else contextlib.nullcontext()
            )
            async with limit, contextlib.aclosing(self.serve(request, context)) as responses:
                async for response in responses:
                    await context.write(self.write(response))
            call.code = context.code() or OK
        except BaseException as error:
            await call.fail(error)
            raise
        finally:
            self.server.streams -= 1
        call.end()

    def begin(self, context: Context) -> ServerCall:
        """Request id, trace, and the count of calls."""
        metadata: dict[str, Any] = dict(_metadata.get())
        sent = metadata.get(REQUEST_ID_KEY)
        usable = isinstance(sent, str) and _A_REQUEST_ID.fullmatch(sent)
        work.request_id.set(str(sent) if usable else uuid.uuid4().hex)
        self.started.inc()
        if ATTEMPTS_KEY in metadata:
            self.repeated.inc()
        # Whoever is outside begins a trace of their own, and writes into none of ours.
        span = telemetry.server_span(self.method, {} if self.server.outside else metadata)
        return ServerCall(self.method, self.durations, span, context)

    def shed(self, running: int, limit: int) -> None:
        """Refuse the call where too many are under way."""
        if running > limit:
            metrics.SERVER_SHED.labels(self.method).inc()
            raise errors.ResourceExhausted(
                "OVERLOADED", "too many calls at once", retry_after=timedelta(seconds=1)
            )

    async def admit(self, call: ServerCall, raw: bytes) -> Any:
        """Refuse the call, or read its request."""
        method = self.method if self.handler else None
        door, peer = self.server.door, call.context.peer()
        call.caller = caller = await door.enter(method, _metadata.get(), peer)
        work.caller.set(caller)
        self.set_deadline(call)
        return self.request(raw)

    def set_deadline(self, call: ServerCall) -> None:
        """Everything this call does ends with it."""
        left: float | None = call.context.time_remaining()
        if left is not None and left < LEAST_TIME:
            raise work.TooLate
        call.time_left = left
        limit = DEFAULT_TIME if left is None else left
        work.deadline.set(asyncio.get_running_loop().time() + limit)

    def request(self, raw: bytes) -> Any:
        """The message in these bytes, if it keeps the rules of its proto."""
        if self.read is None:
            return raw
        try:
            request = self.read(raw)
        except DecodeError:
            raise errors.InvalidArgument(
                "REQUEST_UNREADABLE", "not a message of its kind"
            ) from None
        tenant = getattr(request, "tenant_id", "")
        if _AN_ID.fullmatch(tenant):  # shown in the logs, also where the request is refused
            work.tenant.set(tenant)
        violations = self.server.validator.collect_violations(request)
        if violations:
            raise refusal(violations)
        require_tenant(self.method, request, self.server.narrowing)
        return request


async def _unimplemented(_: object, context: Context) -> NoReturn:
    await context.abort(grpc.StatusCode.UNIMPLEMENTED, "no such method")
    raise AssertionError("abort returns never")
