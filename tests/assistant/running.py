"""The assistant on a free port, for the tests of everybody who calls it.

async with running_assistant(lyo_database("assistant"), callees) as conversations:
    await conversations.HandleTurn(...)
async with served_assistant(lyo_database("assistant"), callees) as channel:
    await UsageServiceStub(channel).GetUsage(...)
"""

import contextlib
from collections.abc import AsyncIterator

import grpc
from lyo.assistant.v1 import conversation_service_pb2_grpc as rpc

from services.assistant.providers.model import ChatModel
from services.assistant.servicer import Callees, registrations
from services.assistant.settings import Settings
from services.common.clock import Clock, utc_now
from services.common.database import Database
from tests.common.serving import reachable
from tests.database_fixtures import LyoDatabase

TOKEN_KEY = b"the key of page tokens in tests."


@contextlib.asynccontextmanager
async def running_assistant(
    database: LyoDatabase,
    callees: Callees,
    *,
    settings: Settings | None = None,
    model: ChatModel | None = None,
    now: Clock = utc_now,
    caller: str = "gateway",
) -> AsyncIterator["rpc.ConversationServiceAsyncStub"]:
    """Serve conversations from this database; `caller` calls."""
    async with served_assistant(
        database, callees, settings=settings, model=model, now=now, caller=caller
    ) as channel:
        yield rpc.ConversationServiceStub(channel)


@contextlib.asynccontextmanager
async def served_assistant(
    database: LyoDatabase,
    callees: Callees,
    *,
    settings: Settings | None = None,
    model: ChatModel | None = None,
    now: Clock = utc_now,
    caller: str = "gateway",
) -> AsyncIterator[grpc.aio.Channel]:
    """All of its services from this database; a channel on which `caller` calls."""
    settings = settings or Settings()
    async with (
        Database.opened(database.url("assistant"), schema="assistant", max_size=8) as opened,
        reachable(
            registrations(opened, callees, settings, TOKEN_KEY, model=model, now=now), caller=caller
        ) as channel,
    ):
        yield channel
