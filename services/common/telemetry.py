"""Traces by OpenTelemetry: spans of calls, made by the interceptors; off unless an endpoint is set.

The spans are our own, because those of the contrib interceptors show failures as successes. Here a
call that does not end with OK has status ERROR, with code and reason, never with an exception's
text. Where tracing is off the caller's traceparent is still handed on, so a trace passes through.
"""

import contextlib
from collections.abc import Iterator, Mapping
from contextvars import ContextVar

import grpc
from opentelemetry import context as otel
from opentelemetry import trace
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

TRACEPARENT = "traceparent"
EXPORT_SECONDS = 2
"""How long a collector may take; so much may be added to the exit of a process as well."""

_passing: ContextVar[str | None] = ContextVar("traceparent", default=None)
_propagator = TraceContextTextMapPropagator()


class Tracing:
    """What the process traces with; None: nothing is recorded."""

    tracer: trace.Tracer | None = None


@contextlib.contextmanager
def tracing(
    service: str, endpoint: str | None, *, processor: SpanProcessor | None = None
) -> Iterator[None]:
    """Record spans and send them to the endpoint while the block runs, then send what is left."""
    if endpoint is None and processor is None:
        yield
        return
    provider = TracerProvider(resource=Resource.create({"service.name": service}))
    provider.add_span_processor(processor or _exporter(endpoint or ""))
    Tracing.tracer = provider.get_tracer("lyo")
    try:
        yield
    finally:
        Tracing.tracer = None
        provider.shutdown()


def _exporter(endpoint: str) -> SpanProcessor:
    from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import (  # noqa: PLC0415 - 60 ms
        OTLPSpanExporter,
    )

    return BatchSpanProcessor(OTLPSpanExporter(endpoint=endpoint, timeout=EXPORT_SECONDS))


class CallSpan:
    """One call. Without a tracer it does nothing."""

    def __init__(self, span: trace.Span | None = None, *, current: bool = False) -> None:
        self._span = span
        self._token = otel.attach(trace.set_span_in_context(span)) if span and current else None

    def end(self, code: grpc.StatusCode, reason: str = "") -> None:
        """Close it with the call's outcome."""
        if self._span is None:
            return
        self._span.set_attribute("rpc.response.status_code", code.name)
        if code is not grpc.StatusCode.OK:
            self._span.set_attribute("error.type", reason or code.name)
            self._span.set_status(trace.StatusCode.ERROR, reason or code.name)
        self._span.end()
        if self._token is not None:
            otel.detach(self._token)


_NO_SPAN = CallSpan()


def server_span(method: str, metadata: Mapping[str, str | bytes]) -> CallSpan:
    """A call that came in; the child of the caller's span where it sent one."""
    sent = metadata.get(TRACEPARENT)
    parent = sent if isinstance(sent, str) else None
    _passing.set(parent)
    if Tracing.tracer is None:
        return _NO_SPAN
    carrier = {TRACEPARENT: parent} if parent else {}
    span = Tracing.tracer.start_span(
        method,
        context=_propagator.extract(carrier, context=otel.Context()),
        kind=trace.SpanKind.SERVER,
        attributes={"rpc.system.name": "grpc", "rpc.method": method},
    )
    return CallSpan(span, current=True)


def client_span(method: str) -> tuple[CallSpan, str | None]:
    """A call that goes out, and the traceparent to send with it."""
    if Tracing.tracer is None:
        return _NO_SPAN, _passing.get()
    span = Tracing.tracer.start_span(
        method,
        kind=trace.SpanKind.CLIENT,
        attributes={"rpc.system.name": "grpc", "rpc.method": method},
    )
    carrier: dict[str, str] = {}
    _propagator.inject(carrier, context=trace.set_span_in_context(span))
    return CallSpan(span), carrier.get(TRACEPARENT)


@contextlib.contextmanager
def span(name: str, **attributes: str | float | bool) -> Iterator[None]:
    """A piece of work inside a call or of a worker; red where it ends with an exception."""
    if Tracing.tracer is None:
        yield
        return
    work = CallSpan(Tracing.tracer.start_span(name, attributes=attributes), current=True)
    try:
        yield
    except BaseException as error:
        work.end(grpc.StatusCode.UNKNOWN, type(error).__name__)
        raise
    work.end(grpc.StatusCode.OK)
