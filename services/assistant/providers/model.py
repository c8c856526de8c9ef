"""A language model that answers with words or asks for tools, by any API like OpenAI's."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from services.assistant.domain.model import (
    FromCustomer,
    FromModel,
    FromTool,
    Instructions,
    ModelAnswer,
    Said,
    Tool,
    ToolCall,
)
from services.assistant.domain.model_answer import answer_in
from services.assistant.providers.model_host import ModelHost

if TYPE_CHECKING:
    from openai import AsyncOpenAI


class ChatModel:
    """One model of a host. It keeps nothing between calls."""

    def __init__(self, host: ModelHost, name: str, *, most_tokens: int) -> None:
        self.name = name
        self._host = host
        self._most_tokens = most_tokens

    async def answer(
        self, messages: Sequence[Said], tools: Sequence[Tool], *, until: datetime
    ) -> ModelAnswer:
        """What it says next, or which tools it asks for; ModelFailed where it does not until
        then."""
        request: dict[str, Any] = {
            "model": self.name,
            "messages": [_message(each) for each in messages],
            "max_completion_tokens": self._most_tokens,
        }
        if tools:
            request |= {"tools": [_tool(each) for each in tools], "parallel_tool_calls": False}

        async def ask(client: "AsyncOpenAI") -> Any:
            return await client.chat.completions.with_raw_response.create(**request)

        return await self._host.call(self.name, ask, answer_in, until=until)


def _message(said: Said) -> Mapping[str, Any]:
    match said:
        case Instructions(text):
            return {"role": "system", "content": text}
        case FromCustomer(text):
            return {"role": "user", "content": text}
        case FromTool(call_id, text):
            return {"role": "tool", "tool_call_id": call_id, "content": text}
        case FromModel(text, calls):
            asked = {"tool_calls": [_call(each) for each in calls]} if calls else {}
            return {"role": "assistant", "content": text or None, **asked}


def _call(call: ToolCall) -> Mapping[str, Any]:
    function = {"name": call.name, "arguments": call.arguments}
    return {"id": call.call_id, "type": "function", "function": function}


def _tool(tool: Tool) -> Mapping[str, Any]:
    function = {
        "name": tool.name,
        "description": tool.description,
        "parameters": tool.parameters,
        "strict": True,
    }
    return {"type": "function", "function": function}
