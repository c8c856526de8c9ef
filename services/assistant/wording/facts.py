"""Says opening hours and prices."""

from datetime import timedelta

from services.assistant.domain import replies
from services.assistant.domain.answer import Spoken
from services.assistant.wording.voice import Voice, hours


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
