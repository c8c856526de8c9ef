"""What an answer means: a number, a tap, a yes or a no is read by the question that is open."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from services.assistant.domain import (
    booking,
    cancelling,
    choices,
    commands,
    confirming,
    moving,
    replies,
    slots,
    tools,
    wanting,
)
from services.assistant.domain.dialogue import Asked, Dialogue, Flow
from services.assistant.domain.outcome import Outcome, ask, say
from services.assistant.domain.scene import Scene
from services.assistant.domain.understanding.heard import Frame
from services.assistant.domain.understanding.intent import Question
from services.assistant.domain.understanding.picking import Listed
from services.common.dates import short_day_and_time

MOST_MISSES = 1
"""After more messages in a row that are not understood a person is offered."""

_LISTS = frozenset({Asked.SLOT, Asked.OFFERING, Asked.BOOKING, Asked.YES_OR_NO, Asked.FAQ})
"""What is asked with choices. Where a channel has no buttons they are numbered."""


def pick(dialogue: Dialogue, command: commands.Pick, scene: Scene) -> Outcome:
    """The n-th of what was listed."""
    if dialogue.asked not in _LISTS:
        return not_understood(dialogue, commands.NotUnderstood(), scene)
    if scene.unread:
        return Outcome(dialogue)
    if dialogue.question_at(scene.at) is None:
        return say(dialogue.closed(), replies.Expired())
    answers = _answers(dialogue, scene)
    if not 1 <= command.number <= len(answers):
        return say(dialogue, replies.NoSuchNumber(len(answers)))
    return list(answers.values())[command.number - 1]


def choose(dialogue: Dialogue, command: commands.Choose, scene: Scene) -> Outcome:
    """A tapped choice counts while the dialogue offers it; an older button says so.

    A slot may be tapped twice: then it is booked, which is not to be called gone.
    """
    answers = _answers(dialogue, scene) | _yes_or_no(dialogue, scene)
    if command.choice_id in answers:
        return answers[command.choice_id]
    if command.choice_id.startswith(choices.FAQ):
        return ask(dialogue, tools.FindAnswer(command.choice_id.removeprefix(choices.FAQ)))
    if command.choice_id.startswith(choices.SLOT):
        return ask(dialogue, tools.FindBookings(tapped=command.choice_id))
    return say(dialogue, replies.Expired())


def prepare(dialogue: Dialogue, command: commands.Prepare, scene: Scene) -> Outcome:
    """The summary of an offer that stands. It is the customer's yes that does it, always."""
    offers = booking.live_offers(dialogue, scene)
    offer = next((each for each in offers if choices.of_offer(each) == command.choice_id), None)
    if offer is None:
        return say(dialogue, replies.Expired())
    if not command.booking_id:
        return slots.summary(replace(dialogue, flow=Flow.BOOK, moving=None), offer, scene)
    moved = (each for each in dialogue.last_list if each.booking_id == command.booking_id)
    moving_now = next(moved, None)
    if moving_now is None:
        return say(dialogue, replies.BookingGone())
    return slots.summary(replace(dialogue, flow=Flow.MOVE, moving=moving_now), offer, scene)


def affirm(dialogue: Dialogue, _command: commands.Affirm, scene: Scene) -> Outcome:
    """A yes does what waits for it; to a single offer it is a yes as well."""
    if scene.unread:
        return Outcome(dialogue)
    if dialogue.pending:
        pending = cancelling.live_pending(dialogue, scene.at)
        return (
            confirming.affirmed(dialogue, pending)
            if pending
            else say(dialogue.closed(), replies.Expired())
        )
    offers = booking.live_offers(dialogue, scene)
    if len(offers) == 1:
        return booking.take(dialogue, offers[0], scene)
    question = open_question(dialogue, scene)
    return say(dialogue, question or replies.Noted())


def deny(dialogue: Dialogue, _command: commands.Deny, scene: Scene) -> Outcome:
    """A no closes what is open; nothing is done."""
    pending = cancelling.live_pending(dialogue, scene.at)
    if pending:
        return confirming.denied(dialogue, pending, scene)
    return say(dialogue.closed(), replies.Noted())


def not_understood(dialogue: Dialogue, _command: commands.NotUnderstood, scene: Scene) -> Outcome:
    """Ask again what is open; where nothing is, say what we can do."""
    missed = replace(dialogue, misses=dialogue.misses + (not scene.missed))
    if missed.misses > MOST_MISSES:
        return say(missed, replies.OfferPerson())
    return say(missed, replies.NotUnderstood(open_question(dialogue, scene)))


def open_question(dialogue: Dialogue, scene: Scene) -> replies.Reply | None:
    """The open question, to be asked again."""
    asked = dialogue.question_at(scene.at)
    return _AGAIN[asked](dialogue, scene) if asked else None


def _offerings(dialogue: Dialogue, scene: Scene) -> tuple[tools.Offering, ...]:
    """Those to choose from."""
    if dialogue.wanted:
        return dialogue.wanted.offerings
    return tuple(each.offering for each in scene.catalog.offerings)


def _which_booking(dialogue: Dialogue, _scene: Scene) -> replies.Reply:
    moves = dialogue.flow is Flow.MOVE
    return (replies.WhichToMove if moves else replies.WhichToCancel)(dialogue.last_list)


