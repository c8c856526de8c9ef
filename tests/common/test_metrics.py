"""Is there one registry, and does no stranger make series in it?"""

from prometheus_client.parser import text_string_to_metric_families

from services.common import metrics


def names():
    text = metrics.exposition().decode()
    return {family.name for family in text_string_to_metric_families(text)}


def test_the_instruments_of_calls_are_there():
    assert {
        "grpc_server_call_started",
        "grpc_server_call_repeated",
        "grpc_server_call_shed",
        "grpc_server_call_duration_seconds",
        "grpc_client_call_started",
        "grpc_client_call_duration_seconds",
        "event_loop_lag_seconds",
        "process_cpu_seconds",
    } <= names()


def test_an_instrument_of_a_service_is_exposed():
    metrics.counter("echo_tests_total", "Counted by a test.", ["kind"]).labels("x").inc()
    metrics.gauge("echo_depth", "Set by a test.").set(3)
    metrics.histogram("echo_seconds", "Timed by a test.", buckets=(1, 2)).observe(1.5)

    assert {"echo_tests", "echo_depth", "echo_seconds"} <= names()
    assert metrics.REGISTRY.get_sample_value("echo_tests_total", {"kind": "x"}) == 1
