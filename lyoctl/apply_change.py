"""One step of bringing a tenant to what its file says: shown first, done after."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from google.protobuf.message import Message

from lyoctl.operator import Stubs
from lyoctl.tenant_file import Source

LONGEST_SHOWN = 40

Act = Callable[[], Awaitable[str | None]]


@dataclass(frozen=True)
class Options:
    """`prune` deletes what the file does not name, `secrets` sets all tokens anew."""

    dry_run: bool = False
    prune: bool = False
    secrets: bool = False


@dataclass(frozen=True)
class Change:
    """`lines` show it: `+` made, `~` changed, `-` deleted, `=` kept though not in the file.

    `act` does it, and may return lines about what follows from it. Without one there is nothing to
    do. What `prunes` is done only when somebody agreed to it.
    """

    what: str
    lines: tuple[str, ...]
    where: str
    act: Act | None = None
    prunes: bool = False

    @property
    def count(self) -> int:
        """How many of its lines are changes."""
        return len(self.lines) if self.act else 0


@dataclass
class Target:
    """The tenant that a file is applied to; without an id until it is made.

    Of one that is `deleted` nothing more can be told before it is back.
    """

    source: Source
    stubs: Stubs
    options: Options
    tenant_id: str = ""
    zone_changes: bool = False
    deleted: bool = False

    @property
    def name(self) -> str:
        return self.source.says.tenant.name

    def where(self, *path: str | int) -> str:
        return self.source.where(*path)


def not_named(target: Target, what: str, where: str, delete: Act) -> Change:
    """Something that the file does not name: kept, unless it was said to delete it."""
    if not target.options.prune:
        return Change(what, (f"= {what} is not in the file: kept",), where)
    return Change(what, (f"- {what}",), where, delete, prunes=True)


def differing(what: str, found: Message, wanted: Message, fields: tuple[str, ...]) -> list[str]:
    """A line for each of the fields in which the two differ."""
    return [
        f"~ {what} {field}: {shown(getattr(found, field))} -> {shown(getattr(wanted, field))}"
        for field in fields
        if getattr(found, field) != getattr(wanted, field)
    ]


def changed_fields(found: Message, wanted: Message, fields: tuple[str, ...]) -> list[str]:
    return [each for each in fields if getattr(found, each) != getattr(wanted, each)]


def shown(value: Any) -> str:
    """A value as a person reads it in one line."""
    if isinstance(value, bool):
        return str(value).lower()
    if not isinstance(value, str | int):
        return "[" + ", ".join(map(str, value)) + "]"
    text = " ".join(str(value).split())
    short = text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"
    return short or "nothing"
