"""What `scripted` says: answers that a test has written beforehand."""

import json
import re
from itertools import count
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, field_validator

from sandbox.openai.scene import Said, Scene, ToolCall, Usage

FALLBACK = "I am sorry, I have no answer to that. Could you say it in other words?"
_PLACEHOLDER = re.compile(r"\{\{(\w+)(?::([1-9][0-9]?))?\}\}")


class _Written(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class WrittenCall(_Written):
    name: str
    arguments: dict[str, Any] | str = Field(default_factory=dict)
    """A text is sent as it stands, JSON or not."""
    id: str = ""


class WrittenUsage(_Written):
    prompt_tokens: int
    completion_tokens: int


class WrittenAnswer(_Written):
    text: str | None = None
    calls: list[WrittenCall] = Field(default_factory=list)
    refusal: str | None = None
    finish_reason: str = ""
    usage: WrittenUsage | None = None
    """Instead of what is counted."""

    def said(self, scene: Scene) -> Said:
        calls = (
            ToolCall(call.name, _filled(_as_text(call.arguments), scene), call.id)
            for call in self.calls
        )
        return Said(
            text=None if self.text is None else _filled(self.text, scene),
            calls=tuple(calls),
            refusal=self.refusal,
            finish_reason=self.finish_reason,
            usage=Usage(**self.usage.model_dump()) if self.usage else None,
        )


class Script(_Written):
    """Answers, one for each call.

    With `when`, a regular expression that is looked for in what the customer wrote last, they begin
    anew with each such text: the first answer, then what follows on the tools' results; the same
    call gets the same answer again. Without it they are the answers to a whole dialogue, one after
    the other for each conversation, whatever is written. `conversation` limits a script to the
    calls which say it as `safety_identifier`, `prompt_cache_key` or `user`.
    """

    when: str = ""
    conversation: str = ""
    answers: list[WrittenAnswer] = Field(min_length=1)

    @field_validator("when")
    @classmethod
    def _is_expression(cls, text: str) -> str:
        try:
            re.compile(text)
        except re.error as error:
            raise ValueError(f"no regular expression: {error}") from None
        return text

    def hears(self, scene: Scene) -> bool:
        if self.conversation and self.conversation != scene.form.conversation:
            return False
        return not self.when or re.search(self.when, scene.customer, re.IGNORECASE) is not None


class Scripts:
    """The first script with an answer left is played."""

    def __init__(self) -> None:
        self.ids = count(1)
        self.known: dict[int, Script] = {}
        self.played: dict[tuple[int, str], int] = {}

    def add(self, script: Script) -> int:
        number = next(self.ids)
        self.known[number] = script
        return number

    def answer(self, scene: Scene) -> Said:
        for number, script in self.known.items():
            if not script.hears(scene):
                continue
            conversation = (number, scene.form.conversation)
            played = self.played.get(conversation, 0)
            turn = scene.round if script.when else played
            if turn < len(script.answers):
                self.played[conversation] = played + 1
                return script.answers[turn].said(scene)
        return Said(FALLBACK)

    def as_json(self) -> list[dict[str, Any]]:
        return [
            {"id": number, "played": self._times(number), **script.model_dump()}
            for number, script in self.known.items()
        ]

    def clear(self) -> None:
        self.known.clear()
        self.played.clear()

    def _times(self, number: int) -> int:
        return sum(times for (script, _), times in self.played.items() if script == number)


def _as_text(arguments: dict[str, Any] | str) -> str:
    return arguments if isinstance(arguments, str) else json.dumps(arguments, ensure_ascii=False)


def _filled(text: str, scene: Scene) -> str:
    """`{{slot_id}}` is what the last text with that key says, `{{slot_id:2}}` the second it says.

    One that is nowhere stays as it was written.
    """

    def value(found: re.Match[str]) -> str:
        values, which = scene.values(found[1]), int(found[2] or 1)
        return values[which - 1] if which <= len(values) else found[0]

    return _PLACEHOLDER.sub(value, text)
