"""What platforms tell of channels, their accounts and templates, and what follows for sending."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, StrEnum, auto
from uuid import UUID

from services.notifier.domain.template import TemplateState


class AccountEventKind(StrEnum):
    """What is told; the names are those of the wire."""

    QUALITY_LOW = "quality_low"
    QUALITY_GOOD = "quality_good"
    LIMIT_REACHED = "limit_reached"
    LIMIT_LIFTED = "limit_lifted"
    RESTRICTED = "restricted"
    RESTRICTION_LIFTED = "restriction_lifted"
    TEMPLATE_APPROVED = "template_approved"
    TEMPLATE_PAUSED = "template_paused"
    TEMPLATE_DISABLED = "template_disabled"
    CREDENTIAL_REFUSED = "credential_refused"
    SPAM_SUSPECTED = "spam_suspected"
    ALERT = "alert"


@dataclass(frozen=True)
class AccountEvent:
    """What was told of a channel. `event_time`: when it was so, by the platform's clock."""

    channel_id: UUID
    kind: AccountEventKind
    event_time: datetime
    detail: str = ""
    """In the platform's words."""
    template_name: str = ""
    template_language: str = ""
    """Empty: every language."""


class Held(Enum):
    """What waits, or may go again."""

    CAMPAIGNS = auto()
    UNASKED = auto()
    ALL = auto()


A_DAY, A_WEEK = timedelta(days=1), timedelta(days=7)

WAITS: Mapping[AccountEventKind, tuple[Held, timedelta]] = {
    AccountEventKind.QUALITY_LOW: (Held.CAMPAIGNS, A_WEEK),
    AccountEventKind.SPAM_SUSPECTED: (Held.CAMPAIGNS, A_DAY),
    AccountEventKind.LIMIT_REACHED: (Held.UNASKED, A_DAY),
    AccountEventKind.RESTRICTED: (Held.ALL, A_DAY),
}
"""What waits since it was told, and how long where nobody tells that it is over."""

GOES_ON: Mapping[AccountEventKind, Held] = {
    AccountEventKind.QUALITY_GOOD: Held.CAMPAIGNS,
    AccountEventKind.LIMIT_LIFTED: Held.UNASKED,
    AccountEventKind.RESTRICTION_LIFTED: Held.ALL,
}
"""What may go again."""

TEMPLATES: Mapping[AccountEventKind, TemplateState] = {
    AccountEventKind.TEMPLATE_APPROVED: TemplateState.APPROVED,
    AccountEventKind.TEMPLATE_PAUSED: TemplateState.PAUSED,
    AccountEventKind.TEMPLATE_DISABLED: TemplateState.DISABLED,
}
"""How a template stands from then on."""


def same_matter(kind: AccountEventKind) -> frozenset[AccountEventKind]:
    """All kinds that say something of the same: the newest of them holds."""
    held = WAITS[kind][0] if kind in WAITS else GOES_ON.get(kind)
    if held is None:
        return frozenset({kind})
    begins = {each for each, (what, _) in WAITS.items() if what is held}
    return frozenset(begins | {each for each, what in GOES_ON.items() if what is held})
