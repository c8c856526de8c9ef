"""Is a model that fails through its own fault left alone for a while, and no other?"""

import asyncio
import logging

import pytest

from services.assistant.domain.model import Failure
from services.assistant.providers.circuit import TRANSITIONS
from tests.assistant.model_side import calling_models, completion
from tests.notifier.answering import answering, hangs, responds

pytestmark = pytest.mark.slow

DOWN = responds(500, {"error": {"message": "x"}})
WELL = responds(200, completion())
STATES = ("open", "closed")


async def opened(models, *, times: int = 5) -> None:
    for _ in range(times):
        assert (await models.fails()).reason is Failure.MODEL_DOWN


async def test_after_five_failures_nobody_is_asked():
    async with answering(DOWN) as there, calling_models(there.url) as models:
        await opened(models)

        assert (await models.fails()).reason is Failure.BREAKER_OPEN
        assert len(there.requests) == 5


async def test_it_is_told_when_it_opens_and_when_it_closes(caplog):
    caplog.set_level(logging.INFO, "services.assistant.providers.circuit")
    async with answering(*[DOWN] * 5, WELL) as there, calling_models(there.url) as models:
        before = {each: TRANSITIONS.labels("small", each)._value.get() for each in STATES}
        await opened(models)
        models.clock.goes_on(seconds=30)
        await models.asks()

    told = [each.fields for each in caplog.records if each.getMessage() == "model_breaker"]
    assert [each["state"] for each in told] == ["open", "closed"]
    assert {each: TRANSITIONS.labels("small", each)._value.get() for each in STATES} == {
        each: count + 1 for each, count in before.items()
    }


async def test_half_of_the_calls_have_to_fail():
    answers = [WELL] * 6 + [DOWN] * 6
    async with answering(*answers) as there, calling_models(there.url) as models:
        for _ in range(6):
            await models.asks()
        await opened(models, times=6)

        assert (await models.fails()).reason is Failure.BREAKER_OPEN


async def test_failures_of_different_minutes_do_not_add_up():
    async with answering(DOWN) as there, calling_models(there.url) as models:
        for _ in range(8):
            assert (await models.fails()).reason is Failure.MODEL_DOWN
            models.clock.goes_on(seconds=20)


async def test_another_model_of_the_host_is_asked():
    async with answering(*[DOWN] * 5, WELL) as there, calling_models(there.url) as models:
        await opened(models)

        assert (await models.asks(model="large")).text == "Hello"


async def test_after_thirty_seconds_one_call_is_made_to_see():
    async with answering(*[DOWN] * 5, WELL) as there, calling_models(there.url) as models:
        await opened(models)
        models.clock.goes_on(seconds=29)
        assert (await models.fails()).reason is Failure.BREAKER_OPEN
        models.clock.goes_on(seconds=1)

        answers = await asyncio.gather(
            models.asks(), models.asks(), models.asks(), return_exceptions=True
        )

        assert sum(getattr(each, "text", "") == "Hello" for each in answers) == 1
        assert len(there.requests) == 6
        assert (await models.asks()).text == "Hello"


async def test_a_call_made_to_see_that_fails_keeps_it_open():
    async with answering(DOWN) as there, calling_models(there.url) as models:
        await opened(models)
        models.clock.goes_on(seconds=30)

        await opened(models, times=1)

        assert (await models.fails()).reason is Failure.BREAKER_OPEN
        models.clock.goes_on(seconds=29)
        assert (await models.fails()).reason is Failure.BREAKER_OPEN


async def test_a_call_made_to_see_that_was_cancelled_is_made_again():
    reached = asyncio.Event()

    async def hangs_once_reached(writer):
        reached.set()
        await hangs(writer)

    answers = [DOWN] * 5 + [hangs_once_reached, WELL]
    async with answering(*answers) as there, calling_models(there.url) as models:
        await opened(models)
        models.clock.goes_on(seconds=30)
        probe = asyncio.create_task(models.asks())
        await reached.wait()
        probe.cancel()
        await asyncio.wait([probe])

        assert (await models.fails()).reason is Failure.BREAKER_OPEN
        models.clock.goes_on(seconds=25)
        assert (await models.asks()).text == "Hello"


NOT_ITS_FAULT = {
    "our mistake": responds(400, {"error": {"message": "x"}}),
    "filtered": responds(400, {"error": {"message": "x", "code": "content_filter"}}),
    "key refused": responds(401, {"error": {"message": "x"}}),
    "too many": responds(429, {"error": {"message": "x"}}),
    "empty": responds(200, {**completion(), "choices": []}),
    "too long": responds(200, completion("x" * 5000)),
}


@pytest.mark.parametrize("answer", NOT_ITS_FAULT.values(), ids=NOT_ITS_FAULT)
async def test_what_a_customer_can_bring_about_never_opens_it(answer):
    async with answering(answer) as there, calling_models(there.url) as models:
        for _ in range(10):
            assert (await models.fails()).reason is not Failure.BREAKER_OPEN
        assert len(there.requests) == 10


async def test_silence_opens_it():
    async with answering(hangs) as there, calling_models(there.url, attempt=0.1) as models:
        for _ in range(5):
            assert (await models.fails()).reason is Failure.MODEL_TIMEOUT

        assert (await models.fails()).reason is Failure.BREAKER_OPEN


async def test_silence_at_the_end_of_a_turn_does_not():
    async with answering(hangs) as there, calling_models(there.url) as models:
        failed = await asyncio.gather(*(models.fails(seconds=1) for _ in range(6)))

        assert {each.reason for each in failed} == {Failure.MODEL_TIMEOUT}
        assert (await models.fails(seconds=1)).reason is Failure.MODEL_TIMEOUT
