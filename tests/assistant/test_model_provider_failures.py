"""Does a model that is away, slow or wrong fail by its reason, in time, and without a trace?"""

import io
import logging

import pytest

from services.assistant.domain.model import Failure
from services.common.logs import JsonLines, scrubbed
from tests.assistant.model_side import KEY, calling_models, completion
from tests.notifier.answering import answering, floods, hangs, hangs_up, responds

pytestmark = pytest.mark.slow


def error(code: str | None = None, kind: str = "x") -> dict:
    return {"error": {"message": f"not with {KEY.reveal()}", "type": kind, "code": code}}


ANSWERS = {
    "no key": (responds(401, error()), Failure.KEY_REFUSED),
    "forbidden": (responds(403, error()), Failure.KEY_REFUSED),
    "no money": (responds(429, error("insufficient_quota")), Failure.QUOTA_SPENT),
    "too many calls": (responds(429, error("rate_limit_exceeded")), Failure.RATE_LIMITED),
    "too many, whenever": (responds(429, Retry_After="soon"), Failure.RATE_LIMITED),
    "too many, never": (responds(429, Retry_After="inf"), Failure.RATE_LIMITED),
    "our mistake": (responds(400, error("context_length_exceeded")), Failure.REQUEST_REFUSED),
    "no schema": (responds(422, "no"), Failure.REQUEST_REFUSED),
    "filtered": (responds(400, error("content_filter")), Failure.CONTENT_FILTERED),
    "broken": (responds(500, error()), Failure.MODEL_DOWN),
    "full": (responds(503, "<html>", Retry_After="1"), Failure.MODEL_DOWN),
    "an error without end": (floods(500, 64), Failure.ANSWER_TOO_LONG),
    "an answer without end": (floods(200, 64), Failure.ANSWER_TOO_LONG),
    "packed": (responds(200, b"\x1f\x8b", Content_Encoding="gzip"), Failure.ANSWER_TOO_LONG),
    "no JSON": (responds(200, "<html>"), Failure.ANSWER_UNREADABLE),
    "half of it": (responds(200, '{"choices": [{"mess'), Failure.ANSWER_UNREADABLE),
    "nothing": (responds(200, ""), Failure.ANSWER_UNREADABLE),
    "no text": (responds(200, b"\xff\xfe"), Failure.ANSWER_UNREADABLE),
    "deep": (responds(200, "[" * 100_000), Failure.ANSWER_UNREADABLE),
    "a number without end": (responds(200, "9" * 10_000), Failure.ANSWER_UNREADABLE),
    "another shape": (responds(200, ["Hello"]), Failure.ANSWER_UNREADABLE),
    "no choices": (responds(200, {**completion(), "choices": []}), Failure.ANSWER_EMPTY),
    "hangs up": (hangs_up, Failure.MODEL_UNREACHABLE),
    "breaks off": (responds(200, b"{", Transfer_Encoding="chunked"), Failure.MODEL_UNREACHABLE),
}


@pytest.mark.parametrize(("answer", "reason"), ANSWERS.values(), ids=ANSWERS)
async def test_every_other_answer_is_a_failure_asked_for_once(answer, reason):
    async with answering(answer) as there, calling_models(there.url) as models:
        assert (await models.fails()).reason is reason
        assert len(there.requests) == 1


async def test_nobody_there_is_a_failure():
    async with answering(hangs) as gone:
        pass
    async with calling_models(gone.url) as models:
        assert (await models.fails()).reason is Failure.MODEL_UNREACHABLE


async def test_it_is_not_followed_elsewhere():
    async with (
        answering(responds(200, completion())) as elsewhere,
        answering(responds(307, Location=f"{elsewhere.url}/v1/chat/completions")) as there,
        calling_models(there.url) as models,
    ):
        assert (await models.fails()).reason is Failure.ANSWER_UNREADABLE
        assert elsewhere.requests == []


async def test_an_attempt_takes_no_longer_than_it_may():
    async with answering(hangs) as there, calling_models(there.url, attempt=0.1) as models:
        assert (await models.fails()).reason is Failure.MODEL_TIMEOUT


async def test_an_attempt_ends_with_the_turn():
    async with answering(hangs) as there, calling_models(there.url) as models:
        assert (await models.fails(seconds=1)).reason is Failure.MODEL_TIMEOUT


@pytest.mark.parametrize("seconds", [0.9, 0, -5])
async def test_a_turn_without_time_asks_nobody(seconds):
    async with answering(hangs) as there, calling_models(there.url) as models:
        assert (await models.fails(seconds=seconds)).reason is Failure.TOO_LATE
        assert there.requests == []


async def test_asked_to_wait_it_waits_and_asks_again():
    limited = responds(429, error("rate_limit_exceeded"), Retry_After="0.1")
    answers = limited, limited, responds(200, completion())
    async with answering(*answers) as there, calling_models(there.url) as models:
        assert (await models.asks()).text == "Hello"
        assert len(there.requests) == 3


async def test_asked_to_wait_longer_than_the_turn_it_fails_at_once():
    limited = responds(429, error("rate_limit_exceeded"), Retry_After="30")
    async with answering(limited) as there, calling_models(there.url) as models:
        assert (await models.fails(seconds=30)).reason is Failure.RATE_LIMITED
        assert len(there.requests) == 1


async def test_neither_key_nor_words_are_in_what_is_logged_or_raised(caplog):
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines("assistant"))
    logging.getLogger().addHandler(handler)
    caplog.set_level(logging.DEBUG)
    try:
        answers = responds(401, error()), responds(500, error()), responds(200, "x"), hangs_up
        for answer in answers:
            async with answering(answer) as there, calling_models(there.url) as models:
                failed = await models.fails()
                logging.getLogger("x").error("failed", exc_info=failed)
                assert KEY.reveal() not in repr(failed) + "".join(scrubbed(failed))
    finally:
        logging.getLogger().removeHandler(handler)

    logged = stream.getvalue()
    assert logged.count("model_failed") == 4
    assert KEY.reveal() not in logged
    assert "Ciao" not in logged
