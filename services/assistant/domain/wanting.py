"""What is still missing of a wish: one thing is asked at a time, then it is looked up what is free.

A wish is a booking that shall be made, or one that shall move. Nothing is done here: it ends in a
summary, which the customer answers (`confirming.py`).
"""

from dataclasses import replace
from datetime import datetime, time, timedelta

from services.assistant.domain import commands, replies, tools
from services.assistant.domain.catalog import Offered
from services.assistant.domain.details import Details
from services.assistant.domain.dialogue import Asked, Dialogue, Flow
from services.assistant.domain.outcome import Outcome, ask, say
from services.assistant.domain.scene import Scene
from services.assistant.domain.understanding.message import Details as Said
from services.assistant.domain.when import instant

LONGEST = timedelta(days=31)
"""What is looked through at once."""
SOON = timedelta(days=14)
"""Where only a time was said, this far is looked for a day."""


def book(dialogue: Dialogue, command: commands.AskToBook, scene: Scene) -> Outcome:
    """A new wish; where one is under way already, more of it."""
    wish = dialogue if dialogue.flow is Flow.BOOK else replace(dialogue.closed(), flow=Flow.BOOK)
    return _with(wish, command.details, scene)


def set_details(dialogue: Dialogue, command: commands.SetDetails, scene: Scene) -> Outcome:
    """More of what is wanted, or something else: everything that was not said again stays."""
    wish = dialogue if dialogue.flow else replace(dialogue.closed(), flow=Flow.BOOK)
    return _with(wish, command.details, scene)


def _with(dialogue: Dialogue, said: Said, scene: Scene) -> Outcome:
    if said.moment.no_such_day:
        return say(_asking(dialogue, Asked.WHEN, scene), replies.NoSuchDay())
    if said.moment.past and said.moment.days is None:
        return say(_asking(dialogue, Asked.WHEN, scene), replies.DayIsOver())
    details = dialogue.details.with_said(said)
    return go_on(replace(dialogue.answered(), details=details), scene)


def go_on(dialogue: Dialogue, scene: Scene) -> Outcome:
    """Ask for the next thing that is missing; where nothing is, look what is free."""
    offering = _offering(dialogue, scene)
    if offering is None:
        return _which_offering(dialogue, scene)
    details = dialogue.details
    if offering.by_party and not details.party and not dialogue.moving:
        return say(_asking(dialogue, Asked.PARTY, scene), replies.HowMany())
    wish = replace(dialogue, details=replace(details, offering_id=offering.offering_id))
    return ask(wish, _slots(offering, wish, scene))


def _offering(dialogue: Dialogue, scene: Scene) -> Offered | None:
    if dialogue.details.offering_id:
        return scene.catalog.offering(dialogue.details.offering_id)
    if dialogue.moving:
        return scene.catalog.offering(dialogue.moving.offering_id)
    return scene.catalog.default()


def _which_offering(dialogue: Dialogue, scene: Scene) -> Outcome:
    offerings = tuple(each.offering for each in scene.catalog.offerings)
    if not offerings:
        return say(dialogue.closed(), replies.NothingToBook())
    return say(_asking(dialogue, Asked.OFFERING, scene), replies.WhichOffering(offerings))


def _asking(dialogue: Dialogue, asked: Asked, scene: Scene) -> Dialogue:
    return dialogue.answered().asking(asked, scene.open_until)


# What to look for


def _slots(offering: Offered, dialogue: Dialogue, scene: Scene) -> tools.FindSlots:
    details = dialogue.details
    start, end = _window(details, scene)
    return tools.FindSlots(
        offering.offering,
        start,
        end,
        exact=_exact(details, scene),
        resource_id=details.resource_id,
        party=details.party,
    )


def _window(details: Details, scene: Scene) -> tuple[datetime, datetime]:
    """The days that were said; without any, from now on."""
    now = scene.now
    if details.first is None or details.last is None:
        return now, now + SOON
    start = instant(details.first, time(0), scene.customer_zone)
    end = instant(details.last + timedelta(1), time(0), scene.customer_zone)
    start = max(start, now)
    return start, min(max(end, start + timedelta(minutes=1)), start + LONGEST)


def _exact(details: Details, scene: Scene) -> tuple[datetime, ...]:
    """The instants that were named: day and time, in each reading of the time."""
    if details.first is None or not details.one_day or details.at is None:
        return ()
    readings = [details.at, *([details.or_at] if details.or_at else [])]
    return tuple(instant(details.first, each, scene.customer_zone) for each in readings)
