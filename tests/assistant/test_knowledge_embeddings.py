"""With a model of embeddings: is an answer found by meaning, and by words when it fails?"""

import asyncio
import contextlib

import pytest
from lyo.assistant.v1 import knowledge_service_pb2 as pb

from services.assistant.domain.knowledge.embedding import EmbeddingFailed
from services.assistant.domain.usage import ModelKind, Rules, day_of
from services.assistant.knowing import knowing
from services.assistant.providers.embeddings import OpenAIEmbeddings
from services.assistant.providers.model_host import ModelHost
from services.assistant.settings import Settings
from services.assistant.usecases.usage import UsageUseCases
from services.common.database import Database
from services.common.logs import Secret
from tests.assistant.business import Clock
from tests.assistant.embedding_api import embedding_api
from tests.assistant.embedding_world import KEY, NEAR, Costs, world_of
from tests.assistant.knowing import DOGS, PARKING, PAYING, Business, entry
from tests.journeys.waiting import eventually


@pytest.fixture
def costs():
    return Costs()


@pytest.fixture
async def host():
    """One that nobody serves."""
    async with ModelHost.opened("http://127.0.0.1:9/v1", KEY, now=Clock()) as opened:
        yield opened


@pytest.fixture(scope="module")
async def opened(lyo_databases):
    database = lyo_databases("assistant")
    async with Database.opened(database.url("assistant"), schema="assistant") as opened:
        yield opened


@pytest.fixture
async def api():
    async with embedding_api() as api:
        yield api


@pytest.fixture
async def world(opened, api):
    async with world_of(opened, api) as world:
        await world.business.applies(PARKING, PAYING, DOGS)
        yield world


async def test_an_answer_is_found_that_shares_no_word_with_the_question(world):
    await world.embed()

    found = await world.business.asks("somewhere to leave my automobile?")

    assert found.band == pb.FAQ_BAND_UNSURE
    assert found.matches[0].entry.entry_id == "parking"
    assert found.matches[0].similarity > NEAR


async def test_a_meaning_settles_what_words_leave_open(world, opened):
    asked = "is parking with a vehicle possible there"
    by_words = Business(world.business.stub, None)
    await by_words.applies(PARKING, PAYING, DOGS)
    assert (await by_words.asks(asked)).band == pb.FAQ_BAND_UNSURE

    await world.embed()

    assert await world.business.hears(asked) == "That is parking."


async def test_what_is_far_from_all_entries_is_still_refused(world):
    await world.embed()

    assert (await world.business.asks("who won the match")).band == pb.FAQ_BAND_NO


async def test_another_tenants_entry_is_not_near(world):
    await world.embed()
    other = Business(world.business.stub, None)
    await other.applies(PAYING)
    await world.embed()

    found = await other.asks("somewhere to leave my automobile?")

    assert [each.entry.entry_id for each in found.matches] == ["paying"]
    assert found.band == pb.FAQ_BAND_NO


async def test_only_what_changed_is_embedded_again(world, api):
    await world.embed()
    api.asked.clear()
    await world.embed()
    assert api.asked == []

    await world.business.applies(PARKING, entry("paying", "How can I pay?"), DOGS)
    await world.embed()

    assert api.texts("small") == ["How can I pay?\nThat is paying."]


async def test_another_model_embeds_everything_again(world, opened, api):
    await world.embed()
    api.asked.clear()

    async with world_of(opened, api, model="large", business=world.business) as larger:
        assert (await larger.business.asks("my automobile?")).band == pb.FAQ_BAND_NO
        await larger.embed()
        assert (await larger.business.asks("my automobile?")).band == pb.FAQ_BAND_UNSURE

    assert len([each for each in api.texts("large") if "\n" in each]) >= 3


async def test_an_entry_that_changes_while_it_is_embedded_is_embedded_again(world, api):
    api.mode = "hang"
    embedding = asyncio.create_task(world.embed())
    await eventually(lambda: len(api.asked) >= 3)
    await world.business.applies(PARKING, PAYING, entry("dogs", "Are puppies allowed?"))
    embedding.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await embedding
    api.mode = "ok"
    world.clock.goes_on(minutes=3)  # whoever died with them has them taken away

    await world.embed()

    assert "Are puppies allowed?\nThat is dogs." in api.texts("small")


