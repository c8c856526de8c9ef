"""Says opening hours, prices, and what the business answers to questions."""

from datetime import timedelta

from services.assistant.domain import choices, replies
from services.assistant.domain.answer import LONGEST, Spoken
from services.assistant.domain.tools import FaqChoice
from services.assistant.wording.voice import Voice, buttons, hours, numbered

QUESTION_SHOWN = 17
"""Characters of a question on its button, beside its number."""


def answer(reply: replies.Answer | replies.Words, _voice: Voice) -> Spoken:
    """Never more than a message takes."""
    return Spoken(reply.text[:LONGEST])


def which_question(reply: replies.WhichQuestion, voice: Voice) -> Spoken:
    lines = numbered(each.question for each in reply.choices)
    taps = [(choices.of_faq(each), _short(n, each)) for n, each in enumerate(reply.choices, 1)]
    return Spoken(f"{voice.texts.which_question}\n{lines}", buttons(taps))


def _short(number: int, choice: FaqChoice) -> str:
    shown = choice.question
    cut = shown if len(shown) <= QUESTION_SHOWN else f"{shown[: QUESTION_SHOWN - 1].rstrip()}…"
    return f"{number}. {cut}"


def open_on(reply: replies.OpenOn, voice: Voice) -> Spoken:
    day = voice.calendar_day(reply.day)
    if not reply.stretches:
        return Spoken(voice.texts.closed_on.format(day=day))
    return Spoken(voice.texts.open_on.format(day=day, hours=hours(reply.stretches)))


def opening_hours(reply: replies.OpeningHours, voice: Voice) -> Spoken:
    lines = [
        f"{voice.weekday(reply.monday + timedelta(n))}: {hours(each) or voice.texts.closed_day}"
        for n, each in enumerate(reply.week)
    ]
    return Spoken("\n".join([voice.texts.opening_hours, *lines]))


def prices(reply: replies.Prices, voice: Voice) -> Spoken:
    lines = [f"{each.name}: {voice.price(each)}" for each in reply.offerings]
    return Spoken("\n".join([voice.texts.prices, *lines]))
