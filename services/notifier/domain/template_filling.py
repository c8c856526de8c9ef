"""What is filled into a template's text: by rule, by the names of its parameters, or by number."""

from collections.abc import Iterator, Mapping, Sequence

from services.common.dates import day, day_and_time, time_of_day
from services.common.texts import cleaned
from services.notifier.domain.booking_event import BookingEvent
from services.notifier.domain.content import TemplateUse
from services.notifier.domain.sending_rules import Parameter, TemplateRule
from services.notifier.domain.template import Template
from services.notifier.domain.template_buttons import takers

LONGEST = 1024
"""Characters of a filled value, and of the whole text with all values."""

SHORTEST = 20
"""No value is cut to less than this, whatever the text."""

BY_NUMBER = (
    Parameter.CUSTOMER_NAME,
    Parameter.OFFERING_NAME,
    Parameter.WHEN,
    Parameter.BUSINESS_NAME,
    Parameter.PLACE,
    Parameter.RESOURCE_NAME,
    Parameter.PARTY_SIZE,
    Parameter.REASON,
)
"""What `{{1}}`, `{{2}}`, ... are where no rule says otherwise."""

_SYNONYMS = {
    Parameter.CUSTOMER_NAME: "name first_name customer guest guest_name client client_name",
    Parameter.BUSINESS_NAME: "business company company_name",
    Parameter.OFFERING_NAME: "offering service service_name event event_name what",
    Parameter.WHEN: "date_time datetime start start_time day_and_time",
    Parameter.DATE: "day booking_date event_date start_date",
    Parameter.TIME: "hour booking_time event_time",
    Parameter.RESOURCE_NAME: "resource with with_whom",
    Parameter.PLACE: "venue venue_name address location where",
    Parameter.PARTY_SIZE: "party people persons guests",
    Parameter.REASON: "why",
}
_BY_NAME = {
    **{str(each): each for each in Parameter},
    **{word: each for each, words in _SYNONYMS.items() for word in words.split()},
}


def parameters(
    event: BookingEvent, template: Template, rule: TemplateRule | None
) -> tuple[str, ...] | None:
    """What is filled in, in the template's order; None: something it wants is not known."""
    wanted = _by_rule(template, rule) if rule and rule.parameters else _by_itself(template)
    known = values(event, template.language)
    if wanted is None or any(each not in known for each in wanted):
        return None
    return together([known[each] for each in wanted], template)


def values(event: BookingEvent, language: str) -> Mapping[Parameter | None, str]:
    """All that can be told of the event, in a form that a template takes; what is empty is not
    there."""
    start, zone = event.start, event.zone
    said = {
        Parameter.CUSTOMER_NAME: event.customer_name,
        Parameter.BUSINESS_NAME: event.business_name,
        Parameter.OFFERING_NAME: event.offering_name,
        Parameter.WHEN: day_and_time(start, zone, language),
        Parameter.DATE: day(start, zone, language),
        Parameter.TIME: time_of_day(start, zone, language),
        Parameter.RESOURCE_NAME: event.resource_name,
        Parameter.PLACE: ", ".join(filter(None, (event.venue_name, event.venue_address))),
        Parameter.PARTY_SIZE: str(max(event.party_size, 1)),
        Parameter.REASON: event.reason,
    }
    return {name: text for name, each in said.items() if (text := fitting(each))}


def fitting(text: str) -> str:
    """The text on one line, without many spaces in a row, and not too long."""
    return cleaned(text)[:LONGEST].rstrip()


def together(given: Sequence[str], template: Template) -> tuple[str, ...]:
    """The values in a form that the template takes, the longest cut where all are too much."""
    texts = [fitting(each) for each in given]
    room = LONGEST - len(template.text)
    most = max(map(len, texts), default=0)
    while most > SHORTEST and sum(min(len(each), most) for each in texts) > room:
        most -= 1
    return tuple(_cut(each, most) for each in texts)


def wrong_with(use: TemplateUse, template: Template) -> Iterator[str]:
    """Why what a caller fills in does not fit the template."""
    wants, given = len(template.parameter_names), len(use.parameters)
    if wants != given:
        yield f"the template has {wants} parameters, not {given}"
    for number, each in enumerate(use.parameters, 1):
        if not fitting(each):
            yield f"parameter {number} is blank"
    buttons = takers(template)
    if len(use.choice_ids) > len(buttons):
        yield f"the template has {len(buttons)} buttons to fill, not {len(use.choice_ids)}"
    if any(each.fills_url for each in buttons[len(use.choice_ids) :]):
        yield "the end of a button's URL is missing"


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _by_rule(template: Template, rule: TemplateRule) -> list[Parameter | None] | None:
    if len(rule.parameters) != len(template.parameter_names):
        return None
    return [_BY_NAME.get(each) for each in rule.parameters]


def _by_itself(template: Template) -> list[Parameter | None]:
    return [_meant(each) for each in template.parameter_names]


def _meant(name: str) -> Parameter | None:
    if not name.isdecimal():
        return _BY_NAME.get(name.lower().replace("-", "_"))
    number = int(name)
    return BY_NUMBER[number - 1] if 0 < number <= len(BY_NUMBER) else None
