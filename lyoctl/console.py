"""What a person sees of a running installation: one stream of lines, each service in its colour."""

import json
import os
import sys
from typing import TextIO

from rich.console import Console as RichConsole
from rich.table import Table

COLOURS = {
    "gateway": 36,
    "tenant": 33,
    "booking": 32,
    "assistant": 35,
    "notifier": 34,
    "sandbox": 90,
    "postgres": 90,
}
LEVEL_COLOURS = {"warning": 33, "error": 31, "critical": 31}
WIDEST = max(len(name) for name in COLOURS)
NOT_REPEATED = {"time", "level", "event", "service"}
"""Fields of a log line that stand at its front; `service` is the name before it."""


class Console:
    """Prints lines of processes; in colour on a terminal, unless NO_COLOR is set."""

    def __init__(self, out: TextIO = sys.stdout) -> None:
        self.out = out
        self.coloured = out.isatty() and not os.environ.get("NO_COLOR")

    def line(self, name: str, line: str) -> None:
        """One line of a process: JSON is shown as text, all else as it came."""
        if line:
            front = self._paint(f"{name:<{WIDEST}}", COLOURS.get(name, 0))
            print(front, self._readable(line), file=self.out, flush=True)

    def say(self, text: str) -> None:
        print(text, file=self.out, flush=True)

    def table(self, table: Table) -> None:
        RichConsole(file=self.out, soft_wrap=True).print(table)

    def _readable(self, line: str) -> str:
        try:
            record = json.loads(line)
            clock, level, event = record["time"][11:23], record["level"], record["event"]
        except (ValueError, TypeError, KeyError):
            return line
        rest = [f"{key}={_short(value)}" for key, value in record.items() if _worth(key, value)]
        event = self._paint(event, LEVEL_COLOURS.get(level, 0))
        return " ".join([clock, event, *rest])

    def _paint(self, text: str, code: int) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.coloured and code else text


def _worth(key: str, value: object) -> bool:
    return key not in NOT_REPEATED and value not in (None, "", "-")


def _short(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
