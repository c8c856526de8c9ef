"""Says what is free, and the summary of what is wanted."""

from services.assistant.domain import choices, replies
from services.assistant.domain.answer import Spoken
from services.assistant.domain.dialogue import Offer
from services.assistant.wording.voice import Voice, buttons, numbered, to_pick


def free_slots(reply: replies.FreeSlots, voice: Voice) -> Spoken:
    told = voice.texts.free_slots.format(offering=reply.offering_name)
    return listed_slots(told, reply.offers, voice)


def listed_slots(told: str, offers: tuple[Offer, ...], voice: Voice) -> Spoken:
    lines = numbered(voice.offer(each) for each in offers)
    taps = buttons([(choices.of_offer(each), each.label) for each in offers])
    return Spoken(f"{told}\n{lines}\n{voice.texts.or_another}", taps)


def not_free(reply: replies.NotFree, voice: Voice) -> Spoken:
    texts, offering = voice.texts, reply.offering_name
    if reply.wanted:
        why = {"past": texts.past, "closed": texts.closed}.get(reply.why, texts.not_free)
        told = why.format(line=voice.line(offering, reply.wanted))
    elif reply.day and reply.why == "closed":
        told = texts.closed_on.format(day=voice.calendar_day(reply.day))
    elif reply.day:
        told = texts.day_not_free.format(offering=offering, day=voice.calendar_day(reply.day))
    else:
        told = texts.nothing_free.format(offering=offering)
    if not reply.offers:
        return Spoken(f"{told}\n{texts.another_day}")
    return listed_slots(f"{told}\n{texts.nearest}", reply.offers, voice)


def not_by(reply: replies.NotBy, voice: Voice) -> Spoken:
    return Spoken(
        voice.texts.not_by.format(resource=reply.resource_name, offering=reply.offering_name)
    )


def ask_to_book(reply: replies.AskToBook, voice: Voice) -> Spoken:
    """The summary, each thing on a line of its own, and the question."""
    pending, texts = reply.pending, voice.texts
    moves = pending.action == "move"
    lines = voice.summary(pending.offer, pending.name) if pending.offer else []
    question = texts.shall_i_move if moves else texts.shall_i_book
    yes = texts.yes_move if moves else texts.yes_book
    taps = [(choices.of_yes(pending), yes), (choices.of_no(pending), texts.no_change)]
    return Spoken("\n".join([*lines, question]), buttons(taps))


def which_to_move(reply: replies.WhichToMove, voice: Voice) -> Spoken:
    lines = numbered(voice.state(each) for each in reply.bookings)
    taps = buttons([(choices.of_booking(each), voice.short(each.start)) for each in reply.bookings])
    return to_pick(f"{voice.texts.which_to_move}\n{lines}", taps, voice, voice.texts.which_booking)


def move_notice_over(reply: replies.MoveNoticeOver, voice: Voice) -> Spoken:
    line, until = voice.booking(reply.booking), voice.when(reply.until)
    business = voice.scene.business
    return Spoken(voice.texts.move_notice_over.format(line=line, until=until, business=business))
