"""What happens around every call that this process makes, in one interceptor.

A deadline always: the default or the one given, but never later than what the work at hand has
left, less a margin for the way back. Request id, trace and the caller's token go along; what comes
back as a status is raised as the error the other service raised. Repetitions are the channel's.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import grpc

from services.common import context as work
from services.common import metrics, telemetry
from services.common.actor import ACTOR_KEY
from services.common.errors import Unavailable
from services.common.grpc_errors import from_failure
from services.common.mesh import CALLER_KEY, Signer

DEFAULT_TIMEOUT = 5.0
MARGIN = 0.02
"""Seconds that a caller keeps for itself, so that it can still answer when the callee does not."""

OK = grpc.StatusCode.OK
Details = grpc.aio.ClientCallDetails
Unary = grpc.aio.UnaryUnaryCall[Any, Any]
Stream = grpc.aio.UnaryStreamCall[Any, Any]


class _Method:
    """One method: its name and its instruments, bound once."""

    def __init__(self, method: str) -> None:
        self.name = method.removeprefix("/")
        self.started = metrics.CLIENT_STARTED.labels(self.name)
        self.durations = metrics.Durations(metrics.CLIENT_DURATION, self.name)


class _Outgoing:
    """One call under way: what is sent with it, and how it ended."""

    def __init__(self, method: _Method, signer: Signer, details: Details, default: float) -> None:
        self.method = method
        self.begun = time.perf_counter()
        timeout = _time_for(details.timeout or default)
        method.started.inc()
        self.span, traceparent = telemetry.client_span(method.name)
        sent = [*(details.metadata or ()), (CALLER_KEY, signer.token())]
        request_id = work.request_id.get()
        if request_id != work.NONE:
            sent.append((work.REQUEST_ID_KEY, request_id))
        actor = work.actor.get()
        if actor is not None and actor.token:
            sent.append((ACTOR_KEY, actor.token))
        if traceparent:
            sent.append((telemetry.TRACEPARENT, traceparent))
        # gRPC takes any pairs; its own Metadata is slow to make and to read.
        metadata: Any = tuple(sent)
        self.details = grpc.aio.ClientCallDetails(
            details.method, timeout, metadata, details.credentials, details.wait_for_ready
        )

    def end(self, code: grpc.StatusCode, reason: str = "") -> None:
        self.method.durations.observe(code.name, time.perf_counter() - self.begun)
        self.span.end(code, reason)

    def failed(self, failure: grpc.aio.AioRpcError) -> Exception:
        error = from_failure(failure)
        self.end(failure.code(), getattr(error, "reason", ""))
        return error


class _Calls:
    def __init__(self, signer: Signer, *, timeout: float = DEFAULT_TIMEOUT) -> None:
        self._signer = signer
        self._timeout = timeout
        self._methods: dict[str | bytes, _Method] = {}

    def _begin(self, details: Details) -> _Outgoing:
        path: Any = details.method  # bytes, whatever its type says
        method = self._methods.get(path)
        if method is None:
            name = path.decode() if isinstance(path, bytes) else path
            method = self._methods[path] = _Method(name)
        return _Outgoing(method, self._signer, details, self._timeout)


class UnaryCalls(_Calls, grpc.aio.UnaryUnaryClientInterceptor):
    """Around calls with one response."""

    async def intercept_unary_unary(
        self,
        continuation: Callable[[Details, Any], Awaitable[Unary]],
        client_call_details: Details,
        request: Any,
    ) -> Unary:
        """Called by gRPC for each call, in a task that ends with the caller's."""
        outgoing = self._begin(client_call_details)
        call = await continuation(outgoing.details, request)
        try:
            await call
        except grpc.aio.AioRpcError as failure:
            raise outgoing.failed(failure) from failure
        except asyncio.CancelledError:
            outgoing.end(grpc.StatusCode.CANCELLED)
            raise
        outgoing.end(OK)
        return call


class StreamCalls(_Calls, grpc.aio.UnaryStreamClientInterceptor):
    """Around calls with a stream of responses."""

    async def intercept_unary_stream(
        self,
        continuation: Callable[[Details, Any], Awaitable[Stream]],
        client_call_details: Details,
        request: Any,
    ) -> AsyncIterator[Any]:
        """Called by gRPC for each call; the call ends with the iterator."""
        outgoing = self._begin(client_call_details)
        return _responses(outgoing, await continuation(outgoing.details, request))


async def _responses(outgoing: _Outgoing, call: Stream) -> AsyncIterator[Any]:
    code = grpc.StatusCode.CANCELLED
    try:
        async for response in call:
            yield response
        code = OK
    except grpc.aio.AioRpcError as failure:
        code = failure.code()
        raise from_failure(failure) from failure
    finally:
        outgoing.end(code)
        call.cancel()


def _time_for(wanted: float) -> float:
    """The seconds this call may take; none left is the same failure as a callee too slow."""
    left = work.remaining()
    timeout = wanted if left is None else min(wanted, left - MARGIN)
    if timeout <= 0:
        raise Unavailable("UPSTREAM_TIMEOUT", "no time is left for another call")
    return timeout


def interceptors(
    signer: Signer, *, timeout: float = DEFAULT_TIMEOUT
) -> list[grpc.aio.ClientInterceptor]:
    """The two halves of the interceptor, as gRPC wants them: it asks each object for one kind."""
    return [UnaryCalls(signer, timeout=timeout), StreamCalls(signer, timeout=timeout)]
