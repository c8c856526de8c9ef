"""The answer to a summary: a yes does it, a no asks what shall be otherwise."""

from services.assistant.domain import replies, tools
from services.assistant.domain.dialogue import Asked, Dialogue, Pending
from services.assistant.domain.outcome import Outcome, ask, say
from services.assistant.domain.scene import Scene


def affirmed(dialogue: Dialogue, pending: Pending) -> Outcome:
    """Do what was shown; where it cannot be done any more the tool refuses, and says what can."""
    offer = pending.offer
    match pending.action:
        case "book" if offer:
            call = tools.CreateBooking(
                offer.start, offer.offering_id, offer.resource_id, offer.party, note=pending.name
            )
            return ask(dialogue.answered(), call)
        case "move" if offer and pending.booking:
            move = tools.MoveBooking(pending.booking, offer.start, offer.resource_id, offer.party)
            return ask(dialogue.answered(), move)
        case _ if pending.booking:
            return ask(dialogue.closed(), tools.CancelBooking(pending.booking))
        case _:
            return say(dialogue.closed(), replies.Failed())


def denied(dialogue: Dialogue, pending: Pending, scene: Scene) -> Outcome:
    """What is booked stays. Of a wish everything is kept, and one thing may be said anew."""
    if pending.action == "cancel" and pending.booking:
        return say(dialogue.closed(), replies.Kept(pending.booking))
    asking = dialogue.answered().asking(Asked.CHANGE, scene.open_until)
    return say(asking, replies.WhatElse())
