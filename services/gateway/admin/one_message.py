"""One message as programs say it over HTTP, and as the notifier takes it.

    {"customer": {"phone": "+393331230042"}, "text": "Your colour has arrived."}

`text` is the `content` that is only text. The message gets an id of its own, derived from the id of
the request, so that the same request once more is the same message.
"""

from typing import Any
from uuid import UUID

from lyo.notifier.v1 import message_service_pb2 as pb

from services.common.errors import InvalidArgument, Violation
from services.common.fields import derived

SEND_AT = "send_at"
SEND_TIME = "send_time"
TEXT = "text"
_KINDS = (TEXT, "content", "event")
_PLACE = "messages[0]."


def put_together(asked: dict[str, Any]) -> None:
    """What is asked, as the fields of Send say it."""
    given = [name for name in _KINDS if name in asked]
    if len(given) != 1:
        said = "give one of text, content and event"
        reason = "FIELD_INVALID" if given else "FIELD_MISSING"
        raise InvalidArgument(reason, said, violations=[Violation("text", reason, said)])
    (name,) = given
    value = asked.pop(name)
    if "messages" in asked:
        said = "is not a field of this request"
        violation = Violation("messages", "FIELD_UNKNOWN", said)
        raise InvalidArgument("FIELD_UNKNOWN", f"messages {said}", violations=[violation])
    message = {"content": {"text": value}} if name == "text" else {name: value}
    asked["messages"] = [message]


def name_it(request: Any) -> None:
    """Give the message its id."""
    request.messages[0].message_id = str(derived(UUID(request.request_id), "message"))


def place_of(field: str, *, only_text: bool) -> str:
    """A field of the call as the caller gave it. `only_text`: as `text`, not as `content`."""
    if field == SEND_TIME:
        return SEND_AT
    within = field.removeprefix(_PLACE)
    return "text" if only_text and within.startswith("content") else within


def only(response: Any) -> pb.Message:
    """The message, as it was stored."""
    message: pb.Message = response.messages[0]
    return message
