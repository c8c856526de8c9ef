"""The answer to a summary: a yes does it, a no asks what shall be otherwise."""

from services.assistant.domain import replies, tools
from services.assistant.domain.dialogue import Asked, Dialogue, Offer, Pending
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
            return ask(dialogue.answered(), _move(pending.booking, offer))
        case _ if pending.booking:
            return ask(dialogue.closed(), tools.CancelBooking(pending.booking))
        case _:
            return say(dialogue.closed(), replies.Failed())


def _move(booking: tools.Booking, offer: Offer) -> tools.MoveBooking:
    """All of what was shown: the summary may be for more people, or of another offering."""
    other = "" if offer.offering_id == booking.offering_id else offer.offering_id
    return tools.MoveBooking(booking, offer.start, offer.resource_id, offer.party, other)


def denied(dialogue: Dialogue, pending: Pending, scene: Scene) -> Outcome:
    """What is booked stays. Of a wish everything is kept, and one thing may be said anew."""
    if pending.action == "cancel" and pending.booking:
        return say(dialogue.closed(), replies.Kept(pending.booking))
    asking = dialogue.answered().asking(Asked.CHANGE, scene.open_until)
    return say(asking, replies.WhatElse())
