"""Is a wrong request refused as OpenAI refuses it, and told what is wrong where?"""

import pytest

from tests.sandbox.openai_side import KEY, a_call, a_result, a_text, a_tool

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


async def test_a_body_nested_without_end_is_refused_too(side):
    for levels in (300, 600, 950, 50_000):
        deep = b'{"a":' * levels + b"1" + b"}" * levels
        headers = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"}
        body = b'{"model": "echo", "messages": [], "metadata": ' + deep + b"}"
        answer = await side.http.post("/v1/chat/completions", content=body, headers=headers)

        assert answer.status_code == 400
    assert len(await side.journal()) == 4
