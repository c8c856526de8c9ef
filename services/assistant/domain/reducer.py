"""From the dialogue state and an event to the next state, replies, and what to have done.

An event is a command, or the result of the tool that was called for it. This is the one place
that decides; whoever understood the words, rules or a model, has no say in it.
"""

from collections.abc import Callable, Mapping
from typing import Any

from services.assistant.domain import (
    answering,
    asking,
    booking,
    cancelling,
    commands,
    moving,
    replies,
    slots,
    telling,
    tools,
    wanting,
)
from services.assistant.domain.dialogue import Dialogue
from services.assistant.domain.outcome import Outcome, say
from services.assistant.domain.scene import Scene

Event = commands.Command | tools.Result


def reduce(dialogue: Dialogue, event: Event, scene: Scene) -> Outcome:
    return _RULES[type(event)](dialogue, event, scene)


def _help(dialogue: Dialogue, _command: commands.Help, _scene: Scene) -> Outcome:
    return say(dialogue, replies.Help())


def _greet(dialogue: Dialogue, _command: commands.Greet, _scene: Scene) -> Outcome:
    return say(dialogue, replies.Help(greeting=True))


def _thank(dialogue: Dialogue, _command: commands.Thank, _scene: Scene) -> Outcome:
    return say(dialogue, replies.Welcome())


def _keep_silent(dialogue: Dialogue, _command: commands.Silence, _scene: Scene) -> Outcome:
    return Outcome(dialogue)


def _cannot_read(dialogue: Dialogue, command: commands.SentSomethingElse, _scene: Scene) -> Outcome:
    return say(dialogue, replies.CannotRead(command.kind))


def _bookings_found(dialogue: Dialogue, result: tools.BookingsFound, scene: Scene) -> Outcome:
    """What they were looked up for goes on."""
    if result.call.refused:
        return booking.whose(dialogue, result.call.refused, result, scene)
    if result.call.tapped:
        return booking.tapped(dialogue, result, scene)
    if result.call.to_move:
        return moving.found(dialogue, result, scene)
    if result.call.coming:
        return telling.coming(dialogue, result, scene)
    return cancelling.found(dialogue, result, scene)


_RULES: Mapping[type[Any], Callable[[Dialogue, Any, Scene], Outcome]] = {
    commands.StartBooking: booking.start,
    commands.AskToBook: wanting.book,
    commands.MoveBooking: moving.start,
    commands.Prepare: answering.prepare,
    commands.SetDetails: wanting.set_details,
    commands.AskHours: telling.hours,
    commands.AskPrices: telling.prices,
    commands.TellAttendance: telling.attendance,
    commands.AskForPerson: telling.person,
    commands.AskQuestion: telling.question,
    commands.Abort: telling.abort,
    commands.Bye: telling.bye,
    commands.Pick: answering.pick,
    commands.Choose: answering.choose,
    commands.Affirm: answering.affirm,
    commands.Deny: answering.deny,
    commands.ListBookings: cancelling.list_bookings,
    commands.CancelBooking: cancelling.start,
    commands.Help: _help,
    commands.Greet: _greet,
    commands.Thank: _thank,
    commands.Silence: _keep_silent,
    commands.SentSomethingElse: _cannot_read,
    commands.NotUnderstood: answering.not_understood,
    tools.Booked: booking.made,
    tools.NotBooked: booking.refused,
    tools.BookingsFound: _bookings_found,
    tools.OfferingsFound: booking.offerings_found,
    tools.Answered: asking.answered,
    tools.MayBeMeant: asking.may_be_meant,
    tools.NotAnswered: asking.not_answered,
    tools.SlotsFound: slots.found,
    tools.NoSlots: slots.refused,
    tools.BookingMoved: moving.done,
    tools.NotMoved: moving.refused,
    tools.AttendanceKept: telling.attendance_kept,
    tools.AttendanceNotKept: telling.attendance_not_kept,
    tools.BookingCancelled: cancelling.done,
    tools.NotCancelled: cancelling.refused,
}
