"""Does the search go by words where the database has no pgvector, and by meaning once it has?"""

import logging

import psycopg
import pytest
from lyo.assistant.v1 import knowledge_service_pb2 as pb

from services.common.database import Database
from tests.assistant.embedding_api import embedding_api
from tests.assistant.embedding_world import world_of
from tests.assistant.knowing import PARKING


@pytest.fixture
async def api():
    async with embedding_api() as api:
        yield api


def _superuser(made, statement: str) -> None:
    with psycopg.connect(made.superuser_url, autocommit=True) as connection:
        connection.execute(statement)


def _dropped(made) -> None:
    """A database of a server without pgvector."""
    _superuser(made, "DROP EXTENSION vector")


async def test_without_pgvector_words_alone_decide_and_it_is_said_once(lyo_databases, api, caplog):
    made = lyo_databases("assistant")
    _dropped(made)
    async with (
        Database.opened(made.url("assistant"), schema="assistant") as database,
        world_of(database, api) as world,
    ):
        with caplog.at_level(logging.WARNING):
            await world.business.applies(PARKING)
            await world.embed()
            assert await world.business.hears("where can I park?") == "That is parking."
            assert await world.business.hears("is there parking") == "That is parking."

    said = [each.getMessage() for each in caplog.records if "pgvector" in each.getMessage()]
    assert said == ["no_pgvector"]
    assert api.asked == []


async def test_pgvector_that_comes_later_is_found(lyo_databases, api):
    made = lyo_databases("assistant")
    _dropped(made)
    async with (
        Database.opened(made.url("assistant"), schema="assistant") as database,
        world_of(database, api) as world,
    ):
        await world.business.applies(PARKING)
        await world.embed()
        _superuser(made, "CREATE SCHEMA extensions; GRANT USAGE ON SCHEMA extensions TO PUBLIC")
        _superuser(made, "CREATE EXTENSION vector SCHEMA extensions")
        world.clock.goes_on(minutes=11)
        await world.embed()

        assert (await world.business.asks("my automobile?")).band == pb.FAQ_BAND_UNSURE


async def test_pgvector_that_goes_leaves_the_words(lyo_databases, api):
    made = lyo_databases("assistant")
    async with (
        Database.opened(made.url("assistant"), schema="assistant") as database,
        world_of(database, api) as world,
    ):
        await world.business.applies(PARKING)
        await world.embed()
        assert (await world.business.asks("my automobile?")).band == pb.FAQ_BAND_UNSURE

        _dropped(made)

        assert (await world.business.asks("my automobile?")).band == pb.FAQ_BAND_NO
        assert await world.business.hears("where can I park?") == "That is parking."
