"""Is whatever a model answers read as an answer, or refused with a reason?"""

import json
from typing import Any

import pytest

from services.assistant.domain.model import Failure, ModelAnswer, ModelFailed, TokenUse, ToolCall
from services.assistant.domain.model_answer import LONGEST_ARGUMENTS, LONGEST_TEXT, answer_in
from tests.assistant.model_side import completion

USED = TokenUse(12, 3)


def asking(arguments: Any = "{}", *, name: Any = "find_slots", call_id: Any = "call_1") -> Any:
    function = {"name": name, "arguments": arguments}
    return {"id": call_id, "type": "function", "function": function}


def calls(*calls: Any) -> dict[str, Any]:
    return completion(None, tool_calls=list(calls))


def failure(body: object) -> ModelFailed:
    with pytest.raises(ModelFailed) as failed:
        answer_in(body)
    return failed.value


def test_words_are_read_with_what_they_cost():
    assert answer_in(completion(" Hello \n")) == ModelAnswer("Hello", (), USED)


def test_what_is_asked_for_is_read_as_it_was_written():
    body = calls(asking('{"day": "fri'), asking("{}", name="nonsense", call_id="call_2"))

    first, second = answer_in(body).calls

    assert first == ToolCall("call_1", "find_slots", '{"day": "fri')
    assert (second.name, second.call_id) == ("nonsense", "call_2")


def test_fields_that_nobody_knows_do_no_harm():
    body = completion("Hello", annotations=[1], reasoning_content={"x": 1}, tool_calls=[])
    body |= {"system_fingerprint": None, "choices": [*body["choices"], "another"]}

    assert answer_in(body).text == "Hello"


def test_words_beside_a_call_are_kept():
    answer = answer_in(completion("One moment", tool_calls=[asking()]))

    assert (answer.text, len(answer.calls)) == ("One moment", 1)


@pytest.mark.parametrize(
    "usage",
    [None, [], "much", {}, {"prompt_tokens": "12"}, {"prompt_tokens": -1}, {"prompt_tokens": True}],
)
def test_tokens_that_are_none_count_as_none(usage):
    assert answer_in({**completion(), "usage": usage}).usage == TokenUse()


UNREADABLE = {
    "no object": ["choices"],
    "nothing": None,
    "no choices": {"id": "x"},
    "choices of a kind": {"choices": {"0": {}}},
    "a choice of a kind": {"choices": ["Hello"]},
    "no message": {"choices": [{"finish_reason": "stop"}]},
    "a message of a kind": {"choices": [{"message": "Hello"}]},
    "parts for words": completion([{"type": "text", "text": "Hello"}]),  # type: ignore[arg-type]
    "a number for words": completion(42),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("body", UNREADABLE.values(), ids=UNREADABLE)
def test_what_has_another_shape_is_unreadable(body):
    assert failure(body).reason is Failure.ANSWER_UNREADABLE


NO_CALLS = {
    "calls of a kind": completion(None, tool_calls={"id": "call_1"}),
    "a call of a kind": calls("find_slots"),
    "no function": calls({"id": "call_1", "type": "function"}),
    "no id": calls(asking(call_id=None)),
    "an empty id": calls(asking(call_id="")),
    "an id without end": calls(asking(call_id="x" * 65)),
    "no name": calls(asking(name=None)),
    "a name in lines": calls(asking(name="find\nslots")),
    "arguments of a kind": calls(asking({"day": "friday"})),
}


@pytest.mark.parametrize("body", NO_CALLS.values(), ids=NO_CALLS)
def test_calls_of_another_shape_are_the_models_own_words_not_a_broken_server(body):
    assert failure(body).reason is Failure.CALLS_UNREADABLE


OTHERWISE = {
    "no choice": ({**completion(), "choices": []}, Failure.ANSWER_EMPTY),
    "no words": (completion(None), Failure.ANSWER_EMPTY),
    "blank words": (completion(" \n"), Failure.ANSWER_EMPTY),
    "words that nobody sees": (completion(" \u200b\u202e"), Failure.ANSWER_EMPTY),
    "a refusal": (completion(None, refusal="I cannot"), Failure.CONTENT_FILTERED),
    "too many words": (completion("x" * (LONGEST_TEXT + 1)), Failure.ANSWER_TOO_LONG),
    "too many calls": (calls(*[asking()] * 9), Failure.ANSWER_TOO_LONG),
    "arguments without end": (
        calls(asking("x" * (LONGEST_ARGUMENTS + 1))),
        Failure.ARGUMENTS_TOO_LONG,
    ),
    "arguments of many bytes": (
        calls(asking("é" * (LONGEST_ARGUMENTS // 2 + 1))),
        Failure.ARGUMENTS_TOO_LONG,
    ),
}


@pytest.mark.parametrize(("body", "reason"), OTHERWISE.values(), ids=OTHERWISE)
def test_what_cannot_be_used_is_refused_and_paid_for(body, reason):
    failed = failure(body)

    assert (failed.reason, failed.usage) == (reason, USED)


@pytest.mark.parametrize(
    ("finish_reason", "reason"),
    [("content_filter", Failure.CONTENT_FILTERED), ("length", Failure.ANSWER_TOO_LONG)],
)
def test_an_answer_that_was_cut_off_is_none(finish_reason, reason):
    body = completion("Your booking is on Fri")
    body["choices"][0]["finish_reason"] = finish_reason

    assert failure(body).reason is reason


@pytest.mark.parametrize("finish_reason", [None, "tool_calls", "function_call", "new_reason", 7])
def test_other_reasons_to_end_are_not_looked_at(finish_reason):
    body = completion("Hello")
    body["choices"][0]["finish_reason"] = finish_reason

    assert answer_in(body).text == "Hello"


def test_what_cannot_be_stored_or_sent_is_taken_out():
    body = json.loads(json.dumps(completion("a\ud800b\x00c\nd", tool_calls=[asking("\udfff\x00")])))

    answer = answer_in(body)

    assert (answer.text, answer.calls[0].arguments) == ("a?bc\nd", "?")