def _yes_or_no_again(dialogue: Dialogue, _scene: Scene) -> replies.Reply | None:
    pending = dialogue.pending
    if pending is None:
        return None
    cancels = pending.action == "cancel"
    return replies.AskToCancel(pending) if cancels else replies.AskToBook(pending)


_AGAIN: Mapping[Asked, Callable[[Dialogue, Scene], replies.Reply | None]] = {
    Asked.WHEN: lambda *_: replies.HowToBook(),
    Asked.PARTY: lambda *_: replies.HowMany(),
    Asked.CHANGE: lambda *_: replies.WhatElse(),
    Asked.FAQ: lambda dialogue, _: replies.WhichQuestion(dialogue.faqs),
    Asked.SLOT: lambda dialogue, _: replies.WhichSlot(dialogue.offers),
    Asked.OFFERING: lambda *both: replies.WhichOffering(_offerings(*both)),
    Asked.BOOKING: _which_booking,
    Asked.YES_OR_NO: _yes_or_no_again,
}


def _answers(dialogue: Dialogue, scene: Scene) -> dict[str, Outcome]:
    """What each listed thing leads to, by its choice id, in the order in which they are listed."""
    match dialogue.question_at(scene.at):
        case Asked.SLOT:
            offers = booking.live_offers(dialogue, scene)
            return {choices.of_offer(each): booking.take(dialogue, each, scene) for each in offers}
        case Asked.OFFERING:
            return {
                choices.of_offering(each): _take_offering(dialogue, each, scene)
                for each in _offerings(dialogue, scene)
            }
        case Asked.BOOKING:
            chosen = moving.move if dialogue.flow is Flow.MOVE else cancelling.ask_really
            return {
                choices.of_booking(each): chosen(dialogue, each, scene)
                for each in dialogue.last_list
            }
        case Asked.FAQ:
            return {
                choices.of_faq(each): ask(dialogue, tools.FindAnswer(each.entry_id))
                for each in dialogue.faqs
            }
        case Asked.YES_OR_NO:
            return _yes_or_no(dialogue, scene)
        case _:
            return {}


def _take_offering(dialogue: Dialogue, offering: tools.Offering, scene: Scene) -> Outcome:
    if dialogue.wanted:
        return booking.take_offering(dialogue, dialogue.wanted, offering)
    details = replace(dialogue.details, offering_id=offering.offering_id)
    return wanting.go_on(replace(dialogue.answered(), details=details), scene)


def _yes_or_no(dialogue: Dialogue, scene: Scene) -> dict[str, Outcome]:
    pending = cancelling.live_pending(dialogue, scene.at)
    if pending is None:
        return {}
    return {
        choices.of_yes(pending): confirming.affirmed(dialogue, pending),
        choices.of_no(pending): confirming.denied(dialogue, pending, scene),
    }


QUESTIONS = {
    Asked.WHEN: Question.WHEN,
    Asked.PARTY: Question.PARTY,
    Asked.OFFERING: Question.OFFERING,
    Asked.SLOT: Question.OFFER,
    Asked.BOOKING: Question.BOOKING,
    Asked.YES_OR_NO: Question.CONFIRM,
    Asked.CHANGE: Question.WHEN,
    Asked.FAQ: Question.FAQ,
}
"""What an open question lets an answer be read as."""


def frame(dialogue: Dialogue, scene: Scene) -> Frame:
    """What reading a message may know of where the conversation stands."""
    catalog = scene.catalog
    return Frame(
        now=scene.at.astimezone(scene.customer_zone).replace(tzinfo=None),
        language=scene.language,
        offerings=catalog.offering_names,
        resources=catalog.resource_names,
        opens=catalog.opens,
        closes=catalog.closes,
        asked=question(dialogue, scene),
        listed=listed(dialogue, scene),
        options=options(dialogue, scene),
    )


def question(dialogue: Dialogue, scene: Scene) -> Question | None:
    """What an answer would be read as just now."""
    asked = dialogue.question_at(scene.at)
    return QUESTIONS[asked] if asked else None


def listed(dialogue: Dialogue, scene: Scene) -> tuple[Listed, ...]:
    """What there is to pick from, on the clocks of the business."""
    match dialogue.question_at(scene.at):
        case Asked.SLOT:
            offers = booking.live_offers(dialogue, scene)
            return tuple(
                Listed(_wall(each.start, scene), each.offering_id, each.resource_id, each.label)
                for each in offers
            )
        case Asked.BOOKING:
            return tuple(
                Listed(
                    _wall(each.start, scene),
                    each.offering_id,
                    each.resource_id,
                    short_day_and_time(each.start, scene.zone, scene.language),
                )
                for each in dialogue.last_list
            )
        case _:
            return ()


def options(dialogue: Dialogue, scene: Scene) -> int:
    """How many there are to pick from by number alone."""
    match dialogue.question_at(scene.at):
        case Asked.OFFERING:
            return len(_offerings(dialogue, scene))
        case Asked.FAQ:
            return len(dialogue.faqs)
        case _:
            return 0


def _wall(start: datetime, scene: Scene) -> datetime:
    return start.astimezone(scene.zone).replace(tzinfo=None)
