"""Reads what a model answered: everything may be missing, of another kind, or far too long.

Fields that are not known are not looked at.
"""

from collections.abc import Mapping
from typing import Any

from services.assistant.domain.model import Failure, ModelAnswer, ModelFailed, TokenUse, ToolCall
from services.assistant.domain.model_text import seen, storable

LONGEST_TEXT = 4096
"""Characters: what one message may have."""
LONGEST_ARGUMENTS = 64 * 1024
"""Bytes."""
LONGEST_NAME = 64
"""Characters of a tool's name, and of the id of a call."""
MOST_CALLS = 8
MOST_TOKENS = 100_000_000
"""More than this nobody is billed for one call: it is no number of tokens."""


def answer_in(body: object) -> ModelAnswer:
    """The answer, or ModelFailed."""
    usage = usage_in(body)
    choice = _first_choice(body, usage)
    message = choice.get("message")
    if not isinstance(message, dict):
        raise ModelFailed(Failure.ANSWER_UNREADABLE, usage)
    if choice.get("finish_reason") == "content_filter" or message.get("refusal"):
        raise ModelFailed(Failure.CONTENT_FILTERED, usage)
    answer = ModelAnswer(_text(message, usage), _calls(message, usage), usage)
    if choice.get("finish_reason") == "length":
        raise ModelFailed(Failure.ANSWER_TOO_LONG, usage)
    if not answer.text and not answer.calls:
        raise ModelFailed(Failure.ANSWER_EMPTY, usage)
    return answer


def usage_in(body: object) -> TokenUse:
    """What is billed; nothing where it does not say."""
    told = body.get("usage") if isinstance(body, dict) else None
    if not isinstance(told, dict):
        return TokenUse()
    return TokenUse(_tokens(told.get("prompt_tokens")), _tokens(told.get("completion_tokens")))


def _first_choice(body: object, usage: TokenUse) -> Mapping[str, Any]:
    choices = body.get("choices") if isinstance(body, dict) else None
    if not isinstance(choices, list):
        raise ModelFailed(Failure.ANSWER_UNREADABLE, usage)
    if not choices:
        raise ModelFailed(Failure.ANSWER_EMPTY, usage)
    choice = choices[0]
    if not isinstance(choice, dict):
        raise ModelFailed(Failure.ANSWER_UNREADABLE, usage)
    return choice


def _text(message: Mapping[str, Any], usage: TokenUse) -> str:
    text = message.get("content")
    if text is None:
        return ""
    if not isinstance(text, str):
        raise ModelFailed(Failure.ANSWER_UNREADABLE, usage)
    if len(text) > LONGEST_TEXT:
        raise ModelFailed(Failure.ANSWER_TOO_LONG, usage)
    return storable(text).strip() if seen(text).strip() else ""


def _calls(message: Mapping[str, Any], usage: TokenUse) -> tuple[ToolCall, ...]:
    calls = message.get("tool_calls")
    if calls is None:
        return ()
    if not isinstance(calls, list):
        raise ModelFailed(Failure.CALLS_UNREADABLE, usage)
    if len(calls) > MOST_CALLS:
        raise ModelFailed(Failure.ANSWER_TOO_LONG, usage)
    return tuple(_call(each, usage) for each in calls)


def _call(call: object, usage: TokenUse) -> ToolCall:
    function = call.get("function") if isinstance(call, dict) else None
    if not isinstance(call, dict) or not isinstance(function, dict):
        raise ModelFailed(Failure.CALLS_UNREADABLE, usage)
    call_id, name, arguments = call.get("id"), function.get("name"), function.get("arguments")
    if not _is_name(call_id) or not _is_name(name) or not isinstance(arguments, str):
        raise ModelFailed(Failure.CALLS_UNREADABLE, usage)
    if len(arguments.encode(errors="replace")) > LONGEST_ARGUMENTS:
        raise ModelFailed(Failure.ARGUMENTS_TOO_LONG, usage)
    return ToolCall(str(call_id), str(name), storable(arguments))


def _is_name(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= LONGEST_NAME and value.isprintable()


def _tokens(value: object) -> int:
    known = isinstance(value, int) and not isinstance(value, bool)
    return value if known and isinstance(value, int) and 0 <= value <= MOST_TOKENS else 0
