"""What tests do with the sandbox's OpenAI, by the real SDK."""

import contextlib
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
from openai import AsyncOpenAI

KEY = "sandbox-openai-key"


class OpenAISide:
    def __init__(self, http: httpx.AsyncClient, sdk: AsyncOpenAI) -> None:
        self.http = http
        self.sdk = sdk

    async def asks(self, model: str, *messages: Any, **more: Any) -> Any:
        """A completion; texts are the customer's."""
        said = [a_text(each) if isinstance(each, str) else each for each in messages or ("Ciao",)]
        return await self.sdk.chat.completions.create(model=model, messages=said, **more)

    async def says(self, model: str, *messages: Any, **more: Any) -> Any:
        """What the model says."""
        return (await self.asks(model, *messages, **more)).choices[0].message

    async def posts(
        self, body: Any, key: str = KEY, path: str = "/v1/chat/completions"
    ) -> httpx.Response:
        """Without the SDK, so that it can be wrong."""
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        content = json.dumps(body)
        return await self.http.post(path, content=content, headers=headers)

    async def scripts(self, *answers: Any, **more: Any) -> None:
        said = [{"text": each} if isinstance(each, str) else each for each in answers]
        answer = await self.http.post("/models/scripts", json={"answers": said, **more})
        assert answer.status_code == 201, answer.text

    async def fault(self, **asked: Any) -> None:
        answer = await self.http.post("/faults", json={"provider": "openai", **asked})
        assert answer.status_code == 201, answer.text

    async def journal(self) -> list[dict[str, Any]]:
        found = await self.http.get("/journal", params={"provider": "openai"})
        return list(found.json())


def a_text(text: str) -> dict[str, Any]:
    return {"role": "user", "content": text}


def a_call(name: str, arguments: Any = None, call_id: str = "call_1") -> dict[str, Any]:
    """A model's message that asks for a tool."""
    function = {"name": name, "arguments": arguments or "{}"}
    called = {"id": call_id, "type": "function", "function": function}
    return {"role": "assistant", "content": None, "tool_calls": [called]}


def a_result(text: str, call_id: str = "call_1") -> dict[str, Any]:
    return {"role": "tool", "tool_call_id": call_id, "content": text}


def a_tool(name: str, /, *, strict: bool = True, **properties: Any) -> dict[str, Any]:
    parameters = {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
    function = {"name": name, "description": name, "parameters": parameters, "strict": strict}
    return {"type": "function", "function": function}


@contextlib.asynccontextmanager
async def sdk_of(http: httpx.AsyncClient, **settings: Any) -> AsyncIterator[AsyncOpenAI]:
    chosen = {
        "api_key": KEY,
        "base_url": str(http.base_url.join("/v1")),
        "max_retries": 0,
        "timeout": 10,
        **settings,
    }
    async with AsyncOpenAI(**chosen) as sdk:
        yield sdk
