"""What a model sees of a request, and what it may answer."""

import json
import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sandbox.openai.forms import Assistant, ChatForm, Customer, Function, Message, Result


@dataclass(frozen=True)
class ToolCall:
    name: str
    arguments: str
    """JSON, unless the model has reasons."""
    id: str = ""
    """Empty: one is made."""


@dataclass(frozen=True)
class Usage:
    prompt_tokens: int
    completion_tokens: int


@dataclass(frozen=True)
class Said:
    """A model's answer."""

    text: str | None = None
    calls: tuple[ToolCall, ...] = ()
    refusal: str | None = None
    finish_reason: str = ""
    """Empty: what usually follows from the rest."""
    usage: Usage | None = None
    """None: counted."""


@dataclass(frozen=True)
class Raw:
    """A body sent as it stands."""

    body: bytes


@dataclass(frozen=True)
class Silence:
    """The caller waits for ever."""


Answered = Said | Raw | Silence

SPOKEN = ("text", "message", "said", "wrote", "writes")
"""Words in keys under which callers put what somebody said."""


@dataclass(frozen=True)
class Scene:
    form: ChatForm
    wish: str
    """What the model's name says behind the slash."""

    @cached_property
    def tools(self) -> list[Function]:
        return [tool.function for tool in self.form.tools or []]

    @cached_property
    def texts(self) -> list[str]:
        """All that anybody said, instructions too, oldest first."""
        return [text for message in self.form.messages for text in _texts_of(message)]

    @cached_property
    def customer(self) -> str:
        """What the customer wrote last, without what else is told about it."""
        said = [each for each in self.form.messages if isinstance(each, Customer)]
        return spoken_in(text_of(said[-1])) if said else ""

    @cached_property
    def results(self) -> list[str]:
        """What tools answered since then, oldest first."""
        return [text_of(each) for each in self._since if isinstance(each, Result)]

    @cached_property
    def round(self) -> int:
        """How often a model has answered since then."""
        return sum(isinstance(each, Assistant) for each in self._since)

    def tool(self, *names: str) -> Function | None:
        """The first offered one of these names, or with one of them in its own."""
        for name in names:
            exact = [tool for tool in self.tools if tool.name == name]
            like = exact or [tool for tool in self.tools if name in tool.name]
            if like:
                return like[0]
        return None

    def values(self, key: str) -> list[str]:
        """All that stands under a key in the last text that has it, once each."""
        for text in reversed(self.texts):
            if found := values_in(text, key):
                return found
        return []

    @property
    def _since(self) -> list[Message]:
        messages = self.form.messages
        last = max(
            (at for at, each in enumerate(messages) if isinstance(each, Customer)), default=-1
        )
        return messages[last + 1 :]


def text_of(message: Message) -> str:
    return "\n".join(_texts_of(message))


def _texts_of(message: Message) -> list[str]:
    name = (
        [message.name] if getattr(message, "name", "") and not isinstance(message, Result) else []
    )
    if isinstance(message.content, str):
        return [*name, message.content]
    parts: list[Any] = list(message.content or [])
    return name + [part.text for part in parts if hasattr(part, "text")]


def spoken_in(text: str) -> str:
    """What was said, where it stands in a JSON object among other data; else the text itself."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return text
    found = {key: _joined(each) for key, each in data.items()} if isinstance(data, dict) else {}
    said = [each for key, each in found.items() if each and any(word in key for word in SPOKEN)]
    return next(iter(said), "") or max(found.values(), key=len, default="") or text


def _joined(value: Any) -> str:
    """A text, or several."""
    texts = value if isinstance(value, list) else [value]
    return "\n".join(each for each in texts if isinstance(each, str))


def values_in(text: str, key: str) -> list[str]:
    """What stands under a key, in JSON or in words (`slot_id: s1`), each value once."""
    pattern = rf'\b{re.escape(key)}\b\\?"?\s?[:=]\s?(?:\\?"((?:[^"\\]|\\.)*?)\\?"|([\w.+:-]+))'
    found = re.findall(pattern, text)
    values = (_unescaped(quoted) if quoted else plain for quoted, plain in found)
    return list(dict.fromkeys(values))


def _unescaped(text: str) -> str:
    try:
        return str(json.loads(f'"{text}"'))
    except ValueError:
        return text
