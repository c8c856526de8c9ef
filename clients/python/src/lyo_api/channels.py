"""Connections to the services of Lyo: where they are, by TLS or not, and what they repeat."""

import ipaddress
import json
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version

import grpc
from google.protobuf.descriptor import FileDescriptor, MethodDescriptor
from google.protobuf.descriptor_pb2 import MethodOptions

PORTS = {"tenant": 50151, "booking": 50152, "assistant": 50153, "notifier": 50154}
"""Where the services listen for teams, unless their operators say otherwise."""

RETRY = {
    "maxAttempts": 3,
    "initialBackoff": "0.1s",
    "maxBackoff": "1s",
    "backoffMultiplier": 2,
    "retryableStatusCodes": ["UNAVAILABLE"],
}
OPTIONS: tuple[tuple[str, str | int], ...] = (
    ("grpc.keepalive_time_ms", 30_000),
    ("grpc.keepalive_timeout_ms", 10_000),
    ("grpc.max_receive_message_length", 4 * 1024 * 1024),
    ("grpc.max_send_message_length", 4 * 1024 * 1024),
    ("grpc.initial_reconnect_backoff_ms", 200),
    ("grpc.max_reconnect_backoff_ms", 5_000),
)


def open_channel(
    target: str,
    file: FileDescriptor,
    *,
    root_certificates: bytes | None = None,
    insecure: bool = False,
) -> grpc.Channel:
    """A channel to the service whose proto this is. In the clear only on this machine, or where
    the caller insists."""
    options = [*OPTIONS, ("grpc.primary_user_agent", _user_agent())]
    options.append(("grpc.service_config", json.dumps(service_config(file))))
    in_the_clear = insecure or (is_loopback(target) and root_certificates is None)
    if in_the_clear:
        return grpc.insecure_channel(target, options=options)
    credentials = grpc.ssl_channel_credentials(root_certificates)
    return grpc.secure_channel(target, credentials, options=options)


def targets_of(target: str | Mapping[str, str]) -> dict[str, str]:
    """The target of each service. A string is a host, or a pattern with `{service}` in it."""
    if not isinstance(target, str):
        return {service: target[service] for service in PORTS if service in target}
    if "{service}" in target:
        return {service: target.replace("{service}", service) for service in PORTS}
    return {service: f"{target}:{port}" for service, port in PORTS.items()}


def is_loopback(target: str) -> bool:
    """Whether the target is this machine, by its name or address."""
    host = target.rpartition("/")[2].rpartition(":")[0].strip("[]")
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def service_config(file: FileDescriptor) -> dict[str, object]:
    """All replicas in turn; repetitions where the contract allows them, and not beyond a budget."""
    names = [
        {"service": service.full_name, "method": method.name}
        for service in file.services_by_name.values()
        for method in service.methods
        if may_be_repeated(method)
    ]
    return {
        "loadBalancingConfig": [{"round_robin": {}}],
        "methodConfig": [{"name": names, "retryPolicy": RETRY}] if names else [],
        "retryThrottling": {"maxTokens": 10, "tokenRatio": 0.1},
    }


def may_be_repeated(method: MethodDescriptor) -> bool:
    """A read, or a mutation that is told apart by its request_id."""
    level = method.GetOptions().idempotency_level
    if level == MethodOptions.IDEMPOTENT:
        return "request_id" in method.input_type.fields_by_name
    return bool(level == MethodOptions.NO_SIDE_EFFECTS)


def _user_agent() -> str:
    try:
        return f"lyo-api/{version('lyo-api')}"
    except PackageNotFoundError:  # read from its folder, not installed
        return "lyo-api"
