"""What a text costs: one token for every four bytes of it, begun ones counted whole.

Each message costs three more, and each call three, as with OpenAI; tools count as the JSON that
was sent. OpenAI's own figures come from its tokenizer and differ by a quarter or so.
"""

import json
from typing import Any

BYTES_OF_A_TOKEN = 4
OVERHEAD = 3


def tokens_of(text: str) -> int:
    return -(-len(text.encode(errors="replace")) // BYTES_OF_A_TOKEN)


def prompt_tokens(body: dict[str, Any]) -> int:
    """Of the messages and tools as they were sent."""
    messages = sum(OVERHEAD + _of_message(each) for each in body["messages"])
    tools = body.get("tools")
    return OVERHEAD + messages + (tokens_of(_packed(tools)) if tools else 0)


def cut(text: str, most: int) -> str:
    """As much of a text as so many tokens hold."""
    return text.encode(errors="replace")[: most * BYTES_OF_A_TOKEN].decode(errors="ignore")


def _of_message(message: dict[str, Any]) -> int:
    content = message.get("content")
    said = content if isinstance(content, str) else _packed(content) if content else ""
    calls = message.get("tool_calls")
    return tokens_of(said) + (tokens_of(_packed(calls)) if calls else 0)


def _packed(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
