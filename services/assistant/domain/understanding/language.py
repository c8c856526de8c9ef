"""Which language is this? A vote of words that only one language has; a weak vote is none."""

from collections import Counter
from collections.abc import Iterable

from services.assistant.domain.understanding.en import ENGLISH
from services.assistant.domain.understanding.es import SPANISH
from services.assistant.domain.understanding.it import ITALIAN
from services.assistant.domain.understanding.text import plain, words
from services.assistant.domain.understanding.words import Vocabulary

VOCABULARY = Vocabulary({"en": ENGLISH, "it": ITALIAN, "es": SPANISH})
SPOKEN = frozenset(VOCABULARY.tables)
"""The languages that we answer in."""
DEFAULT = "en"

_NOT_SPANISH = frozenset(
    {
        *("olá", "oi", "não", "você", "vocês", "quero", "gostaria", "uma", "um", "amanhã", "hoje"),
        *("às", "meu", "minha", "obrigado", "obrigada", "bom", "boa", "dia", "tarde", "noite"),
        *("com", "posso", "marcar", "horário", "são", "é", "em", "tem"),
    }
)
"""Portuguese, which would else pass for Spanish. We do not answer in it yet."""
_MARKERS = {
    **{language: table.markers for language, table in VOCABULARY.tables.items()},
    "pt": _NOT_SPANISH,
}


def vote(text: str) -> str | None:
    """The language that the words clearly belong to, if we speak it."""
    counts = Counter[str]()
    for word in words(plain(text)):
        counts.update(language for language, known in _MARKERS.items() if word in known)
    (first, most), (_, second) = [*counts.most_common(2), ("", 0), ("", 0)][:2]
    return first if most and most >= 2 * second and most > second and first in SPOKEN else None


def first_spoken(wanted: Iterable[str]) -> str:
    """The first of these tags whose language we answer in; English where there is none."""
    for tag in wanted:
        language = tag.replace("_", "-").split("-", 1)[0].casefold()
        if language in SPOKEN:
            return language
    return DEFAULT
