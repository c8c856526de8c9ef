"""For how many people, and what the customer is called."""

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from services.assistant.domain.understanding import languages
from services.assistant.domain.understanding.cues import find_cues
from services.assistant.domain.understanding.grammar import Grammar, grammar
from services.assistant.domain.understanding.lexicon import folded
from services.assistant.domain.understanding.patterns import Tokens

MOST = 500
LONGEST_NAME = 3
"""Words."""

_PATTERNS = (
    "<me:ME> <n:N> PEOPLE",
    "<n:N> PEOPLE ((AND|PLUS) <m:N> PEOPLE)?",
    "PARTY FOR? <n:N>",
    "<two:ONLYTWO>",
    "<one:ONLYONE>",
    "FOR <n:N> (?!MINUTES|HOURS|DAYS|WEEKS|MONTHS|OCLOCK|MONEY|NTH|COLON|SLASH|DASH|DOT)",
)
_ASKED = ("<n:N>",)
_RAW_WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")


def read_party(tokens: Tokens, known: Grammar, *, asked: bool = False) -> int | None:
    """The number of people; the first pattern that matches counts. What is read is masked."""
    for pattern in (*_PATTERNS, *_ASKED) if asked else _PATTERNS:
        for found in tokens.find(known.compiled(pattern)):
            if "one" in found or "two" in found:
                count = 1 if "one" in found else 2
            else:
                count = found.value("n", "N") + (found.value("m", "N") if "m" in found else 0)
                count += "me" in found
            if 1 <= count <= MOST:
                tokens.take(found)
                return count
    return None


@cache
def _phrases(language: str, kind: str) -> frozenset[str]:
    written = languages.tables()[language]["cues"][kind]
    return frozenset(folded(each) for each in written.split("|"))


def read_name(text: str, language: str, others: Sequence[str], *, asked: bool) -> str | None:
    """What the customer calls themselves, as they write it: after "my name is", or asked for it.
    `others` are names of the tenant's, which are not theirs."""
    words = [match[0] for match in _RAW_WORD.finditer(text)]
    plain_words = [_folded(each) for each in words]
    taken = {word for name in others for word in folded(name).split()}
    start = _after_introduction(plain_words, language)
    if start is None and asked:
        start = next(
            (n for n, each in enumerate(plain_words) if not _is_small(each, language)), None
        )
    if start is None:
        start = _after_for(words, plain_words, taken, language)
    if start is None:
        return None
    name: list[str] = []
    for word, plain_word in zip(words[start:], plain_words[start:], strict=True):
        capital = word[0].isupper() or (asked and not _is_small(plain_word, language))
        if not capital or plain_word in taken or len(name) == LONGEST_NAME:
            break
        name.append(word)
    return " ".join(name) or None


@lru_cache(maxsize=10_000)
def _folded(word: str) -> str:
    return folded(word)


def _after_introduction(words: Sequence[str], language: str) -> int | None:
    phrases = _phrases(language, "name_is")
    longest = max((each.count(" ") + 1 for each in phrases), default=0)
    for start in range(len(words)):
        for long in range(longest, 0, -1):
            if " ".join(words[start : start + long]) in phrases and start + long < len(words):
                return start + long
    return None


def _after_for(
    words: Sequence[str], plain_words: Sequence[str], taken: set[str], language: str
) -> int | None:
    """Where a name follows a "for" or an "under": with a capital, and of no other meaning."""
    lexicon = grammar(language).lexicon
    for n in range(1, len(words)):
        if not words[n][0].isupper():
            continue
        before = lexicon.tokens(plain_words[n - 1])
        if not before or "FOR" not in before[0].values:
            continue
        if _is_unknown(plain_words[n], language) and plain_words[n] not in taken:
            return n
    return None


def _is_unknown(word: str, language: str) -> bool:
    tokens = grammar(language).lexicon.tokens(word)
    return all("X" in each.values for each in tokens) and not find_cues(word, language).found


def _is_small(word: str, language: str) -> bool:
    """A greeting, a please or a little word: no name."""
    kinds = ("filler", "greet", "please", "thanks", "yes")
    return any(word in _phrases(language, kind) for kind in kinds)
