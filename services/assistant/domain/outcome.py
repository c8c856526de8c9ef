"""What a rule decides: the next state, what to say, and at most one thing to have done."""

from dataclasses import dataclass

from services.assistant.domain.dialogue import Dialogue
from services.assistant.domain.replies import Reply
from services.assistant.domain.tools import Call


@dataclass(frozen=True)
class Outcome:
    """With a call, its result is the next event; without one, the command is dealt with."""

    dialogue: Dialogue
    replies: tuple[Reply, ...] = ()
    call: Call | None = None


def say(dialogue: Dialogue, *replies: Reply) -> Outcome:
    return Outcome(dialogue, replies)


def ask(dialogue: Dialogue, call: Call) -> Outcome:
    """Have a tool do it, then decide on with what it found."""
    return Outcome(dialogue, call=call)
