"""Which offering and which resource of the tenant's a message names."""

from bisect import bisect_left
from collections.abc import Sequence

from services.assistant.domain.understanding.cues import find_cues
from services.assistant.domain.understanding.grammar import Grammar
from services.assistant.domain.understanding.heard import Heard
from services.assistant.domain.understanding.intent import Question
from services.assistant.domain.understanding.lexicon import Token, folded
from services.assistant.domain.understanding.names import NameSaid

Span = tuple[int, int]


def offering_said(heard: Heard) -> NameSaid | None:
    """The last one that is not denied: people correct themselves."""
    said = heard.frame.offerings.find(heard.said, heard.known.synonyms)
    found = [each for each in said if not _follows(heard.words, each.span, "NOT")]
    return found[-1] if found else None


def resource_said(heard: Heard) -> NameSaid | None:
    """The same; a name that is a word as well only where it must be one."""
    found = [each for each in heard.frame.resources.find(heard.said) if _is_resource(each, heard)]
    return found[-1] if found else None


def _is_resource(name: NameSaid, heard: Heard) -> bool:
    word = heard.said[name.span[0] : name.span[1]]
    denied = _follows(heard.words, name.span, "NOT")
    if denied or _is_another_word(word, name, heard.known):
        return False
    return (
        heard.frame.asked in _NAMES_RESOURCES
        or not heard.known.is_word(word)
        or _follows(heard.words, name.span, "WITH")
        or _stands_apart(heard.text, name)
    )


_NAMES_RESOURCES = frozenset(
    {Question.RESOURCE, Question.OFFER, Question.BOOKING, Question.CONFIRM}
)


def _follows(tokens: Sequence[Token], span: Span, kind: str) -> bool:
    """Whether a word of this kind stands before it, an article between them perhaps."""
    end = bisect_left(tokens, span[0], key=lambda each: each.start)
    before = tokens[max(end - 2, 0) : end]
    if before and kind in before[-1].values:
        return True
    small = {"AN", "THE"}
    return len(before) == 2 and kind in before[0].values and not small.isdisjoint(before[1].values)


def _stands_apart(text: str, name: NameSaid) -> bool:
    """Mark, Thursday at four: a comma sets it apart."""
    first, _, rest = text.strip().partition(",")
    return bool(rest) and folded(first) == folded(name.named.name)


def _is_another_word(word: str, name: NameSaid, known: Grammar) -> bool:
    """A word of the language is no misspelt name: marzo is not Marco."""
    if word in folded(name.named.name).split():
        return False
    tokens = known.lexicon.tokens(word)
    return not any("X" in each.values for each in tokens) or bool(
        find_cues(word, known.language).found
    )
