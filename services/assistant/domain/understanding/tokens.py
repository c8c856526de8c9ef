"""Cuts a plain text into words, numbers and the marks between numbers."""

import re
from dataclasses import dataclass

_PARTS = re.compile(r"[0-9]+|[^\W\d_]+'?|[:./@%€$£#+-]|[\u2600-\u27bf\U0001f300-\U0001faff]")
_HALF_OF_DAY = re.compile(r"(?<=[0-9 ])([ap])(?: ?\. ?| )m\b")
_OWNED = re.compile(r"'s\b")
BETWEEN_NUMBERS = frozenset(":./-")


@dataclass(frozen=True, slots=True)
class Piece:
    """One of them, where it stands, and whether it follows the one before without a space."""

    text: str
    start: int
    end: int
    glued: bool


def whole(text: str) -> str:
    """The plain text with "3 p.m" in one word, and "Friday's" too."""
    return _OWNED.sub("s", _HALF_OF_DAY.sub(r"\1m", text))


def pieces(text: str) -> list[Piece]:
    """Marks count between numbers only: "15.30", not "ok. at 3"."""
    found = [match.span() for match in _PARTS.finditer(text)]
    kept = []
    for n, (start, end) in enumerate(found):
        part = text[start:end]
        if part in BETWEEN_NUMBERS:
            before = text[found[n - 1][1] - 1] if n else " "
            after = text[found[n + 1][0]] if n + 1 < len(found) else " "
            tight = part in ":/" or (
                text[start - 1 : start] == before and text[end : end + 1] == after
            )
            if not (before.isdigit() and after.isdigit() and tight):
                continue
        glued = n > 0 and found[n - 1][1] == start
        kept.append(Piece(part, start, end, glued))
    return kept
