"""The doors from outside, knocked at with API keys: for teams by gRPC, /admin by HTTP."""

import contextlib
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import grpc
from google.protobuf import message_factory
from google.protobuf.descriptor import MethodDescriptor
from google.protobuf.message import Message

from lyoctl.installation import DEMO, Installation
from services.common.clients import name_of
from services.common.errors import MeshError
from services.common.grpc_errors import from_failure
from services.common.mesh import service_of
from tests.isolation.filling import all_methods, request_of

DEMO_KEY = DEMO["LYO_API_KEY"]
METHODS: Mapping[str, MethodDescriptor] = {name_of(each): each for each in all_methods()}
MANY = 60_000
"""Calls in a minute: a matrix is no abuse."""


Said = Sequence[tuple[str, str]]
"""More metadata."""


@dataclass(frozen=True)
class Told:
    """What came of a call: the response, or the class and reason of the error and its text."""

    response: Message | None = None
    kind: str = ""
    reason: str = ""
    text: str = ""

    @property
    def end(self) -> str:
        return f"{self.kind} / {self.reason}" if self.kind else "answered"


class TeamDoors:
    """The listeners for internal teams of an installation."""

    def __init__(self, channels: Mapping[str, grpc.aio.Channel]) -> None:
        self._channels = channels

    async def call(self, name: str, request: Message, key: str, said: Said = ()) -> Any:
        """The response of a method, or the error that a service raised."""
        method = METHODS[name]
        call: Any = self._channels[service_of(name)].unary_unary(
            f"/{name}",
            request_serializer=lambda message: message.SerializeToString(),
            response_deserializer=message_factory.GetMessageClass(method.output_type).FromString,
        )
        try:
            metadata = [("authorization", f"Bearer {key}"), *said]
            return await call(request, timeout=20, metadata=metadata)
        except grpc.aio.AioRpcError as failure:
            raise from_failure(failure) from failure

    async def told(self, name: str, request: Message, key: str, said: Said = ()) -> Told:
        """As `call`, whatever comes of it."""
        try:
            return Told(await self.call(name, request, key, said))
        except MeshError as error:
            return Told(None, type(error).__name__, error.reason, str(error))

    async def do(self, name: str, values: Mapping[str, Any], key: str = DEMO_KEY) -> Any:
        """Call a method with a request of these values; what else is required is made up."""
        return await self.call(name, request_of(METHODS[name], values, *values), key)

    async def key(self, scopes: list[str], tenant_id: str = "") -> str:
        """A new API key, for one tenant or for all."""
        whose = {"tenant_id": tenant_id} if tenant_id else {"all_tenants": True}
        values = {"scopes": scopes, "client": f"c{uuid4().hex[:20]}", **whose}
        request = request_of(METHODS[CREATE_KEY], values, *whose)
        setattr(request, "calls_per_minute", MANY)  # noqa: B010 - Message has no such field
        return str((await self.call(CREATE_KEY, request, DEMO_KEY)).plain)


CREATE_KEY = "lyo.tenant.v1.AccessService/CreateApiKey"


@contextlib.asynccontextmanager
async def team_doors(installation: Installation) -> AsyncIterator[TeamDoors]:
    """Channels to the doors of all services."""
    async with contextlib.AsyncExitStack() as stack:
        channels = {}
        for service, address in installation.team.items():
            channel = grpc.aio.insecure_channel(address)
            channels[service] = await stack.enter_async_context(channel)
        yield TeamDoors(channels)
