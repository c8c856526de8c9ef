"""How bookings are listed and given up: which one, really, done."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from services.assistant.domain import commands, replies, tools
from services.assistant.domain.details import Details
from services.assistant.domain.dialogue import Asked, Dialogue, Pending
from services.assistant.domain.outcome import Outcome, ask, say
from services.assistant.domain.scene import Scene


def list_bookings(dialogue: Dialogue, _command: commands.ListBookings, _scene: Scene) -> Outcome:
    return ask(dialogue.closed(), tools.FindBookings())


def start(dialogue: Dialogue, command: commands.CancelBooking, scene: Scene) -> Outcome:
    """Look at what is booked now; "cancel 2" means the second of the list they saw, if any. In the
    middle of a wish a bare "cancel" gives up the wish, and nothing that is booked."""
    number = command.number
    bare = number is None and not command.details.said
    if bare and dialogue.flow and dialogue.question_at(scene.at):
        return say(dialogue.closed(), replies.Dropped())
    if number is None or not 1 <= number <= len(dialogue.last_list):
        wish = replace(dialogue.closed(), details=Details().with_said(command.details))
        return ask(wish, tools.FindBookings(to_cancel=True, number=number))
    named = dialogue.last_list[number - 1].booking_id
    return ask(dialogue.closed(), tools.FindBookings(to_cancel=True, booking_id=named))


def found(dialogue: Dialogue, result: tools.BookingsFound, scene: Scene) -> Outcome:
    """Show the list, or ask which one or whether really."""
    if not result.call.to_cancel:
        return say(_listed(dialogue, result), replies.Bookings(result.bookings))
    if result.call.booking_id:
        return _found_one(dialogue, result, scene)
    if not result.bookings:
        return say(_listed(dialogue, result), replies.NothingToCancel())
    meant = described(result.bookings, dialogue.details, scene)
    if len(meant) == 1:
        return ask_really(dialogue, meant[0], scene)
    number = result.call.number
    if number is not None and 1 <= number <= len(result.bookings):
        return ask_really(dialogue, result.bookings[number - 1], scene)
    asking = _listed(dialogue, result).asking(Asked.BOOKING, scene.open_until)
    return say(asking, replies.WhichToCancel(result.bookings))


def described(
    bookings: Sequence[tools.Booking], details: Details, scene: Scene
) -> tuple[tools.Booking, ...]:
    """Those that are what was said: of that day, that time, that offering, by them; all of them
    where none is."""
    fitting = tuple(each for each in bookings if _is(each, details, scene))
    return fitting or tuple(bookings)


def _is(booking: tools.Booking, details: Details, scene: Scene) -> bool:
    wall = booking.start.astimezone(scene.customer_zone)
    return all(
        (
            not (details.first and details.last) or details.first <= wall.date() <= details.last,
            not details.at or wall.time() in {details.at, details.or_at},
            not details.offering_id or booking.offering_id == details.offering_id,
            not details.resource_id or booking.resource_id == details.resource_id,
        )
    )


def ask_really(
    dialogue: Dialogue, booking: tools.Booking, scene: Scene, *, changed: bool = False
) -> Outcome:
    """Cancelling asks first, always; only the customer's own yes does it."""
    pending = Pending("cancel", booking, scene.open_until)
    asking = dialogue.asking(Asked.YES_OR_NO, pending.expires, pending=pending)
    return say(asking, replies.AskToCancel(pending, changed))


def live_pending(dialogue: Dialogue, at: datetime) -> Pending | None:
    """What waits for a yes, if it has not waited too long."""
    pending = dialogue.pending
    return pending if pending and at < pending.expires else None


def done(dialogue: Dialogue, result: tools.BookingCancelled, _scene: Scene) -> Outcome:
    """Done. The list that they saw is not true any more, so its numbers mean nothing."""
    return say(replace(dialogue.closed(), last_list=()), replies.Cancelled(result.booking))


def refused(dialogue: Dialogue, result: tools.NotCancelled, _scene: Scene) -> Outcome:
    """Say why; where it only changed meanwhile, look again and ask again."""
    booking = result.call.booking
    if result.reason == "ETAG_STALE":
        again = tools.FindBookings(to_cancel=True, booking_id=booking.booking_id, changed=True)
        return ask(dialogue.closed(), again)
    if result.reason == "REQUEST_ID_REUSED":
        # This message cancelled another one before its turn was lost: show what there is.
        return ask(dialogue.closed(), tools.FindBookings())
    if result.notice is not None:
        return say(dialogue.closed(), replies.NoticeOver(booking, booking.start - result.notice))
    why: dict[str, replies.Reply] = {
        "BOOKING_NOT_FOUND": replies.BookingGone(),
        "NOT_THIS_CUSTOMERS": replies.BookingGone(),
        "BOOKING_OVER": replies.TooLateToCancel(),
    }
    return say(dialogue.closed(), why.get(result.reason, replies.Failed()))


def _listed(dialogue: Dialogue, result: tools.BookingsFound) -> Dialogue:
    return replace(dialogue, last_list=result.bookings)


def _found_one(dialogue: Dialogue, result: tools.BookingsFound, scene: Scene) -> Outcome:
    for booking in result.bookings:
        if booking.booking_id == result.call.booking_id:
            return ask_really(dialogue, booking, scene, changed=result.call.changed)
    return say(dialogue, replies.BookingGone())
