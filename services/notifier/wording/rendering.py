"""Puts what happened to a booking into words of the customer's language."""

from collections.abc import Iterator

from services.common.dates import day_and_time
from services.notifier.domain.booking_event import BookingEvent, BookingEventKind
from services.notifier.domain.message import Content
from services.notifier.wording.en import ENGLISH
from services.notifier.wording.es import SPANISH
from services.notifier.wording.it import ITALIAN
from services.notifier.wording.pt import PORTUGUESE
from services.notifier.wording.texts import Said, Texts

FALLBACK = "en"
LANGUAGES = {FALLBACK: ENGLISH, "es": SPANISH, "it": ITALIAN, "pt": PORTUGUESE}


def told(event: BookingEvent) -> Content:
    """What the customer reads: what happened, to which booking, and what follows."""
    language = spoken(event.language)
    texts = LANGUAGES[language]
    said = _said(texts, event.kind)
    first = said.at if event.business_name else said.plain
    when = day_and_time(event.start, event.zone, language)
    lines = [first.format(business=event.business_name), _what(event), when]
    lines += _more(event, texts)
    return Content("\n".join([*lines, "", said.after] if said.after else lines))


def spoken(language: str) -> str:
    """The language that is spoken of `pt-BR` or `pt_BR`: itself, else its primary one, else
    English."""
    tag = language.replace("_", "-").lower()
    return next((each for each in (tag, tag.split("-")[0]) if each in LANGUAGES), FALLBACK)


def _said(texts: Texts, kind: BookingEventKind) -> Said:
    return {
        BookingEventKind.CONFIRMED: texts.confirmed,
        BookingEventKind.REQUESTED: texts.requested,
        BookingEventKind.CHANGED: texts.changed,
        BookingEventKind.CANCELLED: texts.cancelled,
        BookingEventKind.EXPIRED: texts.expired,
        BookingEventKind.REMINDER: texts.reminder,
    }[kind]


def _what(event: BookingEvent) -> str:
    by = f" ({event.resource_name})" if event.resource_name else ""
    return f"{event.offering_name}{by}"


def _more(event: BookingEvent, texts: Texts) -> Iterator[str]:
    if event.party_size > 1:
        yield texts.party.format(count=event.party_size)
    place = ", ".join(part for part in (event.venue_name, event.venue_address) if part)
    if place:
        yield texts.where.format(place=place)
    if event.reason:
        yield texts.reason.format(reason=event.reason)
