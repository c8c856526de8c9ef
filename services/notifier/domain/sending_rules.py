"""What a tenant has laid down about sending: when it is quiet, which template tells of what."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from services.common.errors import Violation
from services.notifier.domain.booking_event import BookingEventKind
from services.notifier.domain.errors import EtagStale, SendingRulesWrong

UNASKED = "notifications"
"""The flag: whether this customer is written to without having asked."""


class Parameter(StrEnum):
    """What can be filled into a template."""

    CUSTOMER_NAME = "customer_name"
    BUSINESS_NAME = "business_name"
    OFFERING_NAME = "offering_name"
    WHEN = "when"
    """Day and time."""
    DATE = "date"
    TIME = "time"
    RESOURCE_NAME = "resource_name"
    PLACE = "place"
    PARTY_SIZE = "party_size"
    REASON = "reason"


@dataclass(frozen=True)
class QuietHours:
    """A part of the day on the customer's clocks, minutes after midnight. It may go over midnight;
    one that ends when it begins is never quiet."""

    start_minute: int
    end_minute: int


@dataclass(frozen=True)
class TemplateRule:
    """Which template tells of an event. `parameters`: what is filled in, in order, as callers
    named it; none: by the template's own names."""

    event: BookingEventKind
    template_name: str
    offering: str = ""
    """Only of this one; empty: of all."""
    parameters: tuple[str, ...] = ()


@dataclass(frozen=True)
class SendingRules:
    """All of it. `quiet_hours` None: as the installation says. A tenant that laid down nothing is
    at revision 0."""

    quiet_hours: QuietHours | None = None
    templates: tuple[TemplateRule, ...] = ()
    revision: int = 0

    @property
    def etag(self) -> str:
        """Changes with every change of the rules."""
        return str(self.revision)

    def require(self, etag: str) -> None:
        """Refuse a change that is based on other rules; one based on none is let through."""
        if etag and etag != self.etag:
            raise EtagStale

    def check(self) -> None:
        """Refuse what nothing can be filled in for."""
        if wrong := list(_unknown(self.templates)):
            raise SendingRulesWrong(wrong)

    def says_the_same(self, other: "SendingRules") -> bool:
        """Whether both lay down the same, whenever they did."""
        mine = (self.quiet_hours, self.templates)
        return mine == (other.quiet_hours, other.templates)


def _unknown(rules: Sequence[TemplateRule]) -> Iterator[Violation]:
    known = set(Parameter)
    for number, rule in enumerate(rules):
        for place, name in enumerate(rule.parameters):
            if name not in known:
                field = f"rules.templates[{number}].parameters[{place}]"
                wish = f"is not one of {', '.join(Parameter)}"
                yield Violation(field, "FIELD_INVALID", wish)
