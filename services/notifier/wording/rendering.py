"""Puts what happened to a booking into words of the customer's language."""

from collections.abc import Iterator

from services.common.dates import day_and_time, short_day_and_time
from services.notifier.domain.booking_event import ActionKind, BookingEvent, BookingEventKind
from services.notifier.domain.content import Button, Content, Menu, MenuRow
from services.notifier.wording.languages import LANGUAGES, spoken
from services.notifier.wording.texts import Said, Texts


def told(event: BookingEvent, *, taps: bool = False, page_url: str = "") -> Content:
    """What the customer reads: what happened, to which booking, and what they may do.

    What they may do are buttons and a menu where `taps` come back, else links that begin with
    `page_url`; without either only words.
    """
    if taps:
        return _with_choices(event)
    lines = _links(event, page_url.rstrip("/")) if page_url else _times(event)
    return Content("\n".join([_words(event), *_paragraph(lines)]))


def opted(out: bool, business: str, language: str) -> str:
    """That a customer's word was heard: nothing more comes unasked, or it does again."""
    texts = LANGUAGES[spoken(language)]
    said = texts.opted_out if out else texts.opted_in
    return f"{_first(said, business)}\n{said.after}"


def promotions_ended(business: str, language: str) -> str:
    """That a customer's word was heard: no advertisements come any more, but all else does."""
    said = LANGUAGES[spoken(language)].promotions_ended
    return f"{_first(said, business)}\n{said.after}"


def somebody(language: str) -> str:
    """What a greeting says to a customer whose name is not known."""
    return LANGUAGES[spoken(language)].somebody


def test_text(language: str) -> str:
    """What an operator sends to see whether messages arrive."""
    return LANGUAGES[spoken(language)].test


def _with_choices(event: BookingEvent) -> Content:
    """Where there are times to choose from they are all that is asked."""
    texts, language = LANGUAGES[spoken(event.language)], spoken(event.language)
    if not event.moves:
        buttons = [Button(each.link, _label(texts, each.kind)) for each in event.actions]
        return Content(_words(event), tuple(buttons))
    rows = [
        MenuRow(each.link, short_day_and_time(each.start, event.zone, language))
        for each in event.moves
    ]
    return Content(_words(event), menu=Menu(texts.times, tuple(rows)))


def _links(event: BookingEvent, page_url: str) -> Iterator[str]:
    texts, language = LANGUAGES[spoken(event.language)], spoken(event.language)
    if not event.moves:
        for action in event.actions:
            yield f"{_label(texts, action.kind)}: {page_url}/{action.link}"
    for move in event.moves:
        yield f"{day_and_time(move.start, event.zone, language)}: {page_url}/{move.link}"


def _times(event: BookingEvent) -> Iterator[str]:
    language = spoken(event.language)
    return (day_and_time(each.start, event.zone, language) for each in event.moves)


def _paragraph(lines: Iterator[str]) -> list[str]:
    found = list(lines)
    return ["", *found] if found else []


def _words(event: BookingEvent) -> str:
    """What happened, to which booking, and what follows."""
    language = spoken(event.language)
    texts = LANGUAGES[language]
    said = _said(texts, event)
    when = day_and_time(event.start, event.zone, language)
    lines = [_first(said, event.business_name), _what(event), when, *_more(event, texts)]
    return "\n".join([*lines, "", said.after] if said.after else lines)


def _said(texts: Texts, event: BookingEvent) -> Said:
    return {
        BookingEventKind.CONFIRMED: texts.confirmed,
        BookingEventKind.REQUESTED: texts.requested,
        BookingEventKind.CHANGED: texts.changed,
        BookingEventKind.CANCELLED: texts.cancelled,
        BookingEventKind.EXPIRED: texts.expired,
        BookingEventKind.REMINDER: texts.reminder,
        BookingEventKind.DECLINED: texts.declined,
        BookingEventKind.ATTENDING: texts.attending,
        BookingEventKind.MOVES_OFFERED: texts.moves_offered if event.moves else texts.no_moves,
        BookingEventKind.OUTDATED: texts.outdated,
        BookingEventKind.TOO_LATE: texts.too_late,
    }[event.kind]


def _first(said: Said, business: str) -> str:
    return said.at.format(business=business) if business else said.plain


def _label(texts: Texts, kind: ActionKind) -> str:
    return {
        ActionKind.CONFIRM: texts.confirm,
        ActionKind.MOVE: texts.move,
        ActionKind.CANCEL: texts.cancel,
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
