"""From what a model asks for to a command, or to what is wrong with it. Nothing is believed."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from services.assistant.domain import answering, choices, commands
from services.assistant.domain.commands import Command
from services.assistant.domain.dialogue import Dialogue
from services.assistant.domain.model import ToolCall
from services.assistant.domain.model_text import clean, storable
from services.assistant.domain.scene import Scene
from services.assistant.domain.understanding.message import Details, read

LONGEST_WORDS = 200
"""Characters of what a model repeats of a customer's words."""
MOST_PEOPLE = 500

Arguments = Mapping[str, Any]


class Impossible(Exception):
    """It cannot be done. The text is for the model: what to do instead."""


def command_of(call: ToolCall, dialogue: Dialogue, scene: Scene) -> Command:
    """The command that the call stands for; Impossible where it is none."""
    proposal = _PROPOSALS.get(call.name)
    if proposal is None:
        raise Impossible(f"there is no such tool; there are {', '.join(sorted(_PROPOSALS))}")
    return proposal(_arguments(call), dialogue, scene)


def _arguments(call: ToolCall) -> Arguments:
    try:
        found = json.loads(call.arguments or "{}")
    except (ValueError, RecursionError):
        raise Impossible("the arguments are not JSON") from None
    if not isinstance(found, dict):
        raise Impossible("the arguments are not an object")
    return found


def _find_slots(arguments: Arguments, dialogue: Dialogue, scene: Scene) -> Command:
    words = _text(arguments, "when_text")
    moment = read(words, replace(answering.frame(dialogue, scene), asked=None, listed=()))
    details = Details(
        moment=moment.details.moment,
        offering_id=_known(arguments, "offering_id", _offerings(scene)),
        resource_id=_known(arguments, "resource_id", _resources(scene)),
        party=_people(arguments),
    )
    return commands.SetDetails(details) if dialogue.flow else commands.AskToBook(details)


def _set_details(arguments: Arguments, _dialogue: Dialogue, scene: Scene) -> Command:
    details = Details(
        resource_id=_known(arguments, "resource_id", _resources(scene)),
        party=_people(arguments),
        name=clean(_text(arguments, "name")) or None,
    )
    if not details.said:
        raise Impossible("nothing was given")
    return commands.SetDetails(details)


def _prepare_booking(arguments: Arguments, dialogue: Dialogue, scene: Scene) -> Command:
    return commands.Prepare(_slot(arguments, dialogue, scene))


def _prepare_move(arguments: Arguments, dialogue: Dialogue, scene: Scene) -> Command:
    return commands.Prepare(_slot(arguments, dialogue, scene), _booking(arguments, dialogue))


def _prepare_cancel(arguments: Arguments, dialogue: Dialogue, _scene: Scene) -> Command:
    wanted = _booking(arguments, dialogue)
    numbers = {each.booking_id: n for n, each in enumerate(dialogue.last_list, 1)}
    return commands.CancelBooking(numbers[wanted])


def _list(_arguments: Arguments, _dialogue: Dialogue, _scene: Scene) -> Command:
    return commands.ListBookings()


def _ask(arguments: Arguments, _dialogue: Dialogue, _scene: Scene) -> Command:
    query = _text(arguments, "query")
    if not query:
        raise Impossible("the query is empty")
    return commands.AskQuestion(query)


def _info(arguments: Arguments, _dialogue: Dialogue, _scene: Scene) -> Command:
    match arguments.get("topic"):
        case "hours":
            return commands.AskHours()
        case "prices":
            return commands.AskPrices()
        case _:
            raise Impossible("topic is hours or prices")


def _person(_arguments: Arguments, _dialogue: Dialogue, _scene: Scene) -> Command:
    return commands.AskForPerson()


_PROPOSALS: Mapping[str, Callable[[Arguments, Dialogue, Scene], Command]] = {
    "find_slots": _find_slots,
    "set_details": _set_details,
    "prepare_booking": _prepare_booking,
    "prepare_move": _prepare_move,
    "prepare_cancel": _prepare_cancel,
    "list_my_bookings": _list,
    "search_faq": _ask,
    "get_business_info": _info,
    "handoff_to_human": _person,
}


def _text(arguments: Arguments, key: str) -> str:
    value = arguments.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Impossible(f"{key} is not a text")
    return storable(value)[:LONGEST_WORDS].strip()


def _known(arguments: Arguments, key: str, ids: frozenset[str]) -> str | None:
    value = _text(arguments, key)
    if value and value not in ids:
        raise Impossible(f"there is no such {key}")
    return value or None


def _people(arguments: Arguments) -> int | None:
    value = arguments.get("party_size")
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MOST_PEOPLE:
        raise Impossible("party_size is a number of people")
    return value


def _slot(arguments: Arguments, dialogue: Dialogue, scene: Scene) -> str:
    live = {choices.of_offer(each) for each in dialogue.offers if scene.at < each.expires}
    wanted = _text(arguments, "slot_id")
    if wanted not in live:
        raise Impossible("this time is not offered; ask find_slots")
    return wanted


def _booking(arguments: Arguments, dialogue: Dialogue) -> str:
    wanted = _text(arguments, "booking_id")
    if wanted not in {each.booking_id for each in dialogue.last_list}:
        raise Impossible("the customer has no such booking; ask list_my_bookings")
    return wanted


def _offerings(scene: Scene) -> frozenset[str]:
    return frozenset(each.offering_id for each in scene.catalog.offerings)


def _resources(scene: Scene) -> frozenset[str]:
    return frozenset(each.resource_id for each in scene.catalog.resources)
