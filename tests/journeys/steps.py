"""The steps of a guide: files to write and commands to run, in order, with what they print."""

import re
from collections.abc import Iterator
from pathlib import Path

BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NAMED = re.compile(r"`([\w-]+\.(?:yaml|csv|md))`[^`]*$")
SHOWN_ONLY = {"sql"}


def steps_of(guide: Path) -> list[tuple[str, str, str | None]]:
    """The kind of each step; its commands, or the name of a file and its text; what is shown."""
    found = [each for each in _blocks(guide) if each[0] not in SHOWN_ONLY]
    following = [*found[1:], ("", "", "")]
    return [
        (kind, text if kind == "sh" else f"{_name(before)}\n{text}", _shown(then))
        for (kind, text, before), then in zip(found, following, strict=True)
        if kind != "text"
    ]


def pattern(shown: str) -> str:
    """`…` stands for anything of a line."""
    return re.escape(shown.strip()).replace("…", ".*")


def _blocks(guide: Path) -> Iterator[tuple[str, str, str]]:
    """The kind of each block, its text, and the paragraph before it."""
    text = guide.read_text()
    for found in BLOCK.finditer(text):
        before = text[: found.start()].rstrip().rpartition("\n\n")[2]
        yield found[1], found[2], before


def _name(before: str) -> str:
    found = NAMED.search(before)
    assert found, before
    return found[1]


def _shown(block: tuple[str, str, str]) -> str | None:
    return block[1] if block[0] == "text" else None
