"""How a booking comes about: a start is named, refused with offers, picked, made."""

from dataclasses import replace
from datetime import datetime

from services.assistant.domain import choices, commands, replies, slots, tools
from services.assistant.domain.dialogue import Asked, Dialogue, Offer, Wanted
from services.assistant.domain.outcome import Outcome, ask, say
from services.assistant.domain.scene import Scene
from services.assistant.domain.when import NoDate, SkippedTime, next_start, noon
from services.common.dates import short_day_and_time

SLOT_REASONS = frozenset(
    {
        "SLOT_TAKEN",
        "SLOT_OWN",
        "SOLD_OUT",
        "OUTSIDE_OPENING_HOURS",
        "START_NOT_OFFERED",
        "IN_THE_PAST",
        "NOTICE_TOO_SHORT",
        "TOO_FAR_AHEAD",
    }
)
"""What is wrong with a start; another may do."""


def start(dialogue: Dialogue, command: commands.StartBooking, scene: Scene) -> Outcome:
    """The customer named a day and a time: that is their yes, nothing is asked back."""
    month, day, hour, minute = command.month, command.day, command.hour, command.minute
    found = next_start(month, day, hour, minute, zone=scene.customer_zone, at=scene.at)
    match found:
        case NoDate():
            return _ask_when(dialogue, scene, replies.NoSuchDate(month, day, hour, minute))
        case SkippedTime(date):
            named = noon(date, scene.customer_zone)
            return _ask_when(dialogue, scene, replies.NoSuchTime(named, hour, minute))
        case _:
            return ask(dialogue.closed(), tools.CreateBooking(found))


def made(dialogue: Dialogue, result: tools.Booked, _scene: Scene) -> Outcome:
    """Done. Buttons of earlier offers do not book a second time."""
    return say(dialogue.closed(), replies.Booked(result.booking))


def refused(dialogue: Dialogue, result: tools.NotBooked, scene: Scene) -> Outcome:
    """Say why, and what can be had instead."""
    if result.reason == "OFFERING_MISSING":
        return ask(dialogue.closed(), tools.FindOfferings(result.call.start))
    if result.reason == "REQUEST_ID_REUSED":
        # This message booked another start before its turn was lost: show what there is.
        return ask(dialogue.closed(), tools.FindBookings())
    if result.reason in {"SLOT_TAKEN", "SOLD_OUT"}:
        return ask(dialogue.closed(), tools.FindBookings(refused=result))
    return _explain(dialogue, result, scene)


def whose(
    dialogue: Dialogue, refused: tools.NotBooked, found: tools.BookingsFound, scene: Scene
) -> Outcome:
    """Taken: by somebody else, or by the customer themselves."""
    wanted = (refused.offering.offering_id, refused.call.start)
    own = any((each.offering_id, each.start) == wanted for each in found.bookings)
    return _explain(dialogue, replace(refused, reason="SLOT_OWN") if own else refused, scene)


def tapped(dialogue: Dialogue, found: tools.BookingsFound, _scene: Scene) -> Outcome:
    """A choice that does not stand any more: it was booked, perhaps by a first tap, or not."""
    for booking in found.bookings:
        if choices.of_slot(booking.offering_id, booking.start) == found.call.tapped:
            return say(dialogue, replies.AlreadyBooked(booking))
    return say(dialogue, replies.Expired())


def _explain(dialogue: Dialogue, result: tools.NotBooked, scene: Scene) -> Outcome:
    if result.reason not in SLOT_REASONS:
        return say(dialogue.closed(), _no_start_does(result))
    offers = tuple(_offer(result.offering, each, scene) for each in result.alternatives)
    told = replies.SlotRefused(result.reason, result.offering.name, result.call.start, offers)
    if not offers:
        return say(dialogue.closed(), told)
    return say(dialogue.asking(Asked.SLOT, scene.open_until, offers=offers), told)


def _no_start_does(result: tools.NotBooked) -> replies.Reply:
    """The refusals that another start would not mend."""
    match result.reason:
        case "PARTY_TOO_LARGE":
            return replies.NotForParty(result.most)
        case "PARTY_TOO_SMALL":
            return replies.NotForParty(0)
        case "CUSTOMER_BLOCKED":
            return replies.Blocked()
        case _:
            return replies.Failed()


def offerings_found(dialogue: Dialogue, result: tools.OfferingsFound, scene: Scene) -> Outcome:
    """The tenant has no default: ask which, and keep the start that was wanted."""
    if not result.offerings:
        return say(dialogue.closed(), replies.NothingToBook())
    wanted = Wanted(result.call.start, result.offerings)
    asking = dialogue.asking(Asked.OFFERING, scene.open_until, wanted=wanted)
    return say(asking, replies.WhichOffering(result.offerings))


def live_offers(dialogue: Dialogue, scene: Scene) -> tuple[Offer, ...]:
    """The offers that still stand."""
    return tuple(each for each in dialogue.offers if scene.at < each.expires)


def take(dialogue: Dialogue, offer: Offer, scene: Scene) -> Outcome:
    """Book an offered slot: to pick it is the customer's yes, or leads to the summary."""
    if offer.at_once:
        return ask(dialogue.closed(), tools.CreateBooking(offer.start, offer.offering_id))
    return slots.summary(dialogue, offer, scene)


def take_offering(dialogue: Dialogue, wanted: Wanted, offering: tools.Offering) -> Outcome:
    """Book the wanted start, now that it is known what for."""
    return ask(dialogue.closed(), tools.CreateBooking(wanted.start, offering.offering_id))


def _ask_when(dialogue: Dialogue, scene: Scene, told: replies.Reply) -> Outcome:
    return say(dialogue.asking(Asked.WHEN, scene.open_until), told)


def _offer(offering: tools.Offering, start: datetime, scene: Scene) -> Offer:
    label = short_day_and_time(start, scene.zone, scene.language)
    return Offer(offering.offering_id, offering.name, start, label, scene.open_until)
