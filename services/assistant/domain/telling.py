"""What is only told: hours, prices, that a person was asked for, that somebody will come."""

from dataclasses import replace
from datetime import timedelta

from services.assistant.domain import commands, replies, tools
from services.assistant.domain.catalog import united
from services.assistant.domain.dialogue import Dialogue
from services.assistant.domain.outcome import Outcome, ask, say
from services.assistant.domain.scene import Scene


def hours(dialogue: Dialogue, command: commands.AskHours, scene: Scene) -> Outcome:
    """Of the day that was asked for, else of the week."""
    days, catalog = command.details.moment.days, scene.catalog
    if not (catalog.hours or catalog.special):
        return say(dialogue, replies.NotKnown())
    if days and days.first == days.last:
        return say(dialogue, replies.OpenOn(days.first, tuple(united(catalog.open_on(days.first)))))
    today = scene.now.astimezone(scene.zone).date()
    monday = today - timedelta(today.weekday())
    week = [[(e.start, e.end) for e in catalog.hours if e.weekday == day] for day in range(7)]
    return say(dialogue, replies.OpeningHours(monday, tuple(tuple(united(each)) for each in week)))


def prices(dialogue: Dialogue, command: commands.AskPrices, scene: Scene) -> Outcome:
    """Of the offering that was asked for, else of all that have one."""
    asked = scene.catalog.offering(command.details.offering_id or "")
    offerings = (asked,) if asked else scene.catalog.offerings
    priced = tuple(each for each in offerings if each.price_cents)
    return say(dialogue, replies.Prices(priced) if priced else replies.NotKnown())


def attendance(dialogue: Dialogue, command: commands.TellAttendance, _scene: Scene) -> Outcome:
    """They will come: it is kept. They cannot: whether their booking shall be given up."""
    if command.coming:
        return ask(dialogue, tools.FindBookings(coming=True))
    return ask(dialogue.closed(), tools.FindBookings(to_cancel=True))


def coming(dialogue: Dialogue, result: tools.BookingsFound, scene: Scene) -> Outcome:
    """To the next one that is confirmed."""
    for booking in result.bookings:
        if not booking.requested and booking.start > scene.now:
            return ask(dialogue, tools.ConfirmAttendance(booking))
    return say(dialogue, replies.Noted())


def attendance_kept(dialogue: Dialogue, result: tools.AttendanceKept, _scene: Scene) -> Outcome:
    return say(dialogue, replies.SeeYou(result.booking))


def attendance_not_kept(
    dialogue: Dialogue, _result: tools.AttendanceNotKept, _scene: Scene
) -> Outcome:
    return say(dialogue, replies.Noted())


def person(dialogue: Dialogue, _command: commands.AskForPerson, _scene: Scene) -> Outcome:
    """The business is told, and says so: the assistant goes on meanwhile."""
    return say(replace(dialogue.closed(), waiting=True, misses=0), replies.PersonAsked())


def bye(dialogue: Dialogue, _command: commands.Bye, _scene: Scene) -> Outcome:
    return say(dialogue, replies.Goodbye())


def abort(dialogue: Dialogue, _command: commands.Abort, _scene: Scene) -> Outcome:
    """Nothing that is booked is touched."""
    return say(dialogue.closed(), replies.Dropped())


def question(dialogue: Dialogue, _command: commands.AskQuestion, _scene: Scene) -> Outcome:
    """Nobody here knows."""
    return say(dialogue, replies.NotKnown())
