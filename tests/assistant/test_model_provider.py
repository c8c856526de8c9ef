"""Does a model answer in words and ask for tools, and is whatever it says read?"""

import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from sandbox.openai.models.garbage import GARBAGE
from sandbox.serving import running
from sandbox.settings import Settings as SandboxSettings
from services.assistant.domain.model import (
    Failure,
    FromCustomer,
    FromModel,
    FromTool,
    Instructions,
    ModelFailed,
    TokenUse,
    Tool,
    ToolCall,
)
from services.assistant.providers.model_host import DURATIONS, TOKENS
from services.common.logs import Secret
from tests.assistant.model_side import calling_models

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
FIND = Tool(
    "find_slots",
    "Finds free slots.",
    {
        "type": "object",
        "properties": {"when_text": {"type": "string"}},
        "required": ["when_text"],
        "additionalProperties": False,
    },
)
RULES = Instructions("You answer customers of a salon.")


@pytest.fixture(scope="module")
async def one_sandbox():
    settings = SandboxSettings(
        listen="127.0.0.1:0", gateway_url="http://127.0.0.1:9", tenants=ROOT / "deploy" / "demo"
    )
    async with running(settings) as served, httpx.AsyncClient(base_url=served.url) as http:
        yield http


@pytest.fixture
async def sandbox(one_sandbox):
    await one_sandbox.post("/reset")
    return one_sandbox


@pytest.fixture(scope="module")
async def models(one_sandbox):
    async with calling_models(str(one_sandbox.base_url).rstrip("/")) as caller:
        yield caller


async def scripted(sandbox, *answers):
    told = await sandbox.post("/models/scripts", json={"answers": answers})
    assert told.status_code == 201, told.text


async def asked(sandbox):
    """What models were asked last."""
    return (await sandbox.get("/journal", params={"provider": "openai"})).json()[-1]["body"]


async def test_a_model_answers_in_words_and_says_what_they_cost(sandbox, models):
    answer = await models.asks(RULES, FromCustomer("Ciao"), model="echo")

    assert (answer.text, answer.calls) == ("Ciao", ())
    assert answer.usage.prompt_tokens > answer.usage.completion_tokens > 0


async def test_a_model_asks_for_tools_and_goes_on_with_what_they_answer(sandbox, models):
    await scripted(
        sandbox,
        {"calls": [{"name": "find_slots", "arguments": {"when_text": "friday"}, "id": "call_7"}]},
        {"text": "Friday at {{time}} is free."},
    )
    said = [RULES, FromCustomer("friday?")]

    first = await models.asks(*said, model="scripted", tools=[FIND])
    said += [FromModel(first.text, first.calls), FromTool("call_7", '{"time": "10:00"}')]
    second = await models.asks(*said, model="scripted", tools=[FIND])

    assert first.calls == (ToolCall("call_7", "find_slots", '{"when_text": "friday"}'),)
    assert (second.text, second.calls) == ("Friday at 10:00 is free.", ())


async def test_arguments_are_given_on_as_they_were_written(sandbox, models):
    await scripted(sandbox, {"calls": [{"name": "drop_table", "arguments": '{"a": '}]})

    (call,) = (await models.asks(model="scripted", tools=[FIND])).calls

    assert (call.name, call.arguments) == ("drop_table", '{"a": ')


async def test_it_is_asked_strictly_and_for_one_tool_at_a_time(sandbox, models):
    await models.asks(RULES, FromCustomer("Ciao"), model="echo", tools=[FIND])

    body = await asked(sandbox)

    assert body["messages"] == [
        {"role": "system", "content": RULES.text},
        {"role": "user", "content": "Ciao"},
    ]
    assert body["parallel_tool_calls"] is False
    assert [each["function"]["strict"] for each in body["tools"]] == [True]
    assert body["tools"][0]["function"]["parameters"] == FIND.parameters
    assert body["max_completion_tokens"] == 500


async def test_without_tools_none_are_spoken_of(sandbox, models):
    await models.asks(model="echo")

    assert not {"tools", "parallel_tool_calls"} & set(await asked(sandbox))


async def test_calls_are_counted_by_what_came_of_them_and_tokens_as_told(sandbox, models):
    def counted():
        histogram = DURATIONS.labels("scripted", "CONTENT_FILTERED")
        return [
            sum(each.get() for each in histogram._buckets),
            TOKENS.labels("scripted", "prompt")._value.get(),
            TOKENS.labels("scripted", "completion")._value.get(),
        ]

    usage = {"prompt_tokens": 70, "completion_tokens": 5}
    await scripted(sandbox, {"refusal": "No.", "usage": usage})
    before = counted()

    failed = await models.fails(model="scripted")

    assert (failed.reason, failed.usage) == (Failure.CONTENT_FILTERED, TokenUse(70, 5))
    assert [now - then for now, then in zip(counted(), before, strict=True)] == [1, 70, 5]


# What is wrong with the arguments of a call is for whoever runs the tool.
READ = {
    "half_json",
    "huge_number",
    "list_arguments",
    "negative_usage",
    "no_arguments",
    "no_json",
    "no_usage",
    "poison",
    "unknown_tool",
    "usage_of_wrong_type",
}


async def test_of_all_garbage_what_has_the_shape_of_an_answer_is_read(sandbox, models):
    outcomes = [await outcome(models, f"garbage/{kind}") for kind in GARBAGE]

    read = {kind for kind, each in zip(GARBAGE, outcomes, strict=True) if each is None}
    assert read == READ
    assert {*outcomes} - {None} <= {
        Failure.ANSWER_EMPTY,
        Failure.ANSWER_TOO_LONG,
        Failure.ANSWER_UNREADABLE,
        Failure.ARGUMENTS_TOO_LONG,
        Failure.CALLS_UNREADABLE,
    }


async def outcome(models, model: str) -> Failure | None:
    """Why there was no answer; None: there was one."""
    try:
        await models.asks(model=model, tools=[FIND])
    except ModelFailed as failed:
        return failed.reason
    return None


async def test_a_model_that_there_is_not_is_told(sandbox, models):
    assert (await models.fails(model="nobody")).reason is Failure.REQUEST_REFUSED


async def test_a_wrong_key_is_told(sandbox):
    url = str(sandbox.base_url).rstrip("/")
    async with calling_models(url, key=Secret("sk-wrong")) as models:
        assert (await models.fails(model="echo")).reason is Failure.KEY_REFUSED


async def test_an_answer_that_would_be_longer_than_wanted_is_none(sandbox, models):
    await scripted(sandbox, {"text": "very " * 3000})

    assert (await models.fails(model="scripted")).reason is Failure.ANSWER_TOO_LONG


def test_the_sdk_is_not_loaded_by_who_has_no_key():
    names = "services.assistant.__main__, services.assistant.providers.model"
    look = f"import sys, {names}; print(sorted({{'openai', 'httpx2'}} & set(sys.modules)))"
    ran = subprocess.run(
        [sys.executable, "-c", look],
        cwd=ROOT,
        env={"PYTHONPATH": f"{ROOT}:{ROOT / 'protos' / 'gen'}", "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (ran.stdout.strip(), ran.stderr) == ("[]", "")
