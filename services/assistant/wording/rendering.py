"""Says a reply in words, with its buttons."""

from collections.abc import Callable, Mapping
from typing import Any

from services.assistant.domain import choices, replies
from services.assistant.domain.answer import Spoken
from services.assistant.domain.dialogue import Offer
from services.assistant.domain.replies import Reply
from services.assistant.domain.scene import Scene
from services.assistant.wording import facts, wishes
from services.assistant.wording.voice import Voice, buttons, numbered, to_pick


def render(reply: Reply, scene: Scene) -> Spoken:
    """The reply in the language of the scene."""
    return _SAYINGS[type(reply)](reply, Voice(scene))


def _booked(reply: replies.Booked, voice: Voice) -> Spoken:
    texts, business = voice.texts, voice.scene.business
    approval = texts.to_be_approved.format(business=business)
    then = approval if reply.booking.requested else texts.see_you
    return Spoken(f"{voice.state(reply.booking)}\n{then}")


def _slot_refused(reply: replies.SlotRefused, voice: Voice) -> Spoken:
    why = {
        "SLOT_TAKEN": voice.texts.taken,
        "SLOT_OWN": voice.texts.own,
        "SOLD_OUT": voice.texts.sold_out,
        "OUTSIDE_OPENING_HOURS": voice.texts.closed,
        "START_NOT_OFFERED": voice.texts.not_offered,
        "IN_THE_PAST": voice.texts.past,
        "NOTICE_TOO_SHORT": voice.texts.too_soon,
        "TOO_FAR_AHEAD": voice.texts.too_far,
    }[reply.reason]
    told = why.format(line=voice.line(reply.offering_name, reply.start))
    if not reply.offers:
        return Spoken("\n".join([told, *_nothing_free(reply.reason, voice)]))
    offers = _offers(reply.offers, voice)
    return Spoken(f"{told}\n{offers.text}", offers.buttons)


def _nothing_free(reason: str, voice: Voice) -> list[str]:
    """Of a day that is too far nobody knows what is free."""
    texts = voice.texts
    return (
        [texts.another_day] if reason == "TOO_FAR_AHEAD" else [texts.none_free, texts.another_day]
    )


def _not_for_party(reply: replies.NotForParty, voice: Voice) -> Spoken:
    said = voice.texts.party_too_large if reply.most else voice.texts.party_too_small
    return Spoken(said.format(most=reply.most, business=voice.scene.business))


def _blocked(_reply: replies.Blocked, voice: Voice) -> Spoken:
    return Spoken(voice.texts.blocked.format(business=voice.scene.business))


def _already_booked(reply: replies.AlreadyBooked, voice: Voice) -> Spoken:
    return Spoken(voice.texts.own.format(line=voice.booking(reply.booking)))


def _which_slot(reply: replies.WhichSlot, voice: Voice) -> Spoken:
    return _offers(reply.offers, voice)


def _offers(offers: tuple[Offer, ...], voice: Voice) -> Spoken:
    lines = numbered(voice.when(each.start) for each in offers)
    taps = buttons([(choices.of_offer(each), each.label) for each in offers])
    return to_pick(f"{voice.texts.nearest}\n{lines}", taps, voice, voice.texts.which_one)


def _which_offering(reply: replies.WhichOffering, voice: Voice) -> Spoken:
    lines = numbered(each.name for each in reply.offerings)
    taps = buttons([(choices.of_offering(each), each.name) for each in reply.offerings])
    return to_pick(f"{voice.texts.which_offering}\n{lines}", taps, voice, voice.texts.which_one)


def _no_such_date(reply: replies.NoSuchDate, voice: Voice) -> Spoken:
    clock = f"{reply.hour:02}:{reply.minute:02}"
    written = f"{reply.month:02}/{reply.day:02} {clock}"
    swapped = 12 < reply.month <= 31 and 1 <= reply.day <= 12
    if swapped and reply.hour < 24 and reply.minute < 60:
        suggestion = f"{reply.day:02}/{reply.month:02} {clock}"
        return Spoken(voice.texts.day_first.format(written=written, suggestion=suggestion))
    return Spoken(voice.texts.no_such_date.format(written=written))


def _no_such_time(reply: replies.NoSuchTime, voice: Voice) -> Spoken:
    clock = f"{reply.hour:02}:{reply.minute:02}"
    return Spoken(voice.texts.no_such_time.format(time=clock, day=voice.day(reply.day)))


def _of_booking(of: Callable[[Any], str]) -> Callable[[Any, Voice], Spoken]:
    """A reply that is one text with the line of a booking."""
    return lambda reply, voice: Spoken(of(voice.texts).format(line=voice.booking(reply.booking)))


def _of_business(of: Callable[[Any], str]) -> Callable[[Any, Voice], Spoken]:
    """A reply that is one text with the name of the business."""
    return lambda _reply, voice: Spoken(of(voice.texts).format(business=voice.scene.business))


def _bookings(reply: replies.Bookings, voice: Voice) -> Spoken:
    if not reply.bookings:
        return Spoken(voice.texts.no_bookings)
    lines = numbered(voice.state(each) for each in reply.bookings)
    return Spoken(f"{voice.texts.your_bookings}\n{lines}\n{voice.texts.how_to_cancel}")


def _which_to_cancel(reply: replies.WhichToCancel, voice: Voice) -> Spoken:
    lines = numbered(voice.state(each) for each in reply.bookings)
    taps = buttons([(choices.of_booking(each), voice.short(each.start)) for each in reply.bookings])
    return to_pick(
        f"{voice.texts.which_to_cancel}\n{lines}", taps, voice, voice.texts.which_booking
    )


