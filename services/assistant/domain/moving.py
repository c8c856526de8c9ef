"""How a booking moves: which one, to when, the summary, done."""

from dataclasses import replace

from services.assistant.domain import commands, replies, tools
from services.assistant.domain.details import Details
from services.assistant.domain.dialogue import Asked, Dialogue, Flow
from services.assistant.domain.outcome import Outcome, ask, say
from services.assistant.domain.scene import Scene
from services.assistant.domain.wanting import go_on


def start(dialogue: Dialogue, command: commands.MoveBooking, _scene: Scene) -> Outcome:
    """Look at what is booked now. What was said of the new time is kept meanwhile."""
    details = Details().with_said(command.details)
    wish = replace(dialogue.closed(), flow=Flow.MOVE, details=details)
    return ask(wish, tools.FindBookings(to_move=True))


def found(dialogue: Dialogue, result: tools.BookingsFound, scene: Scene) -> Outcome:
    """The one there is; of several, the one that was meant has to be named."""
    listed = replace(dialogue, last_list=result.bookings)
    if not result.bookings:
        return say(listed.closed(), replies.NothingToMove())
    if len(result.bookings) == 1:
        return move(listed, result.bookings[0], scene)
    asking = listed.asking(Asked.BOOKING, scene.open_until)
    return say(asking, replies.WhichToMove(result.bookings))


def move(dialogue: Dialogue, booking: tools.Booking, scene: Scene) -> Outcome:
    """To when? What was said before of it counts."""
    details = replace(dialogue.details, party=dialogue.details.party or booking.party)
    wish = replace(dialogue.answered(), flow=Flow.MOVE, moving=booking, details=details)
    if not (details.has_day or details.has_time or details.resource_id):
        return say(wish.asking(Asked.WHEN, scene.open_until), replies.MoveToWhen(booking))
    if details.has_time and not details.has_day:
        day = booking.start.astimezone(scene.customer_zone).date()
        wish = replace(wish, details=replace(details, first=day, last=day))
    if details.resource_id and not (details.has_day or details.has_time):
        wall = booking.start.astimezone(scene.customer_zone)
        same = replace(details, first=wall.date(), last=wall.date(), at=wall.time())
        wish = replace(wish, details=same)
    return go_on(wish, scene)


def done(dialogue: Dialogue, result: tools.BookingMoved, _scene: Scene) -> Outcome:
    return say(replace(dialogue.closed(), last_list=()), replies.Moved(result.booking))


def refused(dialogue: Dialogue, result: tools.NotMoved, scene: Scene) -> Outcome:
    """Say why; where the place was taken meanwhile, say what is free."""
    booking = result.call.booking
    if result.reason == "REQUEST_ID_REUSED":
        return ask(dialogue.closed(), tools.FindBookings())
    if result.reason in {"BOOKING_NOT_FOUND", "NOT_THIS_CUSTOMERS", "ETAG_STALE"}:
        return say(dialogue.closed(), replies.BookingGone())
    if result.notice is not None:
        until = booking.start - result.notice
        return say(dialogue.closed(), replies.MoveNoticeOver(booking, until))
    if result.reason == "BOOKING_OVER":
        return say(dialogue.closed(), replies.TooLateToMove())
    wish = replace(dialogue, flow=Flow.MOVE, moving=booking)
    return go_on(wish, scene)
