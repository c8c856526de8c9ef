"""How one process reaches another: a channel with deadlines, a token, a budget of repetitions."""

import importlib
import json
import pkgutil
from collections.abc import Collection, Iterable, Iterator

import grpc
from google.protobuf.descriptor import FileDescriptor, MethodDescriptor
from google.protobuf.descriptor_pb2 import MethodOptions

from services.common.client_interceptor import DEFAULT_TIMEOUT, interceptors
from services.common.mesh import Signer

MESSAGE_LIMIT = 4 * 1024 * 1024

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
    ("grpc.keepalive_permit_without_calls", 1),
    ("grpc.http2.max_pings_without_data", 0),
    ("grpc.max_receive_message_length", MESSAGE_LIMIT),
    ("grpc.max_send_message_length", MESSAGE_LIMIT),
    ("grpc.initial_reconnect_backoff_ms", 200),
    # Shorter than a drain delay: a replica that is back is found before its twin goes.
    ("grpc.max_reconnect_backoff_ms", 1_000),
    ("grpc.min_reconnect_backoff_ms", 2_000),  # so long one try may take, whatever the pauses
    ("grpc.dns_min_time_between_resolutions_ms", 1_000),  # new replicas are looked for at once
    ("grpc.enable_http_proxy", 0),  # else a proxy of the environment takes the mesh's calls
)


def open_channel(
    target: str,
    signer: Signer,
    *,
    files: Iterable[FileDescriptor] = (),
    never_repeated: Collection[str] = (),
    timeout: float = DEFAULT_TIMEOUT,
) -> grpc.aio.Channel:
    """A channel to the services in `files`; `async with` closes it. `timeout` is for each call."""
    config = json.dumps(service_config(files, never_repeated))
    return grpc.aio.insecure_channel(
        target,
        options=[*OPTIONS, ("grpc.service_config", config)],
        interceptors=interceptors(signer, timeout=timeout),
    )


def service_config(
    files: Iterable[FileDescriptor], never_repeated: Collection[str] = ()
) -> dict[str, object]:
    """All backends in turn; repetitions where the contract allows them, and not beyond a budget."""
    methods = [each for file in files for each in methods_of(file)]
    names = [
        {"service": each.containing_service.full_name, "method": each.name}
        for each in methods
        if may_be_repeated(each) and name_of(each) not in never_repeated
    ]
    return {
        "loadBalancingConfig": [{"round_robin": {}}],
        # Who drains says so before it stops: a call that meets the stop itself is lost.
        "healthCheckConfig": {"serviceName": ""},
        "methodConfig": [{"name": names, "retryPolicy": RETRY}] if names else [],
        "retryThrottling": {"maxTokens": 10, "tokenRatio": 0.1},
    }


def may_be_repeated(method: MethodDescriptor) -> bool:
    """What the proto says: a read, or a mutation that is told apart by its request_id."""
    level = method.GetOptions().idempotency_level
    if method.server_streaming or method.client_streaming:
        return False
    if level == MethodOptions.IDEMPOTENT:
        return "request_id" in method.input_type.fields_by_name
    return level == MethodOptions.NO_SIDE_EFFECTS


def name_of(method: MethodDescriptor) -> str:
    """`lyo.x.v1.XService/DoThis`, as in call_graph.toml and on the wire."""
    return f"{method.containing_service.full_name}/{method.name}"


def methods_of(file: FileDescriptor) -> Iterator[MethodDescriptor]:
    """Every method of every service in the file."""
    for service in file.services_by_name.values():
        yield from service.methods


def files_of(service: str) -> list[FileDescriptor]:
    """The protos of a service of the mesh: all stubs in its package `lyo.<service>.v1`."""
    package = importlib.import_module(f"lyo.{service}.v1")
    names = [each.name for each in pkgutil.iter_modules(package.__path__)]
    stubs = [name for name in names if name.endswith("_pb2")]
    return [importlib.import_module(f"{package.__name__}.{name}").DESCRIPTOR for name in stubs]
