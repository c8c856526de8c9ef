"""One call that this process answers, while it runs: how it ends, and what is recorded of it."""

import asyncio
import logging
import time
import uuid
from typing import Any

import grpc

from services.common import context as work
from services.common import errors, metrics, telemetry
from services.common.grpc_errors import (
    TOO_LATE,
    Status,
    UpstreamFailed,
    internal_status,
    to_status,
)
from services.common.logs import event

log = logging.getLogger(__name__)

Context = Any
"""A grpc.aio.ServicerContext; its types deny that `code()` may be None, and know no `abort`."""
OK = grpc.StatusCode.OK

_LEVELS = {
    "INTERNAL": logging.ERROR,
    "UNKNOWN": logging.ERROR,
    "DEADLINE_EXCEEDED": logging.WARNING,
    "PERMISSION_DENIED": logging.WARNING,
    "RESOURCE_EXHAUSTED": logging.WARNING,
    "UNAUTHENTICATED": logging.WARNING,
    "UNAVAILABLE": logging.WARNING,
}


class ServerCall:
    """What is known about one call while it runs."""

    # One is made for each call, and without a dictionary it is made faster.
    __slots__ = (
        "caller",
        "code",
        "context",
        "durations",
        "error",
        "method",
        "reason",
        "span",
        "started",
        "time_left",
    )

    def __init__(
        self,
        method: str,
        durations: metrics.Durations,
        span: telemetry.CallSpan,
        context: Context,
    ) -> None:
        self.started = time.perf_counter()
        self.method = method
        self.durations = durations
        self.span = span
        self.context = context
        self.code = OK
        self.caller = ""
        self.reason = ""
        self.error: BaseException | None = None
        self.time_left: float | None = None

    async def fail(self, error: BaseException) -> None:
        """Record it, then tell the caller, in this order: who was told finds it in the logs."""
        status = self.outcome(error)
        self.end()
        if status is not None:
            await self.context.abort(*status)

    def outcome(self, error: BaseException) -> Status | None:
        """The status to end with; None where gRPC itself must see the error."""
        status: Status | None = None
        if isinstance(error, errors.MeshError):
            self.reason, status = error.reason, to_status(error)
        elif isinstance(error, work.TooLate):
            self.reason, status = "TOO_LATE", TOO_LATE
        elif isinstance(error, asyncio.CancelledError) and work.cancelled():
            self.code = _why_cancelled(self.context)
        elif isinstance(error, grpc.aio.AbortError | KeyboardInterrupt | SystemExit):
            self.code = self.context.code() or grpc.StatusCode.UNKNOWN
        else:
            self.error = error
            self.reason = error.error_id if isinstance(error, UpstreamFailed) else uuid.uuid4().hex
            status = internal_status(self.reason)
        if status is not None:
            self.code = status.code
        return status

    def end(self) -> None:
        """The metric, the span and the log line."""
        seconds = time.perf_counter() - self.started
        code = self.code.name
        self.durations.observe(code, seconds)
        self.span.end(self.code, self.reason)
        event(
            log,
            "call",
            level=_LEVELS.get(code, logging.INFO),
            error=self.error,
            method=self.method,
            caller=self.caller,
            code=code,
            reason=self.reason,
            ms=round(seconds * 1000, 2),
        )


def _why_cancelled(context: Context) -> grpc.StatusCode:
    left = context.time_remaining()
    passed = left is not None and left <= 0.02
    return grpc.StatusCode.DEADLINE_EXCEEDED if passed else grpc.StatusCode.CANCELLED
