"""`garbage`: answers that no model should give, one after the other.

`garbage/<kind>` gives that one alone.
"""

import json
from collections.abc import Callable
from typing import Any

from sandbox.openai.models.attacks import POISON
from sandbox.openai.scene import Answered, Raw, Said, Scene, ToolCall


def _called(scene: Scene, arguments: str) -> Said:
    name = scene.tools[0].name if scene.tools else "find_slots"
    return Said(calls=(ToolCall(name, arguments),))


def _body(**changes: Any) -> Raw:
    """A completion, with something wrong."""
    message = {"role": "assistant", "content": "Ciao", "refusal": None}
    choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
    body = {
        "id": "chatcmpl-garbage",
        "object": "chat.completion",
        "created": 1,
        "model": "garbage",
        "choices": [choice],
        "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
    }
    return Raw(json.dumps({**body, **changes}).encode())


def _message(**message: Any) -> Raw:
    choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
    return _body(choices=[choice])


GARBAGE: dict[str, Callable[[Scene], Answered]] = {
    "half_json": lambda scene: _called(scene, '{"when_text": "fri'),
    "no_json": lambda scene: _called(scene, "friday, please"),
    "no_arguments": lambda scene: _called(scene, ""),
    "list_arguments": lambda scene: _called(scene, "[1, 2]"),
    "huge_number": lambda scene: _called(scene, '{"party_size": 1' + "0" * 400 + "}"),
    "unknown_tool": lambda _: Said(calls=(ToolCall("make_coffee", "{}"),)),
    "unspeakable_tool": lambda _: Said(calls=(ToolCall("", "{}"), ToolCall("a b\n" * 50, "{}"))),
    "no_choices": lambda _: _body(choices=[]),
    "null_choices": lambda _: _body(choices=None),
    "null_content": lambda _: _message(role="assistant", content=None, refusal=None),
    "empty_content": lambda _: _message(role="assistant", content="", refusal=None),
    "blank_content": lambda _: _message(role="assistant", content=" \n\u200b", refusal=None),
    "poison": lambda _: Said(POISON),
    "endless_text": lambda _: Said("la " * 100_000),
    "number_content": lambda _: _message(role="assistant", content=7, refusal=None),
    "no_message": lambda _: _body(choices=[{"index": 0, "finish_reason": "stop"}]),
    "calls_of_wrong_type": lambda _: _message(role="assistant", content=None, tool_calls="all"),
    "null_function": lambda _: _message(
        role="assistant", content=None, tool_calls=[{"id": None, "type": "x", "function": None}]
    ),
    "no_usage": lambda _: _body(usage=None),
    "usage_of_wrong_type": lambda _: _body(usage={"prompt_tokens": "many"}),
    "negative_usage": lambda _: _body(usage={"prompt_tokens": -5, "completion_tokens": -(10**30)}),
    "list_body": lambda _: Raw(b"[]"),
    "null_body": lambda _: Raw(b"null"),
    "empty_body": lambda _: Raw(b""),
    "page": lambda _: Raw(b"<html><body>Bad gateway</body></html>"),
    "truncated": lambda _: Raw(b'{"id": "chatcmpl-1", "choices": [{"index": 0, "mess'),
    "not_utf8": lambda _: Raw(b'{"id": "\xff\xfe'),
}


def rubbish(scene: Scene, number: int) -> Answered:
    """The n-th of them, or the one that the model's name asks for."""
    kinds = list(GARBAGE)
    return GARBAGE[scene.wish or kinds[number % len(kinds)]](scene)
