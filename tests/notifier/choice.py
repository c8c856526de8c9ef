"""Events and templates in tests of which template tells of what."""

import uuid
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from services.notifier.domain.booking_event import (
    ActionKind,
    BookingAction,
    BookingEvent,
    BookingEventKind,
)
from services.notifier.domain.template import Template, TemplateState
from services.notifier.domain.template_choice import choose

ALL_THREE = tuple(BookingAction(each, f"link-{each}") for each in ActionKind)
REMINDER = BookingEventKind.REMINDER


def event(language="it", offering="taglio", actions=(), **changes) -> BookingEvent:
    """A reminder of a cut at Bella Salon."""
    said = {
        "kind": REMINDER,
        "zone": ZoneInfo("Europe/Rome"),
        "offering_name": "Taglio",
        "start": datetime(2026, 12, 24, 14, 30, tzinfo=UTC),
        "business_name": "Bella Salon",
        "customer_name": "Giulia",
    }
    return BookingEvent(
        language=language, offering=offering, actions=tuple(actions), **{**said, **changes}
    )


def template(name="booking_reminder", language="it", *parameters, **changes) -> Template:
    """One that is approved and needs nothing, if nothing else is said."""
    said = {"state": TemplateState.APPROVED, "category": "UTILITY", "text": "Ciao"}
    return Template(
        uuid.UUID(int=1), name, language, **{**said, "parameter_names": parameters, **changes}
    )


def chosen(event, *templates, rules=()):
    """Name and language of the one that was chosen."""
    found = choose(event, rules, templates)
    return found and (found[1].name, found[1].language)


def filled(event, template, rules=()):
    """What is filled into it; None: it is passed over."""
    found = choose(event, rules, [template])
    return found and found[0].parameters
