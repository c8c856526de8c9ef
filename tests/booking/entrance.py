"""The notifier as the booking service reaches it: now and then not at all."""

import contextlib
from collections.abc import AsyncIterator, Callable
from typing import Any

from lyo.notifier.v1 import message_service_pb2 as pb
from lyo.notifier.v1 import message_service_pb2_grpc as rpc

from services.common.errors import MeshError, Unavailable
from services.common.server import Registration
from tests.common.serving import reachable
from tests.journeys.waiting import eventually
from tests.notifier.running import RunningNotifier


class Entrance(rpc.MessageServiceServicer):
    """Passes what it is asked on to a notifier that runs, while it is open."""

    def __init__(self, notifier: RunningNotifier) -> None:
        self.notifier = notifier
        self.sends: list[pb.SendRequest] = []
        """All that it was asked to send, the oldest first."""
        self.open()

    def open(self) -> None:
        self.asked = 0
        self.refusal: MeshError | None = None
        self.loses_answers = False

    def close(self) -> None:
        self.refusal = Unavailable("DATABASE_AWAY", "the database does not answer")

    async def tried(self, times: int = 2) -> None:
        """Wait until so many calls came from here on: the last of two knows all that is done by
        now, since those of one booking follow each other."""
        wanted = self.asked + times
        await eventually(lambda: self.asked, lambda asked: asked >= wanted, what="calls")

    async def Send(self, request: Any, context: Any) -> pb.SendResponse:
        self.sends.append(request)
        return await self._passed(self.notifier.messages.Send, request)

    async def Cancel(self, request: Any, context: Any) -> pb.CancelResponse:
        return await self._passed(self.notifier.messages.Cancel, request)

    async def _passed(self, call: Callable[[Any], Any], request: Any) -> Any:
        self.asked += 1
        if self.refusal is not None:
            raise self.refusal
        answer = await call(request)
        if self.loses_answers:
            self.loses_answers = False
            self.close()
            raise Unavailable("UPSTREAM_TIMEOUT", "no answer came")
        return answer

    def registration(self) -> Registration:
        add = rpc.add_MessageServiceServicer_to_server
        return Registration(add, self, "lyo.notifier.v1.MessageService")


@contextlib.asynccontextmanager
async def entered(
    notifier: RunningNotifier,
) -> AsyncIterator[tuple[Entrance, "rpc.MessageServiceAsyncStub"]]:
    """The entrance to a notifier, and a stub by which the booking service comes to it."""
    entrance = Entrance(notifier)
    async with reachable([entrance.registration()], caller="booking") as channel:
        yield entrance, rpc.MessageServiceStub(channel)
