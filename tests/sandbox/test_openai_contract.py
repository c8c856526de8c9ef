"""Does the sandbox refuse whatever OpenAI's contract refuses, and answer in its forms?

Compares our own models with the OpenAPI extract that lies beside the repository, where it does.
"""

import copy
from collections.abc import Iterator
from typing import Any

import pytest

from sandbox.openai.errors import Refusal
from sandbox.openai.reading import chat_in, embeddings_in
from tests.sandbox.contracts import checker_of
from tests.sandbox.openai_side import a_call, a_result, a_text, a_tool

pytestmark = pytest.mark.slow

NAME = "openai_chat_embeddings.openapi.json"
CHAT, EMBEDDINGS = "/chat/completions", "/embeddings"
SMALL = "text-embedding-3-small"
WRONG_VALUES = ("", "x", -3, 2.5, 10**30, True, [], {}, [1], ["x"], {"type": "x"}, [{}])
LONG = "x" * 600
RIGHT: dict[str, Any] = {
    "model": "scripted",
    "messages": [
        {"role": "system", "content": "Be kind.", "name": "lyo"},
        {"role": "developer", "content": [{"type": "text", "text": "Be short."}]},
        {
            "role": "user",
            "content": [
                {"type": "text", "text": "Ciao"},
                {"type": "image_url", "image_url": {"url": "https://lyo.example/a.jpg"}},
            ],
        },
        {**a_call("find_slots"), "content": "One moment."},
        a_result("none"),
        {"role": "assistant", "content": [{"type": "text", "text": "None."}], "refusal": None},
        a_text("And on Saturday?"),
    ],
    "tools": [a_tool("find_slots", when_text={"type": "string"})],
    "tool_choice": {"type": "function", "function": {"name": "find_slots"}},
    "parallel_tool_calls": False,
    "max_completion_tokens": 100,
    "max_tokens": 100,
    "temperature": 0.2,
    "top_p": 1,
    "n": 1,
    "stop": ["\n\n"],
    "seed": 7,
    "frequency_penalty": 0,
    "presence_penalty": 0,
    "logit_bias": {"50256": -100},
    "logprobs": False,
    "top_logprobs": 0,
    "response_format": {"type": "json_schema", "json_schema": {"name": "a", "strict": False}},
    "reasoning_effort": "low",
    "verbosity": "low",
    "modalities": ["text"],
    "service_tier": "auto",
    "store": False,
    "metadata": {"turn": "1"},
    "user": "giulia",
    "safety_identifier": "giulia",
    "prompt_cache_key": "bella-salon",
    "prompt_cache_retention": "24h",
    "stream": False,
}
RIGHT_EMBEDDINGS = {
    "model": SMALL,
    "input": ["Ciao"],
    "encoding_format": "float",
    "dimensions": 256,
    "user": "giulia",
}


@pytest.fixture(scope="module")
def contract() -> Any:
    return checker_of(NAME).Contract(NAME)


def _accepts(path: str, body: Any) -> bool:
    try:
        (chat_in if path == CHAT else embeddings_in)(body)
    except Refusal:
        return False
    return True


def test_requests_known_to_be_right_or_wrong_are_judged_so():
    tests = dict(checker_of(NAME).TESTS)[NAME]

    assert len(tests) >= 10
    wrongly = [
        more for right, _, path, more in tests if _accepts(path, more["body"]) != bool(right)
    ]
    assert wrongly == []


@pytest.mark.parametrize(("path", "right"), [(CHAT, RIGHT), (EMBEDDINGS, RIGHT_EMBEDDINGS)])
def test_a_request_with_all_that_can_be_said_is_accepted(contract, path, right):
    assert contract.request_errors("POST", path, body=right) == []
    assert _accepts(path, right)


@pytest.mark.parametrize(
    ("path", "right", "least"), [(CHAT, RIGHT, 300), (EMBEDDINGS, RIGHT_EMBEDDINGS, 25)]
)
def test_whatever_the_contract_refuses_is_refused(contract, path, right, least):
    """A right request, broken at every place in every way."""
    broken = list(_broken(right))
    accepted = [body for body in broken if _accepts(path, body)]

    assert len(broken) - len(accepted) > least
    assert len(accepted) > least / 5
    assert [body for body in accepted if contract.request_errors("POST", path, body=body)] == []


async def test_answers_have_the_form_of_the_contract(side, contract):
    await side.scripts({"text": "Ciao", "calls": [{"name": "find_slots"}]}, "Ciao")
    called, said, refused = [
        await side.posts({"model": model, "messages": [a_text("Ciao")]})
        for model in ("scripted", "scripted", "nobody")
    ]
    bodies = {"model": SMALL, "input": "Ciao"}
    embedded = await side.posts(bodies, path="/v1/embeddings")
    packed = await side.posts({**bodies, "encoding_format": "base64"}, path="/v1/embeddings")
    models = [model.to_dict() async for model in side.sdk.models.list()]

    assert contract.response_errors("POST", CHAT, 200, called.json()) == []
    assert contract.response_errors("POST", CHAT, 200, said.json()) == []
    assert contract.response_errors("POST", EMBEDDINGS, 200, embedded.json()) == []
    assert packed.json()["usage"] == embedded.json()["usage"]
    listed = {"object": "list", "data": models}
    assert contract.response_errors("GET", "/models", 200, listed) == []
    errors = contract.doc["components"]["schemas"]["Error"]["required"]
    assert set(refused.json()["error"]) == set(errors)


def _broken(body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for place in _places(body):
        without = copy.deepcopy(body)
        _remove(without, place)
        yield without
        for wrong in (*WRONG_VALUES, LONG):
            changed = copy.deepcopy(body)
            _put(changed, place, wrong)
            yield changed


def _places(value: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, each in list(items):
        yield (*place, key)
        if isinstance(each, dict | list):
            yield from _places(each, (*place, key))


def _holder(body: Any, place: tuple[Any, ...]) -> Any:
    for key in place[:-1]:
        body = body[key]
    return body


def _put(body: Any, place: tuple[Any, ...], value: Any) -> None:
    _holder(body, place)[place[-1]] = value


def _remove(body: Any, place: tuple[Any, ...]) -> None:
    del _holder(body, place)[place[-1]]
