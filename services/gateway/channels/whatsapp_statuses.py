"""WhatsApp Cloud API: one of `statuses[]`, what became of a message of ours."""

import re
from typing import Any

from services.common.texts import cleaned
from services.gateway.channels.shape import (
    Object,
    id_in,
    object_in,
    object_of,
    required_id_in,
    seconds_in,
    text_in,
)
from services.gateway.items import DeliveryState, DeliveryStatus, Platform, Pricing
from services.gateway.reading import Odd

ODD = "STATUS_ODD"
LONGEST_DETAIL = 2000
LONGEST_PRICE_WORD = 50

_STATES = {
    "sent": DeliveryState.SENT,
    "delivered": DeliveryState.DELIVERED,
    "read": DeliveryState.READ,
    "played": DeliveryState.READ,
    "failed": DeliveryState.FAILED,
}
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def read(status: Object, address: str) -> DeliveryStatus | None:
    """The status of a message that was sent from `address`; None where it names what none of our
    messages is called: it is of another sender of this number, or of an earlier part of a text."""
    state = _STATES.get(required_id_in(status, "status", ODD))
    if state is None:
        raise Odd("STATUS_UNKNOWN")
    our_id = id_in(status, "biz_opaque_callback_data", ODD, limit=65_536)
    if our_id and not _UUID.fullmatch(our_id):
        return None
    code, detail = _error(status)
    return DeliveryStatus(
        platform=Platform.WHATSAPP,
        address=address,
        message_id=required_id_in(status, "id", ODD),
        state=state,
        happened_at=seconds_in(status, "timestamp", "TIMESTAMP_ODD"),
        our_id=our_id,
        error_code=code,
        error_detail=detail,
        pricing=_pricing(status.get("pricing")),
    )


def _pricing(told: Any) -> Pricing | None:
    """What it costs. A status is not lost for a price that cannot be read."""
    billable = told.get("billable") if isinstance(told, dict) else None
    if not isinstance(billable, bool):
        return None
    words = (told.get(name) for name in ("category", "type", "pricing_model"))
    return Pricing(billable, *(_price_word(each) for each in words))


def _price_word(word: Any) -> str:
    return cleaned(word)[:LONGEST_PRICE_WORD] if isinstance(word, str) else ""


def _error(status: Object) -> tuple[str, str]:
    """The code and the words of the first error, the one that Meta gives."""
    errors = status.get("errors")
    if not errors:
        return "", ""
    if not isinstance(errors, list):
        raise Odd(ODD)
    error = object_of(errors[0], ODD)
    code = error.get("code")
    if not isinstance(code, int | str):
        raise Odd(ODD)
    details = text_in(object_in(error, "error_data", ODD), "details", ODD)
    words = (text_in(error, "title", ODD), text_in(error, "message", ODD), details)
    said = dict.fromkeys(each for each in words if each)  # they often repeat each other
    return str(code)[:100], ": ".join(said)[:LONGEST_DETAIL]
