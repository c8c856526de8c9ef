"""The tools that a model is offered: strict, with the values that the tenant has just now."""

from collections.abc import Mapping, Sequence
from typing import Any

from services.assistant.domain import choices
from services.assistant.domain.catalog import Catalog
from services.assistant.domain.dialogue import Dialogue
from services.assistant.domain.model import Tool
from services.assistant.domain.model_text import clean

Schema = Mapping[str, Any]

TEXT: Schema = {"type": "string"}
MAYBE_TEXT: Schema = {"type": ["string", "null"]}
MAYBE_NUMBER: Schema = {"type": ["integer", "null"]}
TOPICS = ("hours", "prices")
MOST_NAMED = 60
"""Offerings or resources in one list of values; of a larger catalogue the first."""


def toolbox(catalog: Catalog, dialogue: Dialogue) -> list[Tool]:
    """Those that can be used where the conversation stands."""
    found = [_find_slots(catalog), _set_details(catalog)]
    if dialogue.offers:
        found.append(_prepare_booking(dialogue))
    if dialogue.last_list:
        found.append(_prepare_cancel(dialogue))
        if dialogue.offers:
            found.append(_prepare_move(dialogue))
    return [*found, *_ALWAYS]


def _tool(called: str, description: str, /, **parameters: Schema) -> Tool:
    schema = {
        "type": "object",
        "properties": parameters,
        "required": list(parameters),
        "additionalProperties": False,
    }
    return Tool(called, description, schema)


_ALWAYS = (
    _tool("list_my_bookings", "The bookings that this customer has."),
    _tool(
        "search_faq",
        "What the business says about a question of the customer.",
        query=TEXT,
    ),
    _tool(
        "get_business_info",
        "Opening hours or prices, from the catalogue.",
        topic={"type": "string", "enum": list(TOPICS)},
    ),
    _tool(
        "handoff_to_human",
        "The customer wants a person, or you cannot help them.",
        reason={"type": "string", "enum": ["asked", "complaint", "cannot_help"]},
    ),
)


def _find_slots(catalog: Catalog) -> Tool:
    return _tool(
        "find_slots",
        "What is free, and whether a time is. Use it before you speak of any time. Shows a summary "
        "for the customer's yes where exactly the time that they named is free.",
        offering_id=_one_of([each.offering_id for each in catalog.offerings]),
        resource_id=_one_of([each.resource_id for each in catalog.resources]),
        party_size=MAYBE_NUMBER,
        when_text={
            "type": ["string", "null"],
            "description": "Day and time in the customer's own words, such as 'next Friday at 3'. "
            "Never a date that you worked out yourself.",
        },
    )


def _set_details(catalog: Catalog) -> Tool:
    return _tool(
        "set_details",
        "Keeps what the customer said beside a time, and looks again what is free.",
        party_size=MAYBE_NUMBER,
        name=MAYBE_TEXT,
        resource_id=_one_of([each.resource_id for each in catalog.resources]),
    )


def _prepare_booking(dialogue: Dialogue) -> Tool:
    return _tool(
        "prepare_booking",
        "Shows the summary of one offered time. The customer's own yes books it, nothing else.",
        slot_id=_slots(dialogue),
    )


def _prepare_move(dialogue: Dialogue) -> Tool:
    return _tool(
        "prepare_move",
        "Shows the summary of moving a booking to an offered time.",
        booking_id=_bookings(dialogue),
        slot_id=_slots(dialogue),
    )


def _prepare_cancel(dialogue: Dialogue) -> Tool:
    return _tool(
        "prepare_cancel",
        "Asks the customer whether this booking shall be cancelled.",
        booking_id=_bookings(dialogue),
    )


def _slots(dialogue: Dialogue) -> Schema:
    return {"type": "string", "enum": [choices.of_offer(each) for each in dialogue.offers]}


def _bookings(dialogue: Dialogue) -> Schema:
    return {"type": "string", "enum": [each.booking_id for each in dialogue.last_list]}


def _one_of(ids: Sequence[str]) -> Schema:
    """One of these, or nothing."""
    return {"type": ["string", "null"], "enum": [*ids[:MOST_NAMED], None]}


def catalog_data(catalog: Catalog) -> dict[str, list[dict[str, str]]]:
    """Which id is what."""
    return {
        "offerings": [
            {"offering_id": each.offering_id, "name": clean(each.name)}
            for each in catalog.offerings[:MOST_NAMED]
        ],
        "resources": [
            {"resource_id": each.resource_id, "name": clean(each.name)}
            for each in catalog.resources[:MOST_NAMED]
        ],
    }
