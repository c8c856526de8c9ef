"""Patterns over kinds of tokens: "AT? <hour:HOUR> (COLON|DOT) <minute:MM>".

A text of tokens is a string with one character for each, which says what the token may be; a kind
in a pattern is the class of all those characters. So a pattern is a regular expression that sees
words, and the same one serves all languages. Quantifiers are bounded: each takes linear time.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from services.assistant.domain.understanding.lexicon import Token

_KIND = re.compile(r"[A-Z][A-Z0-9_]*")
_GROUP = re.compile(r"<([a-z_]+):")
_GONE = "\x00"
"""Stands for a token that was read: no kind has it."""
_NEVER = "[^\x00-\U0010ffff]"


class Alphabet:
    """A character for each combination of kinds that the tokens of a language can have."""

    def __init__(self, combinations: Iterable[frozenset[str]]) -> None:
        distinct = sorted(set(combinations), key=sorted)
        self._letters = {kinds: chr(0xE000 + n) for n, kinds in enumerate(distinct)}
        self._classes: dict[str, str] = {}

    def letter(self, token: Token) -> str:
        return self._letters[frozenset(token.values)]

    def compiled(self, pattern: str) -> re.Pattern[str]:
        known = _KIND.sub(lambda found: self._class(found[0]), pattern)
        named = _GROUP.sub("\x01\\1\x02", known.replace(" ", "")).replace(">", ")")
        return re.compile(named.replace("\x01", "(?P<").replace("\x02", ">"))

    def _class(self, kind: str) -> str:
        if kind not in self._classes:
            having = "".join(letter for kinds, letter in self._letters.items() if kind in kinds)
            self._classes[kind] = f"[{having}]" if having else _NEVER
        return self._classes[kind]


@dataclass(frozen=True, slots=True)
class Found:
    """Where a pattern matched, and the tokens of its groups."""

    match: re.Match[str]
    tokens: Sequence[Token]

    def __contains__(self, group: str) -> bool:
        return group in self.match.re.groupindex and self.match.start(group) >= 0

    def value(self, group: str, kind: str) -> int:
        """What the token of this group means as this kind."""
        return int(self.tokens[self.match.start(group)].values[kind])

    def word(self, group: str, kind: str) -> str:
        """The same, of a kind whose meaning is a word."""
        return str(self.tokens[self.match.start(group)].values[kind])

    def any(self, kind: str) -> bool:
        """Whether a word of the match may be of this kind."""
        return any(kind in each.values for each in self.span_tokens())

    def any_word(self, kind: str) -> str | None:
        """The last meaning of this kind within the match."""
        words = [str(each.values[kind]) for each in self.span_tokens() if kind in each.values]
        return words[-1] if words else None

    def text(self, group: str) -> str:
        return self.tokens[self.match.start(group)].text

    def follows(self, kind: str) -> bool:
        """Whether the word before the match may be of this kind."""
        first = self.match.start()
        return first > 0 and kind in self.tokens[first - 1].values

    def precedes(self, kind: str) -> bool:
        """Whether the word after the match may be of this kind."""
        end = self.match.end()
        return end < len(self.tokens) and kind in self.tokens[end].values

    def span_tokens(self) -> Sequence[Token]:
        return self.tokens[self.match.start() : self.match.end()]


class Tokens:
    """The tokens of a message; those that were read are not seen again."""

    def __init__(self, tokens: Sequence[Token], alphabet: Alphabet) -> None:
        self.tokens = tokens
        self._letters = "".join(map(alphabet.letter, tokens))

    def find(self, pattern: re.Pattern[str]) -> Iterator[Found]:
        for match in pattern.finditer(self._letters):
            if match.end() > match.start():
                yield Found(match, self.tokens)

    def take(self, found: Found) -> tuple[int, int]:
        """Read it: it is masked. Where it stands in the text, in characters."""
        first, end = found.match.span()
        self._letters = self._letters[:first] + _GONE * (end - first) + self._letters[end:]
        return self.tokens[first].start, self.tokens[end - 1].end
