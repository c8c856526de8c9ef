"""Which template tells of an event: by the tenant's rules, the offering and the language."""

from collections.abc import Iterable, Iterator, Sequence

from services.notifier.domain.booking_event import BookingEvent, BookingEventKind
from services.notifier.domain.content import TemplateUse
from services.notifier.domain.sending_rules import TemplateRule
from services.notifier.domain.template import Template, TemplateState
from services.notifier.domain.template_buttons import choice_ids
from services.notifier.domain.template_filling import parameters

Rules = Sequence[TemplateRule]
Named = tuple[str, TemplateRule | None]
"""The name of a template, and the rule that says it."""


def choose(
    event: BookingEvent, rules: Rules, templates: Iterable[Template]
) -> tuple[TemplateUse, Template] | None:
    """The first that may be sent and can be filled. A language that fits better goes before an
    offering that fits better."""
    for template, rule in _ranked(event, rules, templates):
        filled, ids = parameters(event, template, rule), choice_ids(event, template)
        if filled is not None and ids is not None:
            return TemplateUse(template.name, template.language, filled, ids), template
    return None


def names_for(event: BookingEvent, rules: Rules) -> list[Named]:
    """Names of templates that may tell of the event, the best first: rules of its offering, rules
    of all, then what is named after both, and after the event."""
    of_event = [each for each in rules if each.event is event.kind]
    own = [each for each in of_event if each.offering and each.offering == event.offering]
    general = [each for each in of_event if not each.offering]
    ruled: list[Named] = [(each.template_name, each) for each in (*own, *general)]
    return [*ruled, *((each, None) for each in _usual(event.kind, event.offering))]


def same_language(one: str, other: str) -> bool:
    """Whether two tags mean the same: `pt_BR` is `pt-BR`."""
    return _tag(one) == _tag(other)


def _usual(kind: BookingEventKind, offering: str) -> Iterator[str]:
    if offering:
        # Names of templates have no hyphens.
        yield f"booking_{kind}_{offering.replace('-', '_')}"
    yield f"booking_{kind}"


def _ranked(
    event: BookingEvent, rules: Rules, templates: Iterable[Template]
) -> Iterator[tuple[Template, TemplateRule | None]]:
    """Those that may be sent, the best first."""
    approved = [each for each in templates if each.state is TemplateState.APPROVED]
    approved.sort(key=lambda each: (len(each.language), each.language))
    named = names_for(event, rules)
    for rank in range(_RANKS):
        for name, rule in named:
            for template in approved:
                if template.name == name and _rank(event.language, template.language) == rank:
                    yield template, rule


_RANKS = 4


def _rank(wanted: str, language: str) -> int:
    """How well a language fits: the same, the same but for its region, English, any."""
    if same_language(wanted, language):
        return 0
    if _primary(wanted) == _primary(language):
        return 1
    return 2 if _primary(language) == "en" else 3


def _tag(language: str) -> str:
    return language.replace("_", "-").lower()


def _primary(language: str) -> str:
    return _tag(language).partition("-")[0]
