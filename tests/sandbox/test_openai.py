"""Does the sandbox's OpenAI answer and refuse the real SDK as OpenAI does?"""

import openai
import pytest

from tests.sandbox.openai_side import (
    OpenAISide,
    a_call,
    a_result,
    a_text,
    a_tool,
    sdk_of,
)


async def test_a_completion_has_an_answer_and_its_price(side):
    await side.scripts("Buongiorno!")
    answer = await side.asks("scripted", "Ciao")

    [choice] = answer.choices
    assert (choice.message.content, choice.finish_reason) == ("Buongiorno!", "stop")
    assert (answer.object, answer.model) == ("chat.completion", "scripted")
    assert answer.usage.prompt_tokens == 3 + 3 + 1
    assert answer.usage.completion_tokens == 3
    assert answer.usage.total_tokens == 10


async def test_tools_and_longer_texts_cost_more(side):
    short, long, tools = [
        (await side.asks("echo", text, **more)).usage.prompt_tokens
        for text, more in (("Ciao", {}), ("Ciao" * 100, {}), ("Ciao", {"tools": [a_tool("think")]}))
    ]

    assert long == short + 99
    assert tools > short + 30


async def test_an_answer_is_cut_where_the_caller_wants_no_more(side):
    answer = await side.asks("echo", "one two three four", max_completion_tokens=2)

    assert answer.choices[0].finish_reason == "length"
    assert answer.choices[0].message.content == "one two "
    assert answer.usage.completion_tokens == 2


async def test_several_answers_are_paid_for_each(side):
    answer = await side.asks("echo", "Ciao", n=3)

    assert [choice.index for choice in answer.choices] == [0, 1, 2]
    assert answer.usage.completion_tokens == 3


async def test_a_dialogue_with_tools_is_taken(side):
    said = await side.says(
        "echo",
        "Free on Friday?",
        a_call("find_slots"),
        a_result("none"),
        tools=[a_tool("find_slots")],
    )

    assert said.content == "none"


async def test_the_models_are_listed(side):
    names = {model.id async for model in side.sdk.models.list()}

    assert {"scripted", "attacker", "endless", "garbage", "mute", "receptionist"} <= names
    assert "text-embedding-3-small" in names
    assert (await side.sdk.models.retrieve("scripted")).id == "scripted"
    with pytest.raises(openai.NotFoundError):
        await side.sdk.models.retrieve("nobody")


@pytest.mark.parametrize("key", ["", "sandbox-wrong-key"])
async def test_only_who_has_the_key_is_answered(side, key):
    answer = await side.posts({"model": "echo", "messages": [a_text("Ciao")]}, key)

    error = answer.json()["error"]
    assert answer.status_code == 401
    assert error["code"] == ("invalid_api_key" if key else None)
    assert "wrong" not in error["message"]


async def test_the_sdk_sees_a_wrong_key(sandbox):
    async with sdk_of(sandbox.http, api_key="wrong") as sdk:
        with pytest.raises(openai.AuthenticationError) as refused:
            await OpenAISide(sandbox.http, sdk).asks("echo")

    assert refused.value.code == "invalid_api_key"


@pytest.mark.parametrize(
    "model",
    ["gpt-nobody", "", "attacker/nothing", "attacker/", "echo/louder", "text-embedding-3-small"],
)
async def test_an_unknown_model_is_told(side, model):
    with pytest.raises(openai.NotFoundError) as refused:
        await side.asks(model)

    assert refused.value.code == "model_not_found"


async def test_more_than_the_model_can_read_is_refused(side):
    with pytest.raises(openai.BadRequestError) as refused:
        await side.asks("echo", "word " * 110_000)

    assert refused.value.code == "context_length_exceeded"


@pytest.mark.parametrize(
    ("value", "error"),
    [
        (500, openai.InternalServerError),
        ({"status": 429, "retry_after": "7"}, openai.RateLimitError),
        (503, openai.InternalServerError),
    ],
    ids=["500", "429", "503"],
)
async def test_a_failed_status_is_the_sdks_own_error(side, value, error):
    await side.fault(action="status", value=value)
    with pytest.raises(error) as failed:
        await side.asks("echo")

    wanted = "7" if isinstance(value, dict) else None
    assert failed.value.response.headers.get("Retry-After") == wanted
    assert (await side.says("echo", "Ciao")).content == "Ciao"


@pytest.mark.parametrize(
    ("code", "status", "again"),
    [
        ("rate_limit_exceeded", 429, "1"),
        ("insufficient_quota", 429, None),
        ("context_length_exceeded", 400, None),
        ("invalid_api_key", 401, None),
        ("something_new", 400, None),
    ],
)
async def test_a_code_is_made_on_purpose(side, code, status, again):
    await side.fault(action="error_code", value=code)
    with pytest.raises(openai.APIStatusError) as failed:
        await side.asks("echo")

    assert (failed.value.status_code, failed.value.code) == (status, code)
    assert failed.value.response.headers.get("Retry-After") == again


@pytest.mark.parametrize(("provider", "code"), [("openai", 429), ("meta", "rate_limit_exceeded")])
async def test_codes_are_words_with_openai_alone(sandbox, provider, code):
    asked = {"provider": provider, "action": "error_code", "value": code}

    assert (await sandbox.http.post("/faults", json=asked)).status_code == 422


async def test_a_call_may_hang_or_be_late(side):
    for action, value in (("hang", None), ("delay", 1)):
        await side.fault(action=action, value=value, match="gone away")
        with pytest.raises(openai.APITimeoutError):
            await side.asks("echo", "gone away", timeout=0.2)

    assert (await side.says("echo", "gone away")).content == "gone away"


async def test_the_sdk_tries_again_by_itself(sandbox):
    async with sdk_of(sandbox.http, max_retries=1) as sdk:
        side = OpenAISide(sandbox.http, sdk)
        await side.fault(action="status", value={"status": 429, "retry_after": "0"})

        assert (await side.says("echo", "Ciao")).content == "Ciao"


async def test_the_journal_holds_the_call_and_never_the_key(side):
    await side.asks("echo", "Ciao" * 10_000)
    await side.posts({"model": "nobody", "messages": []}, key="sandbox-another-key")
    found = await side.journal()

    taken, refused = found
    assert (taken["method"], taken["path"], taken["status"]) == (
        "POST",
        "/v1/chat/completions",
        200,
    )
    assert taken["body"]["model"] == "echo"
    assert taken["body"]["messages"][0]["content"].endswith("... (40000 characters)")
    assert (taken["to"], taken["error"]) == (None, None)
    assert (refused["status"], refused["error"].split(":")[0]) == (401, "invalid_api_key")
    assert "openai-key" not in str(found)
    assert "another-key" not in str(found)


async def test_the_key_can_be_another(open_sandbox):
    async with (
        open_sandbox(openai_key="my-own") as sandbox,
        sdk_of(sandbox.http, api_key="my-own") as sdk,
    ):
        assert (await OpenAISide(sandbox.http, sdk).says("echo", "Ciao")).content == "Ciao"
