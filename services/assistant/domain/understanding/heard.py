"""A message before anything of it is interpreted, and what else reading may know."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from services.assistant.domain.understanding.cues import find_cues
from services.assistant.domain.understanding.grammar import grammar
from services.assistant.domain.understanding.intent import Question
from services.assistant.domain.understanding.names import Names
from services.assistant.domain.understanding.picking import Listed


@dataclass(frozen=True, slots=True)
class Frame:
    """All that reading may know beside the text."""

    now: datetime
    """On the customer's clocks, without a zone."""
    language: str
    offerings: Names
    resources: Names
    opens: time = time(0)
    closes: time = time.max
    """The hours within which an open "at 3" is looked for."""
    asked: Question | None = None
    listed: Sequence[Listed] = ()
    options: int = 0
    """How many there are to pick from by their number alone."""


class Heard:
    """As it was written, folded, its words and its cues."""

    def __init__(self, text: str, said: str, frame: Frame) -> None:
        self.text = text
        self.said = said
        self.frame = frame
        self.known = grammar(frame.language)
        self.words = self.known.lexicon.tokens(said)
        self.cues = find_cues(said, frame.language)
