"""What an answer means: a number, a tap, a yes or a no is read by the question that is open."""

from services.assistant.domain import booking, cancelling, choices, commands, replies, tools
from services.assistant.domain.dialogue import Asked, Dialogue
from services.assistant.domain.outcome import Outcome, ask, say
from services.assistant.domain.scene import Scene
from services.common.dates import short_day_and_time

_LISTS = frozenset({Asked.SLOT, Asked.OFFERING, Asked.BOOKING, Asked.YES_OR_NO})
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
    if command.choice_id.startswith(choices.SLOT):
        return ask(dialogue, tools.FindBookings(tapped=command.choice_id))
    return say(dialogue, replies.Expired())


def affirm(dialogue: Dialogue, _command: commands.Affirm, scene: Scene) -> Outcome:
    """A yes does what waits for it; to a single offer it is a yes as well."""
    if scene.unread:
        return Outcome(dialogue)
    if dialogue.pending:
        pending = cancelling.live_pending(dialogue, scene.at)
        return (
            cancelling.affirmed(dialogue, pending)
            if pending
            else say(dialogue.closed(), replies.Expired())
        )
    offers = booking.live_offers(dialogue, scene)
    if len(offers) == 1:
        return booking.take(dialogue, offers[0])
    question = open_question(dialogue, scene)
    return say(dialogue, question or replies.Noted())


def deny(dialogue: Dialogue, _command: commands.Deny, scene: Scene) -> Outcome:
    """A no closes what is open; nothing is done."""
    pending = cancelling.live_pending(dialogue, scene.at)
    if pending:
        return cancelling.denied(dialogue, pending)
    return say(dialogue.closed(), replies.Noted())


def not_understood(dialogue: Dialogue, _command: commands.NotUnderstood, scene: Scene) -> Outcome:
    """Ask again what is open; where nothing is, say what we can do."""
    return say(dialogue, replies.NotUnderstood(open_question(dialogue, scene)))


def open_question(dialogue: Dialogue, scene: Scene) -> replies.Reply | None:
    """The open question, to be asked again."""
    match dialogue.question_at(scene.at):
        case Asked.WHEN:
            return replies.HowToBook()
        case Asked.SLOT:
            return replies.WhichSlot(dialogue.offers)
        case Asked.OFFERING if dialogue.wanted:
            return replies.WhichOffering(dialogue.wanted.offerings)
        case Asked.BOOKING:
            return replies.WhichToCancel(dialogue.last_list)
        case Asked.YES_OR_NO if dialogue.pending:
            return replies.AskToCancel(dialogue.pending)
        case _:
            return None


def _answers(dialogue: Dialogue, scene: Scene) -> dict[str, Outcome]:
    """What each listed thing leads to, by its choice id, in the order in which they are listed."""
    match dialogue.question_at(scene.at):
        case Asked.SLOT:
            offers = booking.live_offers(dialogue, scene)
            return {choices.of_offer(each): booking.take(dialogue, each) for each in offers}
        case Asked.OFFERING if wanted := dialogue.wanted:
            return {
                choices.of_offering(each): booking.take_offering(dialogue, wanted, each)
                for each in wanted.offerings
            }
        case Asked.BOOKING:
            return {
                choices.of_booking(each): cancelling.ask_really(dialogue, each, scene)
                for each in dialogue.last_list
            }
        case Asked.YES_OR_NO:
            return _yes_or_no(dialogue, scene)
        case _:
            return {}


def _yes_or_no(dialogue: Dialogue, scene: Scene) -> dict[str, Outcome]:
    pending = cancelling.live_pending(dialogue, scene.at)
    if pending is None:
        return {}
    return {
        choices.of_yes(pending): cancelling.affirmed(dialogue, pending),
        choices.of_no(pending): cancelling.denied(dialogue, pending),
    }


def titles(dialogue: Dialogue, scene: Scene) -> tuple[str, ...]:
    """What the customer may pick from, as it was shown: they may also type it."""
    match dialogue.question_at(scene.at):
        case Asked.SLOT:
            return tuple(each.label for each in booking.live_offers(dialogue, scene))
        case Asked.OFFERING if dialogue.wanted:
            return tuple(each.name for each in dialogue.wanted.offerings)
        case Asked.BOOKING:
            return tuple(
                short_day_and_time(each.start, scene.zone, scene.language)
                for each in dialogue.last_list
            )
        case _:
            return ()


def asked_when(dialogue: Dialogue, scene: Scene) -> bool:
    """Whether a day and a time alone are an answer just now."""
    return dialogue.question_at(scene.at) is Asked.WHEN
