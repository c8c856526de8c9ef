"""Cuts a text that is too long where a person would, never inside what is seen as one character."""

import re
import unicodedata
from collections.abc import Iterator

_PARAGRAPH = re.compile(r"\n\s*\n")
_LINE = re.compile(r"\n")
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|(?<=[.!?…][\"'»”)])\s+|(?<=[\u3002\uff01\uff1f])")
_WORD = re.compile(r"\s+")

_JOINER = "\u200d"
_VIRAMAS = frozenset("\u094d\u09cd\u0a4d\u0acd\u0b4d\u0c4d\u0ccd\u0d4d")


def pieces(text: str, limit: int) -> list[str]:
    """The text in pieces of at most `limit` characters; of it only blanks at the cuts are left
    out. An empty text has none."""
    found: list[str] = []
    rest = text.strip()
    while len(rest) > limit:
        end, begin = _cut(rest, limit)
        found.append(rest[:end].rstrip())
        rest = rest[begin:].lstrip()
    return [*found, rest] if rest else found


def _cut(text: str, limit: int) -> tuple[int, int]:
    """Where the first piece ends and the next begins: at the end of a paragraph, a line or a
    sentence that leaves the piece no less than half full, else of a word."""
    for mark in (_PARAGRAPH, _LINE, _SENTENCE):
        if (cut := _last(mark, text, max(limit // 2, 1), limit)) is not None:
            return cut
    return _last(_WORD, text, 1, limit) or (_grapheme(text, limit),) * 2


def _last(mark: re.Pattern[str], text: str, least: int, most: int) -> tuple[int, int] | None:
    """The last mark that begins between the two."""
    marks: Iterator[re.Match[str]] = mark.finditer(text, 0, most + 1)
    cuts = [(each.start(), each.end()) for each in marks if least <= each.start() <= most]
    return cuts[-1] if cuts else None


def _grapheme(text: str, limit: int) -> int:
    """The last place not after `limit` where one character ends and another begins; `limit` itself
    where there is none."""
    for end in range(limit, 0, -1):
        if not _joined(text, end):
            return end
    return limit


def _joined(text: str, place: int) -> bool:
    """Whether what stands before and after the place is seen as one."""
    before, after = text[place - 1], text[place]
    if after in (_JOINER, "\ufe0e", "\ufe0f") or before == _JOINER or before in _VIRAMAS:
        return True
    if unicodedata.category(after) in {"Mn", "Me", "Mc"} or "\U0001f3fb" <= after <= "\U0001f3ff":
        return True
    if "\U000e0020" <= after <= "\U000e007f" or (before, after) == ("\r", "\n"):
        return True
    if "\u1160" <= after <= "\u11ff" and _is_hangul(before):
        return True
    return _is_flag(after) and _flags_before(text, place) % 2 == 1


def _is_hangul(char: str) -> bool:
    return "\u1100" <= char <= "\u11ff" or "\uac00" <= char <= "\ud7a3"


def _is_flag(char: str) -> bool:
    """A letter of a flag, which two of them make."""
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _flags_before(text: str, place: int) -> int:
    count = 0
    while count < place and _is_flag(text[place - count - 1]):
        count += 1
    return count
