"""WhatsApp Cloud API: one of `statuses[]`, what became of a message of ours."""

import re

from services.gateway.channels.shape import (
    Object,
    id_in,
    object_in,
    object_of,
    required_id_in,
    seconds_in,
    text_in,
)
from services.gateway.items import DeliveryState, DeliveryStatus, Platform
from services.gateway.reading import Odd

ODD = "STATUS_ODD"
LONGEST_DETAIL = 2000

_STATES = {
    "sent": DeliveryState.SENT,
    "delivered": DeliveryState.DELIVERED,
    "read": DeliveryState.READ,
    "played": DeliveryState.READ,
    "failed": DeliveryState.FAILED,
}
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def read(status: Object, address: str) -> DeliveryStatus:
    """The status of a message that was sent from `address`."""
    state = _STATES.get(required_id_in(status, "status", ODD))
    if state is None:
        raise Odd("STATUS_UNKNOWN")
    code, detail = _error(status)
    return DeliveryStatus(
        platform=Platform.WHATSAPP,
        address=address,
        message_id=required_id_in(status, "id", ODD),
        state=state,
        happened_at=seconds_in(status, "timestamp", "TIMESTAMP_ODD"),
        our_id=_our_id(status),
        error_code=code,
        error_detail=detail,
    )


def _our_id(status: Object) -> str:
    """The id that we sent along. What other senders of this number sent along is not ours."""
    data = id_in(status, "biz_opaque_callback_data", ODD, limit=65_536)
    return data if _UUID.fullmatch(data) else ""


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
