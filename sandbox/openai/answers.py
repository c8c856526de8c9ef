"""What models said, in the form of OpenAI's answers."""

import hashlib
from dataclasses import replace
from typing import Any

from sandbox.door import Call
from sandbox.openai.forms import ChatForm
from sandbox.openai.scene import Said, ToolCall, Usage
from sandbox.openai.tokens import cut, prompt_tokens, tokens_of


def completion(form: ChatForm, call: Call, said: Said, *, number: int, now: int) -> dict[str, Any]:
    """The same request has the same ids of calls in its answer, also when it is sent again."""
    said = _identified(_shortened(said, form), call.raw)
    choices = [_choice(said, index) for index in range(form.n or 1)]
    return {
        "id": f"chatcmpl-sandbox{number}",
        "object": "chat.completion",
        "created": now,
        "model": form.model,
        "choices": choices,
        "usage": _usage(said.usage or _counted(said, call.body, len(choices))),
        "service_tier": "default",
    }


def _choice(said: Said, index: int) -> dict[str, Any]:
    message: dict[str, Any] = {
        "role": "assistant",
        "content": said.text,
        "refusal": said.refusal,
        "annotations": [],
    }
    if said.calls:
        message["tool_calls"] = [_call(call) for call in said.calls]
    usual = "tool_calls" if said.calls else "stop"
    finish_reason = said.finish_reason or usual
    return {"index": index, "message": message, "logprobs": None, "finish_reason": finish_reason}


def _call(call: ToolCall) -> dict[str, Any]:
    function = {"name": call.name, "arguments": call.arguments}
    return {"id": call.id, "type": "function", "function": function}


def _identified(said: Said, request: bytes) -> Said:
    calls = (
        call if call.id else replace(call, id=_call_id(request, place))
        for place, call in enumerate(said.calls)
    )
    return replace(said, calls=tuple(calls))


def _call_id(request: bytes, place: int) -> str:
    return f"call_{hashlib.sha256(b'%d %s' % (place, request)).hexdigest()[:24]}"


def _shortened(said: Said, form: ChatForm) -> Said:
    """A text longer than the caller wants is cut, as OpenAI does."""
    most = form.max_completion_tokens or form.max_tokens
    if said.text is None or most is None or tokens_of(said.text) <= most:
        return said
    return replace(said, text=cut(said.text, most), finish_reason=said.finish_reason or "length")


def _counted(said: Said, body: dict[str, Any], choices: int) -> Usage:
    calls = sum(tokens_of(call.name) + tokens_of(call.arguments) for call in said.calls)
    once = tokens_of(said.text or "") + tokens_of(said.refusal or "") + calls
    return Usage(prompt_tokens(body), once * choices)


def _usage(usage: Usage) -> dict[str, Any]:
    return {
        "prompt_tokens": usage.prompt_tokens,
        "completion_tokens": usage.completion_tokens,
        "total_tokens": usage.prompt_tokens + usage.completion_tokens,
        "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0},
        "completion_tokens_details": {"reasoning_tokens": 0, "audio_tokens": 0},
    }
