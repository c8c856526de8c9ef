"""What the words of one language may be: kinds with values, looked up the longest phrase first."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from services.assistant.domain.understanding.text import plain, unaccented
from services.assistant.domain.understanding.tokens import Piece, pieces, whole

Values = Mapping[str, Any]
"""Of one token: its kinds, and what each of them means."""

MARKS: Mapping[str, str] = {
    ":": "COLON",
    ".": "DOT",
    "/": "SLASH",
    "-": "DASH",
    "@": "AT",
    "%": "MONEY",
    "€": "MONEY",
    "$": "MONEY",
    "£": "MONEY",
    "#": "HASH",
    "+": "PLUS",
}
NOTHING: Values = {"X": None}


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a number, a mark or a whole phrase, and all that it may be."""

    values: Values
    start: int
    end: int
    """Where it stands in the text, in characters."""
    text: str


@dataclass(slots=True)
class _Node:
    """A place in the tree of phrases; `values` where a phrase ends there."""

    after: dict[str, "_Node"] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)


class Lexicon:
    """The phrases of one language."""

    def __init__(self) -> None:
        self._root = _Node()
        self._glued: dict[str, dict[str, Any]] = {}

    def add(self, phrase: str, kind: str, value: Any = None) -> None:
        """A phrase as people write it; it may be of several kinds."""
        node = self._root
        for piece in pieces(folded(phrase)):
            node = node.after.setdefault(piece.text, _Node())
        node.values.setdefault(kind, value)

    def add_glued(self, letters: str, kind: str) -> None:
        """Letters that stand at a number without a space: 3rd, 15h."""
        self._glued.setdefault(folded(letters), {})[kind] = None

    def kinds(self) -> Iterator[frozenset[str]]:
        """Every combination of kinds that a token can have."""
        nodes = [self._root]
        while nodes:
            node = nodes.pop()
            nodes += node.after.values()
            if node.values:
                yield frozenset(node.values)
        yield from map(frozenset, self._glued.values())
        yield from (frozenset({kind}) for kind in MARKS.values())
        yield from every_number()
        yield frozenset(NOTHING)

    def tokens(self, text: str) -> list[Token]:
        """The folded text, token by token. Linear in its length."""
        found, cut, n = [], pieces(text), 0
        while n < len(cut):
            values, size = self._at(cut, n)
            start, end = cut[n].start, cut[n + size - 1].end
            found.append(Token(values, start, end, text[start:end]))
            n += size
        return found

    def _at(self, cut: list[Piece], n: int) -> tuple[Values, int]:
        piece = cut[n]
        if piece.text[0].isdigit():
            values, size = self._longest(cut, n)
            return (values, size) if size > 1 else (_number(piece.text), 1)
        if piece.glued and piece.text in self._glued and cut[n - 1].text[0].isdigit():
            return self._glued[piece.text], 1
        if piece.text in MARKS:
            return {MARKS[piece.text]: None}, 1
        return self._longest(cut, n)

    def _longest(self, cut: list[Piece], n: int) -> tuple[Values, int]:
        node, values, size = self._root, NOTHING, 1
        for ahead in range(n, len(cut)):
            following = node.after.get(cut[ahead].text)
            if following is None:
                break
            node = following
            if node.values:
                values, size = node.values, ahead - n + 1
        return values, size


def folded(text: str) -> str:
    """As texts are compared: small letters, no accents, no markup."""
    return whole(unaccented(plain(text)))


def _number(digits: str) -> Values:
    return _short(digits) if len(digits) <= 4 else {"BIG": None}


@cache
def _short(digits: str) -> Values:
    """What a number of up to four digits may be."""
    value, long = int(digits), len(digits)
    said = {
        "HOUR": long <= 2 and value <= 24,
        "DAYNUM": long <= 2 and 1 <= value <= 31,
        "MIN": long <= 2 and value <= 59,
        "MM": long == 2 and value <= 59,
        "YEAR": long == 4 and 2000 <= value < 2100,
        "CLOCK": long >= 3 and value // 100 <= 24 and value % 100 <= 59,
        "N": long <= 3,
        "DIGITS": True,
    }
    return {kind: value for kind, is_one in said.items() if is_one}


def spelled(value: int) -> Values:
    """What a number that is written as a word may be."""
    said = {"HOUR": value <= 24, "DAYNUM": 1 <= value <= 31, "MIN": value <= 59, "WORD": True}
    return {"N": value, **{kind: value for kind, is_one in said.items() if is_one}}


@cache
def every_number() -> frozenset[frozenset[str]]:
    """The kinds that numbers in digits have."""
    texts: Iterable[str] = (f"{value:0{long}}" for long in range(1, 5) for value in range(10**long))
    return frozenset({frozenset(_short.__wrapped__(each)) for each in texts}) | {frozenset({"BIG"})}
