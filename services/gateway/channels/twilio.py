"""WhatsApp by Twilio: the form of a webhook as inbound items.

One request is one message or one status. Parameters are added without notice: what is not known is
passed over. Nothing says when it happened, so that is when it came.
"""

import re
from collections.abc import Mapping

from services.gateway.channels.shape import LONGEST_ID, LONGEST_TEXT
from services.gateway.items import (
    ContentKind,
    DeliveryState,
    DeliveryStatus,
    Identity,
    IdentityKind,
    InboundMessage,
    Platform,
)
from services.gateway.reading import Odd, Reading
from services.gateway.twilio_signatures import ACCOUNT

Form = Mapping[str, str]

LONGEST_CHOICE = 1000
LONGEST_NAME = 200
LONGEST_DETAIL = 2000

_WHATSAPP = "whatsapp:"
_PHONE = re.compile(r"\+?([1-9][0-9]{1,14})")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

_STATES = {
    "sent": DeliveryState.SENT,
    "delivered": DeliveryState.DELIVERED,
    "read": DeliveryState.READ,
    "failed": DeliveryState.FAILED,
    "undelivered": DeliveryState.FAILED,
}
_ON_ITS_WAY = frozenset(
    {"accepted", "scheduled", "queued", "sending", "partially_delivered", "canceled"}
)
"""States that tell nothing that the answer to the call did not."""
_OF_INBOUND = frozenset({"", "receiving", "received"})

_MEDIA = {
    "image": ContentKind.IMAGE,
    "video": ContentKind.VIDEO,
    "audio": ContentKind.AUDIO,
}
_CARDS = frozenset({"text/vcard", "text/x-vcard"})


def read(form: Form, our_id: str, received_at: int) -> Reading:
    """What the form says. `our_id` stood in the address that statuses were asked to; of an earlier
    part of a text it is no message's, and what became of that tells nothing."""
    reading = Reading()
    state = form.get("MessageStatus", "")
    if state in _OF_INBOUND:
        reading.each(
            [form], lambda part: reading.items.append(_message(part, received_at)), "MESSAGE_ODD"
        )
    elif state not in _ON_ITS_WAY and (not our_id or _UUID.fullmatch(our_id)):
        reading.each(
            [form],
            lambda part: reading.items.append(_status(part, our_id, received_at)),
            "STATUS_ODD",
        )
    return reading


def _message(form: Form, received_at: int) -> InboundMessage:
    kind, text, choice_id = _content(form)
    return InboundMessage(
        platform=Platform.TWILIO,
        address=_address(form, "To"),
        identities=_identities(form),
        message_id=_id(form, "MessageSid"),
        sent_at=received_at,
        kind=kind,
        text=text[:LONGEST_TEXT],
        choice_id=choice_id[:LONGEST_CHOICE],
        about=form.get("OriginalRepliedMessageSid", "")[:LONGEST_ID],
        display_name=_text(form, "ProfileName")[:LONGEST_NAME],
        account=form.get(ACCOUNT, ""),
    )


def _status(form: Form, our_id: str, received_at: int) -> DeliveryStatus:
    state = _STATES.get(form["MessageStatus"])
    if state is None:
        raise Odd("STATUS_UNKNOWN")
    failed = state is DeliveryState.FAILED
    detail = _text(form, "ErrorMessage") or _text(form, "ChannelStatusMessage")
    return DeliveryStatus(
        platform=Platform.TWILIO,
        address=_address(form, "From"),
        message_id=_id(form, "MessageSid"),
        state=state,
        happened_at=received_at,
        our_id=our_id,
        error_code=_text(form, "ErrorCode")[:100] if failed else "",
        error_detail=detail[:LONGEST_DETAIL] if failed else "",
        account=form.get(ACCOUNT, ""),
    )


def _content(form: Form) -> tuple[ContentKind, str, str]:
    """The kind, the words and the choice."""
    body = _text(form, "Body")
    for choice, title in (("ButtonPayload", "ButtonText"), ("ListId", "ListTitle")):
        if form.get(choice):
            return ContentKind.CHOICE, _text(form, title) or body, _text(form, choice)
    if form.get("NumMedia", "0") not in {"", "0"}:
        return _media(form), body, ""
    if form.get("Latitude"):
        said = (_text(form, "Label"), _text(form, "Address"), body)
        return ContentKind.LOCATION, ", ".join(dict.fromkeys(each for each in said if each)), ""
    if form.get("MessageType") == "reaction":
        return ContentKind.REACTION, body, ""
    return (ContentKind.TEXT if body else ContentKind.UNSUPPORTED), body, ""


def _media(form: Form) -> ContentKind:
    """By the type of the first file."""
    kind = form.get("MediaContentType0", "").partition(";")[0].strip().lower()
    if form.get("MessageType") == "sticker":
        return ContentKind.STICKER
    if kind in _CARDS:
        return ContentKind.CONTACTS
    return _MEDIA.get(kind.partition("/")[0], ContentKind.DOCUMENT)


def _identities(form: Form) -> tuple[Identity, ...]:
    """The phone first where there is one; who shows only a username has an id instead."""
    sender = _on_whatsapp(form, "From")
    phones = (_PHONE.fullmatch(each) for each in (sender, form.get("WaId", "")))
    phone = next((each.group(1) for each in phones if each), "")
    user_id = form.get("ExternalUserId", "") or ("" if phone else sender)
    if len(user_id) > LONGEST_NAME or not user_id.isprintable():
        raise Odd("SENDER_ODD")
    found = [Identity(IdentityKind.PHONE, f"+{phone}")] if phone else []
    if user_id:
        found.append(Identity(IdentityKind.WHATSAPP_USER, user_id))
    if not found:
        raise Odd("SENDER_MISSING")
    return tuple(found)


def _address(form: Form, name: str) -> str:
    """Ours: `whatsapp:+...`, as the channel is called."""
    return f"{_WHATSAPP}{_on_whatsapp(form, name)}"


def _on_whatsapp(form: Form, name: str) -> str:
    value = form.get(name, "")
    if not value.startswith(_WHATSAPP) or len(value) > LONGEST_NAME or "\0" in value:
        raise Odd("ADDRESS_ODD")
    return value.removeprefix(_WHATSAPP)


def _id(form: Form, name: str) -> str:
    value = form.get(name, "")
    if not value or len(value) > LONGEST_ID or "\0" in value:
        raise Odd("MESSAGE_ID_ODD")
    return value


def _text(form: Form, name: str) -> str:
    return form.get(name, "").replace("\0", "")