def _ask_to_cancel(reply: replies.AskToCancel, voice: Voice) -> Spoken:
    pending, texts = reply.pending, voice.texts
    line = voice.booking(pending.booking) if pending.booking else ""
    question = texts.really_cancel.format(line=line)
    told = f"{texts.changed}\n{question}" if reply.changed else question
    taps = [(choices.of_yes(pending), texts.yes), (choices.of_no(pending), texts.no)]
    return Spoken(told, buttons(taps))


def _cancelled(reply: replies.Cancelled, voice: Voice) -> Spoken:
    return Spoken(f"{voice.booking(reply.booking)}: {voice.texts.cancelled}")


def _notice_over(reply: replies.NoticeOver, voice: Voice) -> Spoken:
    line, until = voice.booking(reply.booking), voice.when(reply.until)
    business = voice.scene.business
    return Spoken(voice.texts.notice_over.format(line=line, until=until, business=business))


def _kept(reply: replies.Kept, voice: Voice) -> Spoken:
    return Spoken(voice.texts.kept.format(line=voice.booking(reply.booking)))


def _no_such_number(reply: replies.NoSuchNumber, voice: Voice) -> Spoken:
    return Spoken(voice.texts.no_such_number.format(count=reply.count))


def _help(reply: replies.Help, voice: Voice) -> Spoken:
    if not reply.greeting:
        return Spoken(voice.texts.help)
    hello = voice.texts.greeting.format(business=voice.scene.business)
    return Spoken(f"{hello}\n{voice.texts.help}")


def _not_understood(reply: replies.NotUnderstood, voice: Voice) -> Spoken:
    """What we can do, or the open question again with its buttons."""
    then = render(reply.question or replies.Help(), voice.scene)
    return Spoken(f"{voice.texts.not_understood}\n{then.text}", then.buttons)


def _cannot_read(reply: replies.CannotRead, voice: Voice) -> Spoken:
    return Spoken(voice.texts.cannot_read[reply.kind])


def _text(of: Callable[[Any], str]) -> Callable[[Reply, Voice], Spoken]:
    """A reply that is one text, always the same."""
    return lambda _reply, voice: Spoken(of(voice.texts))


_SAYINGS: Mapping[type[Any], Callable[[Any, Voice], Spoken]] = {
    replies.Booked: _booked,
    replies.SlotRefused: _slot_refused,
    replies.NotForParty: _not_for_party,
    replies.Blocked: _blocked,
    replies.AlreadyBooked: _already_booked,
    replies.WhichSlot: _which_slot,
    replies.WhichOffering: _which_offering,
    replies.NothingToBook: _text(lambda texts: texts.nothing_to_book),
    replies.HowToBook: _text(lambda texts: texts.how_to_book),
    replies.NoSuchDate: _no_such_date,
    replies.NoSuchTime: _no_such_time,
    replies.Bookings: _bookings,
    replies.NothingToCancel: _text(lambda texts: texts.nothing_to_cancel),
    replies.WhichToCancel: _which_to_cancel,
    replies.AskToCancel: _ask_to_cancel,
    replies.Cancelled: _cancelled,
    replies.Kept: _kept,
    replies.BookingGone: _text(lambda texts: texts.gone),
    replies.TooLateToCancel: _text(lambda texts: texts.too_late_to_cancel),
    replies.NoticeOver: _notice_over,
    replies.NoSuchNumber: _no_such_number,
    replies.Expired: _text(lambda texts: texts.expired),
    replies.Help: _help,
    replies.Welcome: _text(lambda texts: texts.welcome),
    replies.Noted: _text(lambda texts: texts.noted),
    replies.CannotRead: _cannot_read,
    replies.NotUnderstood: _not_understood,
    replies.NoSuchDay: _text(lambda texts: texts.no_such_day),
    replies.DayIsOver: _text(lambda texts: texts.day_is_over),
    replies.HowMany: _text(lambda texts: texts.how_many),
    replies.FreeSlots: wishes.free_slots,
    replies.NotFree: wishes.not_free,
    replies.NotBy: wishes.not_by,
    replies.AskToBook: wishes.ask_to_book,
    replies.WhatElse: _text(lambda texts: texts.what_else),
    replies.NothingToMove: _text(lambda texts: texts.nothing_to_move),
    replies.WhichToMove: wishes.which_to_move,
    replies.MoveToWhen: _of_booking(lambda texts: texts.move_to_when),
    replies.Moved: _of_booking(lambda texts: texts.moved),
    replies.MoveNoticeOver: wishes.move_notice_over,
    replies.TooLateToMove: _text(lambda texts: texts.too_late_to_move),
    replies.Answer: facts.answer,
    replies.Words: facts.answer,
    replies.WhichQuestion: facts.which_question,
    replies.OpenOn: facts.open_on,
    replies.OpeningHours: facts.opening_hours,
    replies.Prices: facts.prices,
    replies.SeeYou: _of_booking(lambda texts: texts.see_you_at),
    replies.PersonAsked: _of_business(lambda texts: texts.person_asked),
    replies.OfferPerson: _of_business(lambda texts: texts.offer_person),
    replies.Goodbye: _text(lambda texts: texts.goodbye),
    replies.Dropped: _text(lambda texts: texts.dropped),
    replies.NotKnown: _of_business(lambda texts: texts.not_known),
    replies.Failed: _text(lambda texts: texts.failed),
}
