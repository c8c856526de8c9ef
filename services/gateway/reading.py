"""What a reader made of the body of a webhook: items, and what it had to set aside.

A body that holds no JSON value is `Unreadable`. A part of a readable body that is not as the
platform describes it is set aside under a reason, and the others go on.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from pydantic_core import from_json

from services.common.logs import event
from services.gateway.items import Item

log = logging.getLogger(__name__)

DEEPEST = 32
"""Levels of nesting. Platforms use about ten."""


class Unreadable(Exception):
    """The body holds no JSON value that we take."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


class Odd(Exception):
    """A part of the body is not as the platform describes it; the text is the reason."""


@dataclass
class Reading:
    """What was found in one body."""

    items: list[Item] = field(default_factory=list)
    set_aside: dict[str, int] = field(default_factory=dict)
    """How many parts were set aside, by reason."""

    readable: bool = True
    """False: the whole body was set aside."""

    def each(self, parts: Any, read: Callable[[Any], None], reason: str) -> None:
        """Read every part of a list by itself, whatever the others are like."""
        if not isinstance(parts, list):
            self._odd(reason)
            return
        for part in parts:
            try:
                read(part)
            except Odd as odd:
                self._odd(str(odd))
            except Exception as error:  # a bug of ours must not cost the others their answer
                event(log, "reader_failed", level=logging.ERROR, error=error)
                self._odd("READER_FAILED")

    def _odd(self, reason: str) -> None:
        self.set_aside[reason] = self.set_aside.get(reason, 0) + 1


def json_value(body: bytes) -> Any:
    """The JSON value of a body. Of repeated keys the last one holds."""
    try:
        value = from_json(body, allow_inf_nan=False)
    except ValueError as error:
        reason = "TOO_DEEP" if "recursion" in str(error) else "NOT_JSON"
        raise Unreadable(reason, str(error)) from None
    # Without 32 openings there cannot be 32 levels: most bodies need no walk.
    openings = body.count(b"{") + body.count(b"[")
    if openings > DEEPEST and _deeper_than(value, DEEPEST):
        raise Unreadable("TOO_DEEP", f"nested deeper than {DEEPEST} levels")
    return value


def _deeper_than(value: Any, levels: int) -> bool:
    level = [value] if isinstance(value, dict | list) else []
    for _ in range(levels):
        level = [
            child
            for each in level
            for child in (each.values() if isinstance(each, dict) else each)
            if isinstance(child, dict | list)
        ]
    return bool(level)
