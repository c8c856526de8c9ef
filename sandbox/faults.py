"""What goes wrong on purpose: calls that hang or are refused, webhooks lost or out of order."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, model_validator

ON_CALLS = frozenset({"hang", "status", "error_code", "delay"})
ON_WEBHOOKS = frozenset({"drop", "reorder"})


class AskedFault(BaseModel):
    """Calls take hang, status, error_code and delay; webhooks take drop and reorder.

    `match` is text to be found in "METHOD path body" (the body as compact JSON); empty: all.
    `value` is, for hang, nothing or "accepted" (the call took effect, only its answer is lost);
    for status, the HTTP status, or {"status": ..., "retry_after": ...} with what its header
    Retry-After says, seconds or an HTTP date; for error_code, the provider's code (a number, with
    OpenAI a word), or {"code": ..., "via": "status"} for one that comes in a failed status; for
    delay, seconds.
    `times` null: until removed.
    """

    model_config = ConfigDict(extra="forbid")

    provider: Literal["meta", "instagram", "twilio", "zaptra", "chatwoot", "google", "openai"]
    match: str = ""
    action: Literal["hang", "status", "error_code", "delay", "drop", "reorder"]
    value: Any = None
    times: int | None = 1

    @model_validator(mode="after")
    def _value_fits(self) -> Self:
        if not _FITS[self.action](self.value) or not self._is_of_provider():
            raise ValueError(f"value does not fit the action {self.action}")
        if self.times is not None and self.times < 1:
            raise ValueError("times is at least 1, or null for ever")
        return self

    def _is_of_provider(self) -> bool:
        """Only OpenAI's codes are words."""
        if self.action != "error_code":
            return True
        code = self.value["code"] if isinstance(self.value, dict) else self.value
        return isinstance(code, str) == (self.provider == "openai")

    @property
    def status(self) -> int:
        """The HTTP status of the action status."""
        return int(self.value["status"] if isinstance(self.value, dict) else self.value)

    @property
    def headers(self) -> dict[str, str]:
        """What the answer of the action status says besides."""
        return {"Retry-After": self.value["retry_after"]} if isinstance(self.value, dict) else {}


def _is_refusal(value: Any) -> bool:
    if isinstance(value, dict):
        return set(value) == {"code", "via"} and value["via"] in {"answer", "status"}
    return isinstance(value, int | str)


def _is_status(value: Any) -> bool:
    if not isinstance(value, dict):
        return _is_trouble(value)
    named = set(value) == {"status", "retry_after"}
    return named and _is_trouble(value["status"]) and _is_header(value["retry_after"])


def _is_trouble(value: Any) -> bool:
    return isinstance(value, int) and 300 <= value <= 599


def _is_header(value: Any) -> bool:
    return isinstance(value, str) and value.isascii() and value.isprintable()


_FITS: dict[str, Callable[[Any], bool]] = {
    "hang": lambda value: value in (None, "accepted"),
    "status": _is_status,
    "error_code": _is_refusal,
    "delay": lambda value: isinstance(value, int | float) and value >= 0,
    "drop": lambda value: value is None,
    "reorder": lambda value: value is None,
}


@dataclass
class Fault:
    id: int
    asked: AskedFault
    left: int | None

    def as_json(self) -> dict[str, Any]:
        return {"id": self.id, **self.asked.model_dump(), "left": self.left}

    def hits(self, provider: str, line: str, actions: frozenset[str]) -> bool:
        asked = self.asked
        return asked.action in actions and asked.provider == provider and asked.match in line


class Faults:
    """The faults in force; each is used up after its `times`."""

    def __init__(self) -> None:
        self.ids = count(1)
        self.active: dict[int, Fault] = {}
        self.generation = 0
        """Grows when faults are removed, so that what hangs lets go."""
        self.era = 0
        """Grows with each reset, so that what was delayed is not done after it."""

    def add(self, asked: AskedFault) -> Fault:
        fault = Fault(next(self.ids), asked, asked.times)
        self.active[fault.id] = fault
        return fault

    def on_call(self, provider: str, line: str) -> AskedFault | None:
        return self._take(provider, line, ON_CALLS)

    def on_webhook(self, provider: str, line: str) -> AskedFault | None:
        return self._take(provider, line, ON_WEBHOOKS)

    def remove(self, fault_id: int) -> bool:
        self.generation += 1
        return self.active.pop(fault_id, None) is not None

    def clear(self) -> None:
        self.generation += 1
        self.active.clear()

    def reset(self) -> None:
        self.era += 1
        self.clear()

    def _take(self, provider: str, line: str, actions: frozenset[str]) -> AskedFault | None:
        """The oldest fault that hits, counted down."""
        for fault in self.active.values():
            if fault.hits(provider, line, actions):
                self._count_down(fault)
                return fault.asked
        return None

    def _count_down(self, fault: Fault) -> None:
        if fault.left is None:
            return
        fault.left -= 1
        if fault.left == 0:
            del self.active[fault.id]
