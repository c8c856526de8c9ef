"""Does the whole way to a model hold: settings, the SDK, the sandbox's API, 1,536 numbers each?"""

import asyncio
import contextlib

import pytest
from lyo.assistant.v1 import knowledge_service_pb2 as pb

from services.assistant.knowing import knowing
from services.assistant.models import opened_host
from services.assistant.settings import Settings
from services.assistant.usecases.usage import UsageUseCases
from services.common.database import Database
from tests.assistant.business import Clock
from tests.assistant.knowing import DOGS, PARKING, PAYING, Business, running_knowledge
from tests.notifier.outside import outside

KEY = "sandbox-openai-key"


@pytest.fixture(scope="module")
async def sandbox(tmp_path_factory):
    async with outside(tmp_path_factory.mktemp("tenants")) as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
async def opened(lyo_databases):
    url = lyo_databases("assistant").url("assistant")
    async with Database.opened(url, schema="assistant") as database:
        yield database


@contextlib.asynccontextmanager
async def business(sandbox, opened, **more):
    """A business whose entries are found as these settings say."""
    settings = Settings(OPENAI_API_KEY=KEY, OPENAI_BASE_URL=f"{sandbox.url}/v1", **more)
    clock = Clock()
    async with opened_host(settings, production=True, now=clock) as host:
        usage = UsageUseCases(opened, settings.usage_rules)
        known = knowing(opened, settings, host, usage.record, now=clock)
        async with running_knowledge(opened, known.knowledge, now=clock) as stub:
            found = Business(stub, known.knowledge)
            found.worker = known.workers[0]
            yield found


@pytest.fixture
async def salon(sandbox, opened):
    async with business(sandbox, opened) as salon:
        yield salon


async def test_entries_and_questions_are_embedded_and_compared(salon):
    await salon.applies(PARKING, PAYING, DOGS)
    await salon.worker.embed_all(asyncio.Event())

    found = await salon.asks("Where can I park?")

    assert (found.band, found.matches[0].entry.entry_id) == (pb.FAQ_BAND_SURE, "parking")
    similarities = [each.similarity for each in found.matches]
    assert similarities == sorted(similarities, reverse=True)
    assert similarities[0] > 0.5 > similarities[-1]


async def test_what_the_api_refuses_leaves_the_words(sandbox, opened):
    async with business(sandbox, opened, embedding_model="no-such-model") as salon:
        await salon.applies(PARKING)
        await salon.worker.embed_all(asyncio.Event())

        assert await salon.hears("Where can I park?") == "That is parking."
