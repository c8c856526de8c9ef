"""Whether what a model says may be said: nothing in it that nobody found, and no deed claimed."""

import re
from collections.abc import Sequence
from datetime import datetime

from services.assistant.domain.scene import Scene
from services.assistant.domain.understanding import languages
from services.assistant.domain.understanding.grammar import grammar
from services.assistant.domain.understanding.language import vote
from services.assistant.domain.understanding.lexicon import folded
from services.assistant.domain.understanding.moment import read_moment

LONGEST = 1000
"""Characters. Who chats has no page to read."""
_LINK = re.compile(r"https?:|www\.|\b[\w-]+\.(?:com|net|org|io|it|es|de|fr|br|mx)\b", re.IGNORECASE)
_NUMBER = re.compile(r"[0-9]+(?:[.,:/h-][0-9]+)*")
_SENTENCE = re.compile(r"[.!?\n;]+")


def may_be_said(text: str, found: Sequence[str], scene: Scene) -> bool:
    """`found`: what tools said in this turn, and what the conversation has before it."""
    if not text.strip() or len(text) > LONGEST or _LINK.search(text):
        return False
    if vote(text) not in {None, scene.language} or _claims(text, scene.language):
        return False
    known = "\n".join(found)
    return numbers(text) <= numbers(known) and _moments(text, scene) <= _moments(known, scene)


def numbers(text: str) -> set[str]:
    """Every number, as it is written: times, days, prices, counts."""
    return {match[0].lstrip("0") or "0" for match in _NUMBER.finditer(text)}


def _moments(text: str, scene: Scene) -> set[object]:
    """Every day and time of day that the text names."""
    now = scene.at.astimezone(scene.zone).replace(tzinfo=None)
    found: set[object] = set()
    for sentence in _SENTENCE.split(text):
        found |= _of_sentence(sentence, scene.language, now)
    return found


def _of_sentence(text: str, language: str, now: datetime) -> set[object]:
    known = grammar(language)
    moment = read_moment(known.read(folded(text)), known, now)
    clocks = {each for each in (moment.at, moment.or_at, moment.after, moment.before) if each}
    days = {moment.days.first, moment.days.last} if moment.days else set()
    return clocks | days


def _claims(text: str, language: str) -> bool:
    """Whether it says that something was done. Nothing is, in a model's turn."""
    said = f" {folded(text)} "
    phrases = languages.tables()[language]["claims"].split("|")
    return any(f" {folded(each)} " in said for each in phrases)