async def test_two_workers_do_not_embed_the_same(world, opened, api):
    async with world_of(opened, api) as second:
        await asyncio.gather(world.embed(), second.embed())

    texts = api.texts("small")
    assert len([each for each in texts if each.startswith("Where can I park?")]) == 1


async def test_the_cost_of_every_call_is_recorded(world):
    await world.embed()
    await world.business.asks("where can I park?")

    mine = [each[1:] for each in world.costs if str(each[0]) == world.business.tenant_id]
    assert mine == [("embedding", "small", 21), ("embedding", "small", 7)]


@pytest.mark.parametrize("mode", ["hang", "error", "garbage", "short"])
async def test_a_question_is_searched_by_words_where_the_model_fails(world, api, mode):
    await world.embed()
    api.mode = mode

    assert await world.business.hears("where can I park?") == "That is parking."


async def test_a_model_that_failed_is_left_alone_for_a_while(world, api):
    await world.embed()
    api.mode = "error"
    await world.business.asks("where can I park?")
    api.mode = "ok"
    api.asked.clear()

    await world.business.asks("where can I park?")
    assert api.asked == []
    world.clock.goes_on(seconds=31)
    await world.business.asks("where can I park?")
    assert api.texts("small") == ["where can I park?"]


@pytest.mark.parametrize("mode", ["error", "garbage", "short"])
async def test_entries_that_a_model_does_not_take_are_tried_again_later(world, api, mode):
    api.mode = mode
    await world.embed()
    api.mode = "ok"
    api.asked.clear()

    await world.embed()
    assert api.asked == []
    world.clock.goes_on(minutes=2)
    await world.embed()
    assert len(api.asked) == 3


async def test_the_worker_embeds_by_itself_and_ends_when_told(world, api):
    stop = asyncio.Event()
    running = asyncio.create_task(world.known.workers[0].run(stop))
    await eventually(lambda: len(api.asked) >= 3)

    stop.set()

    await asyncio.wait_for(running, timeout=30)


async def test_without_a_host_of_models_or_switched_off_there_is_no_model(opened, host, costs):
    for chosen, settings in ((None, Settings()), (host, Settings(embedding_model="off"))):
        known = knowing(opened, settings, chosen, costs.record, now=Clock())
        assert (known.knowledge.meaning, list(known.workers)) == (None, [])


async def test_with_a_host_of_models_there_is_a_model_and_a_worker(opened, host, costs):
    known = knowing(opened, Settings(), host, costs.record, now=Clock())

    assert known.knowledge.meaning.model.name == "text-embedding-3-small"
    assert len(known.workers) == 1


async def test_what_a_search_cost_is_kept_as_usage(opened, api):
    usage = UsageUseCases(opened, Rules())
    async with world_of(opened, api) as world:
        world.known.knowledge.meaning.record = usage.record
        await world.business.applies(PARKING)
        await world.embed()
        await world.business.asks("where can I park?")

    day = day_of(world.clock())
    found = await usage.get_usage(
        world.business.id, first=day, last=day, today=day, after=None, limit=10
    )
    (sums,) = found.sums
    assert (sums.kind, sums.model, sums.prompt_tokens) == (ModelKind.EMBEDDING, "small", 7)


async def test_a_wrong_key_is_a_failure_like_others(api):
    async with ModelHost.opened(api.url, Secret("another"), now=Clock()) as host:
        with pytest.raises(EmbeddingFailed, match="KEY_REFUSED"):
            await OpenAIEmbeddings(host, "small", now=Clock()).embed(["hello"])


async def test_a_model_that_nobody_serves_is_a_failure_like_others(host):
    with pytest.raises(EmbeddingFailed, match="MODEL_UNREACHABLE"):
        await OpenAIEmbeddings(host, "small", now=Clock()).embed(["hello"])
