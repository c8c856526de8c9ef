"""Traces by OpenTelemetry: spans of calls, made by the interceptors; off unless an endpoint is set.

The spans are our own, because those of the contrib interceptors show failures as successes. Here a
call that does not end with OK has status ERROR, with code and reason, never with an exception's
text. Where tracing is off the caller's traceparent is still handed on, so a trace passes through.

A span is kept as a few values and becomes the SDK's once, when it ends: the SDK's own, which may be
changed meanwhile by anybody, costs four times as much.
"""

import contextlib
import random
import time
from collections.abc import Iterator, Mapping
from contextvars import ContextVar, Token

import grpc
from opentelemetry import trace
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, SpanProcessor
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.util.instrumentation import InstrumentationScope
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

TRACEPARENT = "traceparent"
EXPORT_SECONDS = 2
"""How long a collector may take for a batch. At the exit up to four are sent."""

Attribute = str | float | bool

_RECORDED = trace.TraceFlags(trace.TraceFlags.SAMPLED)
_OK = trace.Status(trace.StatusCode.UNSET)
_SCOPE = InstrumentationScope("lyo")

_passing: ContextVar[str | None] = ContextVar("traceparent", default=None)
_current: ContextVar[trace.SpanContext | None] = ContextVar("span", default=None)
_propagator = TraceContextTextMapPropagator()


class Tracing:
    """What the process traces with; no processor: nothing is recorded."""

    processor: SpanProcessor | None = None
    resource: Resource | None = None


@contextlib.contextmanager
def tracing(
    service: str, endpoint: str | None, *, processor: SpanProcessor | None = None
) -> Iterator[None]:
    """Record spans and send them to the endpoint while the block runs, then send what is left."""
    if endpoint is None and processor is None:
        yield
        return
    Tracing.resource = Resource.create({"service.name": service})
    Tracing.processor = processor or _exporter(endpoint or "")
    try:
        yield
    finally:
        processor, Tracing.processor = Tracing.processor, None
        processor.shutdown()


def _exporter(endpoint: str) -> SpanProcessor:
    from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import (  # noqa: PLC0415 - 60 ms
        OTLPSpanExporter,
    )

    return BatchSpanProcessor(OTLPSpanExporter(endpoint=endpoint, timeout=EXPORT_SECONDS))


class CallSpan:
    """One call, or a piece of work. Without a processor it does nothing."""

    __slots__ = ("attributes", "context", "kind", "name", "parent", "start", "token")

    def __init__(
        self,
        name: str,
        kind: trace.SpanKind,
        parent: trace.SpanContext | None,
        attributes: dict[str, Attribute],
    ) -> None:
        self.name = name
        self.kind = kind
        self.parent = parent
        self.attributes = attributes
        self.start = time.time_ns()
        self.context = _context_below(parent)
        self.token: Token[trace.SpanContext | None] | None = None

    def entered(self) -> "CallSpan":
        """What begins from now on in this task is below it."""
        self.token = _current.set(self.context)
        return self

    def end(self, code: grpc.StatusCode, reason: str = "") -> None:
        """Close it with the call's outcome."""
        if self.token is not None:
            _current.reset(self.token)
        if Tracing.processor is None:
            return
        status = _OK
        self.attributes["rpc.response.status_code"] = code.name
        if code is not grpc.StatusCode.OK:
            self.attributes["error.type"] = reason or code.name
            status = trace.Status(trace.StatusCode.ERROR, reason or code.name)
        Tracing.processor.on_end(self._as_sdk(Tracing.resource, status))

    def _as_sdk(self, resource: Resource | None, status: trace.Status) -> ReadableSpan:
        return ReadableSpan(
            name=self.name,
            context=self.context,
            parent=self.parent,
            resource=resource,
            attributes=self.attributes,
            kind=self.kind,
            instrumentation_scope=_SCOPE,
            status=status,
            start_time=self.start,
            end_time=time.time_ns(),
        )


class _NoSpan(CallSpan):
    """Where nothing is recorded."""

    def __init__(self) -> None:
        """Has nothing to keep."""

    def end(self, code: grpc.StatusCode, reason: str = "") -> None:
        """Nobody wants to know."""


_NO_SPAN = _NoSpan()


def server_span(method: str, metadata: Mapping[str, str | bytes]) -> CallSpan:
    """A call that came in; the child of the caller's span where it sent one."""
    sent = metadata.get(TRACEPARENT)
    parent = sent if isinstance(sent, str) else None
    _passing.set(parent)
    if Tracing.processor is None:
        return _NO_SPAN
    above = _read(parent) if parent else None
    if above and not above.trace_flags.sampled:
        _current.set(above)
        return _NO_SPAN
    return CallSpan(method, trace.SpanKind.SERVER, above, _of_call(method)).entered()


def client_span(method: str) -> tuple[CallSpan, str | None]:
    """A call that goes out, and the traceparent to send with it."""
    above = _current.get()
    if not _records(above):
        return _NO_SPAN, _passing.get()
    made = CallSpan(method, trace.SpanKind.CLIENT, above, _of_call(method))
    return made, f"00-{made.context.trace_id:032x}-{made.context.span_id:016x}-01"


@contextlib.contextmanager
def span(name: str, **attributes: Attribute) -> Iterator[None]:
    """A piece of work inside a call or of a worker; red where it ends with an exception."""
    above = _current.get()
    if not _records(above):
        yield
        return
    work = CallSpan(name, trace.SpanKind.INTERNAL, above, attributes).entered()
    try:
        yield
    except BaseException as error:
        work.end(grpc.StatusCode.UNKNOWN, type(error).__name__)
        raise
    work.end(grpc.StatusCode.OK)


def _records(above: trace.SpanContext | None) -> bool:
    """Whoever began the trace decides whether it is kept."""
    return Tracing.processor is not None and (above is None or above.trace_flags.sampled)


def _of_call(method: str) -> dict[str, Attribute]:
    return {"rpc.system.name": "grpc", "rpc.method": method}


def _context_below(parent: trace.SpanContext | None) -> trace.SpanContext:
    trace_id = parent.trace_id if parent else random.getrandbits(128) or 1
    span_id = random.getrandbits(64) or 1
    return trace.SpanContext(trace_id, span_id, is_remote=False, trace_flags=_RECORDED)


def _read(traceparent: str) -> trace.SpanContext | None:
    """The caller's span; None where what was sent is no traceparent."""
    carrier = {TRACEPARENT: traceparent}
    sent = trace.get_current_span(_propagator.extract(carrier)).get_span_context()
    return sent if sent.is_valid else None
