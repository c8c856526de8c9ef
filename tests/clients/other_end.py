"""The other end of a client: a server that answers what a test tells it to, and remembers."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import grpc
from google.protobuf.message import Message
from google.rpc import error_details_pb2, status_pb2
from lyo.tenant.v1 import tenant_service_pb2 as pb
from lyo.tenant.v1 import tenant_service_pb2_grpc as rpc

DETAILS_KEY = "grpc-status-details-bin"


@dataclass(frozen=True)
class Refusal:
    """How a call ends that does not end well."""

    code: grpc.StatusCode
    reason: str = ""
    metadata: dict[str, str] = field(default_factory=dict)
    more: tuple[Message, ...] = ()
    pushback: bool = False

    def end(self, context: grpc.ServicerContext) -> None:
        trailing: list[tuple[str, str | bytes]] = []
        if self.reason:
            trailing.append((DETAILS_KEY, self.status().SerializeToString()))
        if self.pushback:
            trailing.append(("grpc-retry-pushback-ms", "-1"))
        context.set_trailing_metadata(tuple(trailing))
        context.abort(self.code, f"refused: {self.reason}")

    def status(self) -> status_pb2.Status:
        info = error_details_pb2.ErrorInfo(reason=self.reason, domain="lyo", metadata=self.metadata)
        status = status_pb2.Status(code=self.code.value[0], message=f"refused: {self.reason}")
        for detail in (info, *self.more):
            status.details.add().Pack(detail)
        return status


@dataclass(frozen=True)
class Seen:
    """One try of a call, as it came in."""

    request: Any
    metadata: dict[str, str | bytes]
    time_left: float


class OtherEnd(rpc.TenantServiceServicer):
    """Ends calls with what lies in `refusals`, the first first; answers once there is none."""

    def __init__(self) -> None:
        self.refusals: list[Refusal] = []
        self.seen: list[Seen] = []

    def GetTenant(self, request: pb.GetTenantRequest, context: Any) -> pb.GetTenantResponse:
        self._take(request, context)
        return pb.GetTenantResponse(tenant=pb.Tenant(name=request.name))

    def CreateTenant(self, request: pb.CreateTenantRequest, context: Any) -> Any:
        self._take(request, context)
        return pb.CreateTenantResponse(tenant=pb.Tenant(name=request.name))

    def _take(self, request: Any, context: Any) -> None:
        metadata = dict(context.invocation_metadata())
        self.seen.append(Seen(request, metadata, context.time_remaining()))
        if self.refusals:
            self.refusals.pop(0).end(context)


def served(
    other_end: OtherEnd, address: str, credentials: grpc.ServerCredentials | None = None
) -> tuple[grpc.Server, int]:
    """Serve it on the address (port 0: a free one); the server and its port."""
    server = grpc.server(ThreadPoolExecutor(4), options=[("grpc.so_reuseport", 0)])
    rpc.add_TenantServiceServicer_to_server(other_end, server)
    if credentials is None:
        port = server.add_insecure_port(address)
    else:
        port = server.add_secure_port(address, credentials)
    server.start()
    return server, port
