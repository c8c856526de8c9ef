"""What is free: it is offered, or it is what was wanted and its summary asks for a yes."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from services.assistant.domain import replies, tools
from services.assistant.domain.details import Details
from services.assistant.domain.dialogue import Asked, Dialogue, Flow, Offer, Pending
from services.assistant.domain.outcome import Outcome, say
from services.assistant.domain.scene import Scene
from services.assistant.domain.understanding.picking import in_part
from services.common.dates import short_day_and_time

OFFERED = 3
"""At once: as many as there are buttons."""


def found(dialogue: Dialogue, result: tools.SlotsFound, scene: Scene) -> Outcome:
    """The wanted start where it is free, else what is."""
    if result.call.exact:
        return _exact(dialogue, result, scene)
    details = dialogue.details
    fitting = [each for each in result.slots if _fits(each, details, scene)]
    if fitting:
        return _offer(dialogue, result, spread(fitting, scene.zone), scene)
    return _nearest(dialogue, result, scene)


def refused(dialogue: Dialogue, result: tools.NoSlots, scene: Scene) -> Outcome:
    """What no other start would mend."""
    match result.reason:
        case "PARTY_TOO_LARGE":
            return say(dialogue.closed(), replies.NotForParty(result.most))
        case "PARTY_TOO_SMALL":
            return say(dialogue.closed(), replies.NotForParty(0))
        case "RESOURCE_NOT_FOUND":
            name = scene.catalog.resource_name(result.call.resource_id)
            details = replace(dialogue.details, resource_id="")
            told = replies.NotBy(name, result.call.offering.name)
            return say(
                replace(dialogue, details=details).asking(Asked.WHEN, scene.open_until), told
            )
        case _:
            return say(dialogue.closed(), replies.Failed())


def summary(dialogue: Dialogue, offer: Offer, scene: Scene) -> Outcome:
    """All of it once more, and the question whether that is what shall be done."""
    moves = dialogue.flow is Flow.MOVE and dialogue.moving is not None
    action: Literal["book", "move"] = "move" if moves else "book"
    pending = Pending(
        action,
        dialogue.moving,
        scene.open_until,
        replace(offer, expires=scene.open_until),
        name=dialogue.details.name,
    )
    asking = dialogue.asking(Asked.YES_OR_NO, pending.expires, pending=pending)
    return say(asking, replies.AskToBook(pending))


def _exact(dialogue: Dialogue, result: tools.SlotsFound, scene: Scene) -> Outcome:
    free = [each for each in result.slots if each.start in result.call.exact]
    if len(free) == 1:
        return summary(dialogue, _offered(result, free[0], dialogue, scene), scene)
    if free:  # both halves of the day are open
        return _offer(dialogue, result, free, scene)
    return _nearest(dialogue, result, scene)


def _nearest(dialogue: Dialogue, result: tools.SlotsFound, scene: Scene) -> Outcome:
    """Not then: what is free nearest to it."""
    exact = result.call.exact
    past = bool(exact) and max(exact) <= scene.now
    offers = tuple(_offered(result, each, dialogue, scene) for each in result.nearest[:OFFERED])
    wanted = next(iter(exact), None)
    why = "past" if past else _closed(wanted, dialogue.details, scene)
    told = replies.NotFree(result.call.offering.name, wanted, dialogue.details.first, offers, why)
    if not offers:
        return say(dialogue.answered().asking(Asked.WHEN, scene.open_until), told)
    return say(dialogue.asking(Asked.SLOT, scene.open_until, offers=offers), told)


def _closed(wanted: datetime | None, details: Details, scene: Scene) -> Literal["", "closed"]:
    """Whether it is closed then, as far as the opening hours say."""
    if not scene.catalog.hours:
        return ""
    if wanted is None:
        shut = details.one_day and details.first and not scene.catalog.open_on(details.first)
        return "closed" if shut else ""
    wall = wanted.astimezone(scene.zone)
    minute = 60 * wall.hour + wall.minute
    open_then = any(start <= minute < end for start, end in scene.catalog.open_on(wall.date()))
    return "" if open_then else "closed"


def _offer(
    dialogue: Dialogue,
    result: tools.SlotsFound,
    slots: Sequence[tools.Slot],
    scene: Scene,
) -> Outcome:
    offers = tuple(_offered(result, each, dialogue, scene) for each in slots)
    asking = dialogue.asking(Asked.SLOT, scene.open_until, offers=offers)
    return say(asking, replies.FreeSlots(result.call.offering.name, offers))


def _offered(result: tools.SlotsFound, slot: tools.Slot, dialogue: Dialogue, scene: Scene) -> Offer:
    call, catalog = result.call, scene.catalog
    offering = catalog.offering(call.offering.offering_id)
    resource_id = "" if offering and offering.by_party else _performer(slot, dialogue)
    return Offer(
        call.offering.offering_id,
        call.offering.name,
        slot.start,
        short_day_and_time(slot.start, scene.zone, scene.language),
        scene.open_until,
        resource_id=call.resource_id or resource_id,
        resource_name=catalog.resource_name(call.resource_id or resource_id),
        party=dialogue.details.party,
        at_once=False,
    )


def _performer(slot: tools.Slot, dialogue: Dialogue) -> str:
    """Of a booking that moves, whoever has it where they can; else the preferred one."""
    before = dialogue.moving.resource_id if dialogue.moving else ""
    return before if before in slot.resource_ids else next(iter(slot.resource_ids), "")


def _fits(slot: tools.Slot, details: Details, scene: Scene) -> bool:
    """Whether it begins when it was wanted, on the customer's clocks."""
    wall = slot.start.astimezone(scene.customer_zone)
    clock = wall.time()
    if details.at and clock not in {details.at, details.or_at}:
        return False
    if details.after and clock < details.after:
        return False
    if details.before and clock >= details.before:
        return False
    return not details.part or in_part(clock, details.part)


def spread(slots: Sequence[tools.Slot], zone: ZoneInfo) -> list[tools.Slot]:
    """A few of them: of many the first, one in the middle and the last of the first day there."""
    if len(slots) <= OFFERED:
        return list(slots)
    days = [each.start.astimezone(zone).date() for each in slots]
    same = [each for each, day in zip(slots, days, strict=True) if day == days[0]]
    if len(same) < OFFERED:
        return list(slots[:OFFERED])
    return [same[0], same[len(same) // 2], same[-1]]
