"""What comes in: messages, delivery statuses, echoes and account events of any platform.

An item is stored as JSON. Fields may be added, never renamed: during a deployment older and newer
processes read each other's items.
"""

from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, fields
from enum import StrEnum
from typing import Any, ClassVar, TypeAlias

from pydantic_core import from_json, to_json


class Platform(StrEnum):
    """Where it came from; the names are those of the enum in lyo.tenant.v1."""

    WHATSAPP = "whatsapp"
    TWILIO = "twilio"


class IdentityKind(StrEnum):
    """What kind of address a sender has; the names are those of the enum in lyo.tenant.v1."""

    PHONE = "phone"
    WHATSAPP_USER = "whatsapp_user"


class ContentKind(StrEnum):
    """What kind of message it is; the names are those of the enum in lyo.assistant.v1."""

    TEXT = "text"
    CHOICE = "choice"
    IMAGE = "image"
    VIDEO = "video"
    AUDIO = "audio"
    DOCUMENT = "document"
    STICKER = "sticker"
    LOCATION = "location"
    CONTACTS = "contacts"
    ORDER = "order"
    FORM = "form"
    REACTION = "reaction"
    EDIT = "edit"
    REVOKE = "revoke"
    SYSTEM = "system"
    UNSUPPORTED = "unsupported"


class DeliveryState(StrEnum):
    """What became of a message of ours; the names are those of the enum in lyo.notifier.v1."""

    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"


class NoticeKind(StrEnum):
    """What a platform may tell of an account that bears on what is sent; the names are those of the
    enum AccountEventKind in lyo.notifier.v1."""

    QUALITY_LOW = "quality_low"
    QUALITY_GOOD = "quality_good"
    LIMIT_REACHED = "limit_reached"
    LIMIT_LIFTED = "limit_lifted"
    RESTRICTED = "restricted"
    RESTRICTION_LIFTED = "restriction_lifted"
    TEMPLATE_APPROVED = "template_approved"
    TEMPLATE_PAUSED = "template_paused"
    TEMPLATE_DISABLED = "template_disabled"
    ALERT = "alert"


class ProblemKind(StrEnum):
    """What a platform may say is wrong with an address; the names are those of the enum in
    lyo.tenant.v1."""

    QUALITY_LOW = "quality_low"
    LIMIT_REACHED = "limit_reached"


@dataclass(frozen=True, slots=True)
class Identity:
    """An address of a sender. A phone is E.164 with its plus."""

    kind: IdentityKind
    value: str


@dataclass(frozen=True, slots=True)
class InboundMessage:
    """What a customer sent to `address`, which is the tenant's."""

    type: ClassVar[str] = "message"

    platform: Platform
    address: str
    identities: tuple[Identity, ...]
    """The phone first where there is one. Never empty."""

    message_id: str
    sent_at: int
    """Seconds since 1970, as the platform says."""

    kind: ContentKind
    text: str = ""
    choice_id: str = ""
    about: str = ""
    """The id of the message that this one answers, edits, revokes or reacts to."""

    display_name: str = ""
    former: tuple[Identity, ...] = ()
    """What the platform says is the sender's no longer: they changed their number."""

    account: str | None = None
    """The account that it came by, where each has a signature of its own. None: it has not."""


@dataclass(frozen=True, slots=True)
class Pricing:
    """How the platform charges for a message, in its words."""

    billable: bool
    category: str = ""
    kind: str = ""
    model: str = ""


@dataclass(frozen=True, slots=True)
class DeliveryStatus:
    """What the platform says became of a message that was sent from `address`."""

    type: ClassVar[str] = "status"

    platform: Platform
    address: str
    message_id: str
    state: DeliveryState
    happened_at: int
    our_id: str = ""
    """Our id of the message, where the platform returned it."""

    error_code: str = ""
    error_detail: str = ""
    pricing: Pricing | None = None
    account: str | None = None
    """As of a message."""


@dataclass(frozen=True, slots=True)
class Echo:
    """What a person of the tenant sent from `address` by other means than ours."""

    type: ClassVar[str] = "echo"

    platform: Platform
    address: str
    message_id: str
    raw: Any


@dataclass(frozen=True, slots=True)
class AccountEvent:
    """What the platform tells of the tenant's account, number or templates."""

    type: ClassVar[str] = "event"

    platform: Platform
    account: str
    """The platform's id of the account; empty where `address` says whose it is."""

    address: str
    name: str
    raw: Any


Item: TypeAlias = InboundMessage | DeliveryStatus | Echo | AccountEvent


def to_payload(item: Item) -> bytes:
    """The item as it is stored: plain values, which are written five times faster than ours."""
    content = {name: getattr(item, name) for name in _FIELDS[type(item)]}
    content["platform"] = item.platform.value
    if isinstance(item, InboundMessage):
        content["kind"] = item.kind.value
        content["identities"] = _written(item.identities)
        content["former"] = _written(item.former)
    elif isinstance(item, DeliveryStatus):
        content["state"] = item.state.value
        content["pricing"] = item.pricing and astuple(item.pricing)
    return to_json(content)


def message_of(payload: bytes) -> InboundMessage:
    """The message that was stored."""
    stored = _known(InboundMessage, payload)
    read = {
        "platform": Platform(stored["platform"]),
        "kind": ContentKind(stored["kind"]),
        "identities": _read(stored["identities"]),
        "former": _read(stored.get("former", ())),
    }
    return InboundMessage(**{**stored, **read})


def status_of(payload: bytes) -> DeliveryStatus:
    """The status that was stored."""
    stored = _known(DeliveryStatus, payload)
    pricing = stored.get("pricing")
    read = {
        "platform": Platform(stored["platform"]),
        "state": DeliveryState(stored["state"]),
        "pricing": Pricing(*pricing) if pricing else None,
    }
    return DeliveryStatus(**{**stored, **read})


def event_of(payload: bytes) -> AccountEvent:
    """The account event that was stored."""
    stored = _known(AccountEvent, payload)
    return AccountEvent(**{**stored, "platform": Platform(stored["platform"])})


def _written(identities: Iterable[Identity]) -> list[list[str]]:
    return [[each.kind.value, each.value] for each in identities]


def _read(written: Iterable[Sequence[str]]) -> tuple[Identity, ...]:
    return tuple(Identity(IdentityKind(kind), value) for kind, value in written)


def _known(kind: type[Item], payload: bytes) -> dict[str, Any]:
    """The fields that this code knows; newer code may have written more."""
    stored: dict[str, Any] = from_json(payload)
    return {name: value for name, value in stored.items() if name in _FIELDS[kind]}


_FIELDS = {
    kind: tuple(each.name for each in fields(kind))
    for kind in (InboundMessage, DeliveryStatus, Echo, AccountEvent)
}
