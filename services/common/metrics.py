"""The metrics of the process: one registry, and the instruments of calls.

Every instrument is declared once, at module level, by `counter`, `gauge` or `histogram` below.
Labels are small closed sets; never a tenant, a phone number or an id of anything.

The names are those of gRPC's A66. `grpc_client_attempt_started_total` is not among them:
repetitions happen inside the channel, which tells nobody; the callee counts them instead, in
`grpc_server_call_repeated_total`.
"""

from collections.abc import Sequence

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.gc_collector import GCCollector

REGISTRY = CollectorRegistry()
EXPOSITION_TYPE = "text/plain; version=0.0.4; charset=utf-8"
OTHER = "other"
"""The label of every method that we do not have: else a stranger could make series at will."""

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


def counter(name: str, help_text: str, labels: Sequence[str] = ()) -> Counter:
    """A number that only grows; its name ends in `_total`."""
    return Counter(name, help_text, labels, registry=REGISTRY)


def gauge(name: str, help_text: str, labels: Sequence[str] = ()) -> Gauge:
    """A number that goes up and down."""
    return Gauge(name, help_text, labels, registry=REGISTRY)


def histogram(
    name: str, help_text: str, labels: Sequence[str] = (), buckets: Sequence[float] = SECONDS
) -> Histogram:
    """A distribution, in seconds unless its name says otherwise."""
    return Histogram(name, help_text, labels, registry=REGISTRY, buckets=buckets)


class Durations:
    """One histogram of one method, with a child for each outcome, bound when first needed."""

    def __init__(self, instrument: Histogram, method: str) -> None:
        self._instrument = instrument
        self._method = method
        self._children = {"OK": instrument.labels(method, "OK")}

    def observe(self, status: str, seconds: float) -> None:
        """Count one call that ended so."""
        child = self._children.get(status)
        if child is None:
            child = self._children[status] = self._instrument.labels(self._method, status)
        child.observe(seconds)


def exposition() -> bytes:
    """All metrics in the text form that Prometheus reads."""
    return generate_latest(REGISTRY)


ProcessCollector(registry=REGISTRY)
PlatformCollector(registry=REGISTRY)
GCCollector(registry=REGISTRY)

SERVER_STARTED = counter(
    "grpc_server_call_started_total", "Calls that reached this process.", ["grpc_method"]
)
SERVER_REPEATED = counter(
    "grpc_server_call_repeated_total",
    "Calls that reached this process as a repetition by the caller's channel.",
    ["grpc_method"],
)
SERVER_DURATION = histogram(
    "grpc_server_call_duration_seconds",
    "How long calls took here, by their outcome.",
    ["grpc_method", "grpc_status"],
)
SERVER_SHED = counter(
    "grpc_server_call_shed_total", "Calls refused because too many were in flight.", ["grpc_method"]
)
CLIENT_STARTED = counter(
    "grpc_client_call_started_total", "Calls this process made.", ["grpc_method"]
)
CLIENT_DURATION = histogram(
    "grpc_client_call_duration_seconds",
    "How long calls took as their caller saw it, repetitions included, by their outcome.",
    ["grpc_method", "grpc_status"],
)
LOOP_LAG = gauge(
    "event_loop_lag_seconds", "How late the event loop ran a timer: blocking code shows here."
)
