"""Which messages may follow which: every call of a tool is answered, and nothing else is."""

from collections.abc import Sequence

from sandbox.openai.errors import Refusal
from sandbox.openai.forms import Assistant, Message, Result


def check_dialogue(messages: Sequence[Message]) -> None:
    """Raise Refusal where a result belongs to no call, or a call has no result."""
    open_calls: set[str] = set()
    called: set[str] = set()
    for place, message in enumerate(messages):
        if isinstance(message, Result):
            if message.tool_call_id not in called:
                raise _no_call(place)
            open_calls.discard(message.tool_call_id)
            continue
        if open_calls:
            raise _unanswered(place, open_calls)
        called = _calls_of(message, place)
        open_calls = set(called)
    if open_calls:
        raise _unanswered(len(messages), open_calls)


def _calls_of(message: Message, place: int) -> set[str]:
    if not isinstance(message, Assistant):
        return set()
    if message.content is None and message.refusal is None and message.tool_calls is None:
        text = "Invalid value for 'content': expected a string, got null."
        raise Refusal(text, None, f"messages.[{place}].content")
    return {call.id for call in message.tool_calls or []}


def _no_call(place: int) -> Refusal:
    message = (
        "Invalid parameter: messages with role 'tool' must be a response to a preceding message"
        " with 'tool_calls'."
    )
    return Refusal(message, None, f"messages.[{place}].role")


def _unanswered(place: int, calls: set[str]) -> Refusal:
    message = (
        "An assistant message with 'tool_calls' must be followed by tool messages responding to"
        " each 'tool_call_id'. The following tool_call_ids did not have response messages: "
    )
    return Refusal(message + ", ".join(sorted(calls)), None, f"messages.[{place}].role")
