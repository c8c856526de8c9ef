"""Does the sandbox's OpenAI answer and refuse the real SDK as OpenAI does?"""

import openai
import pytest

from tests.sandbox.openai_side import (
    KEY,
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
    "model", ["gpt-nobody", "", "attacker/nothing", "echo/louder", "text-embedding-3-small"]
)
async def test_an_unknown_model_is_told(side, model):
    with pytest.raises(openai.NotFoundError) as refused:
        await side.asks(model)

    assert refused.value.code == "model_not_found"


async def test_more_than_the_model_can_read_is_refused(side):
    with pytest.raises(openai.BadRequestError) as refused:
        await side.asks("echo", "word " * 110_000)

    assert refused.value.code == "context_length_exceeded"


CALLED = a_call("find_slots")
DIALOGUE = [a_text("Ciao"), CALLED, a_result("none")]
MISSING = "missing_required_parameter"
A_PICTURE = {"type": "image_url", "image_url": {"url": "x"}}
WRONG = {
    "no model": ({"model": None}, "invalid_type", "model"),
    "no messages": ({"messages": []}, "empty_array", "messages"),
    "a word for messages": ({"messages": "Ciao"}, "invalid_type", "messages"),
    "role": ({"messages": [{"role": "usr", "content": "Ciao"}]}, "invalid_value", "messages[0]"),
    "no role": ({"messages": [{"content": "Ciao"}]}, MISSING, "messages[0]"),
    "no content": ({"messages": [{"role": "user"}]}, MISSING, "messages[0].content"),
    "null content": (
        {"messages": [{"role": "user", "content": None}]},
        "invalid_type",
        "messages[0].content",
    ),
    "nothing said": ({"messages": [{"role": "assistant"}]}, None, "messages.[0].content"),
    "a picture of the assistant": (
        {"messages": [{"role": "assistant", "content": [A_PICTURE]}]},
        "invalid_type",
        "messages[0].content",
    ),
    "a result without call": (
        {"messages": [a_text("Ciao"), a_result("none")]},
        None,
        "messages.[1].role",
    ),
    "a result of another call": (
        {"messages": [a_text("Ciao"), CALLED, a_result("none", "call_2")]},
        None,
        "messages.[2].role",
    ),
    "a result too late": (
        {"messages": [*DIALOGUE, a_text("And?"), a_result("none")]},
        None,
        "messages.[4].role",
    ),
    "a call without result": ({"messages": [a_text("Ciao"), CALLED]}, None, "messages.[2].role"),
    "a call answered too late": (
        {"messages": [CALLED, a_text("Ciao"), a_result("x")]},
        None,
        "messages.[1].role",
    ),
    "arguments that are no text": (
        {"messages": [a_call("f", {"a": 1}), a_result("x")]},
        "invalid_type",
        "messages[0].tool_calls[0].function.arguments",
    ),
    "a tool called with a space": (
        {"messages": [a_call("find slots"), a_result("x")]},
        "invalid_value",
        "messages[0].tool_calls[0].function.name",
    ),
    "an id too long": (
        {"messages": [a_call("f", call_id="c" * 41), a_result("x", "c" * 41)]},
        "invalid_value",
        "messages[0].tool_calls[0].id",
    ),
    "no tools": ({"tools": []}, "empty_array", "tools"),
    "too many tools": ({"tools": [a_tool(f"f{n}") for n in range(129)]}, "invalid_value", "tools"),
    "a tool without function": (
        {"tools": [{"type": "function", "name": "f"}]},
        MISSING,
        "tools[0].function",
    ),
    "a choice without tools": ({"tool_choice": "auto"}, None, "tool_choice"),
    "a choice that is not offered": (
        {"tools": [a_tool("f")], "tool_choice": {"type": "function", "function": {"name": "g"}}},
        None,
        "tool_choice",
    ),
    "too warm": ({"temperature": 3}, "invalid_value", "temperature"),
    "warm in words": ({"temperature": "1"}, "invalid_type", "temperature"),
    "nothing to say": ({"max_completion_tokens": 0}, "invalid_value", "max_completion_tokens"),
    "a stream": ({"stream": True}, "unsupported_value", "stream"),
    "an unknown argument": ({"num_ctx": 1}, None, None),
}


@pytest.mark.parametrize(("change", "code", "param"), WRONG.values(), ids=WRONG)
async def test_what_openai_refuses_is_refused_in_its_form(side, change, code, param):
    answer = await side.posts({"model": "echo", "messages": [a_text("Ciao")], **change})

    error = answer.json()["error"]
    assert (answer.status_code, error["type"]) == (400, "invalid_request_error")
    assert (error["code"], error["param"]) == (code, param)
    assert error["message"]


async def test_what_is_no_json_is_refused(side):
    headers = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"}
    for body in (b"{", b"[]", b'"echo"', b""):
        answer = await side.http.post("/v1/chat/completions", content=body, headers=headers)

        assert answer.status_code == 400
        assert "JSON" in answer.json()["error"]["message"] or not body


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
