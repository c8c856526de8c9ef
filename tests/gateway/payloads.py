"""Webhooks as Meta sends them: the envelope, and one message of every kind."""

import hashlib
import hmac
import itertools
import json
from typing import Any

ADDRESS = "100000000000001"
ACCOUNT = "900000000000001"
PHONE = "393331234567"
USER_ID = "IT.13491208655302741918"
SECRET = "sandbox-app-secret"
TOKEN = "sandbox-verify-token"

_numbers = itertools.count(1)


def wamid() -> str:
    return f"wamid.test{next(_numbers):08}"


def message(kind: str, content: Any = None, **more: Any) -> dict[str, Any]:
    """One of `messages[]`; `content` is the object named like its kind."""
    made = {"from": PHONE, "id": wamid(), "timestamp": "1795000000", "type": kind}
    if content is not None:
        made[kind] = content
    made.update(more)
    return {name: value for name, value in made.items() if value is not None}


def text(body: str = "book 12/24 15:30", **more: Any) -> dict[str, Any]:
    return message("text", {"body": body}, **more)


def status(state: str = "delivered", **more: Any) -> dict[str, Any]:
    """One of `statuses[]`."""
    return {
        "id": wamid(),
        "status": state,
        "timestamp": "1795000001",
        "recipient_id": PHONE,
        **more,
    }


def value(**lists: Any) -> dict[str, Any]:
    """A `value` that concerns one address: messages=, statuses=, contacts=, and so on."""
    return {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "390655500001", "phone_number_id": ADDRESS},
        **lists,
    }


def change(of: dict[str, Any], field: str = "messages") -> dict[str, Any]:
    return {"field": field, "value": of}


def envelope(*changes: Any) -> dict[str, Any]:
    return {
        "object": "whatsapp_business_account",
        "entry": [{"id": ACCOUNT, "changes": list(changes)}],
    }


def account_event(
    of: dict[str, Any], field: str, *, account: str = ACCOUNT, time: Any = None
) -> dict[str, Any]:
    """A whole webhook that tells of an account, at a time of the entry."""
    entry = {"id": account, "time": time, "changes": [change(of, field)]}
    return {"object": "whatsapp_business_account", "entry": [entry]}


def webhook(*messages: Any, **more: Any) -> dict[str, Any]:
    """A whole webhook with these messages."""
    contacts = [{"profile": {"name": "Giulia"}, "wa_id": PHONE}]
    return envelope(change(value(contacts=contacts, messages=list(messages), **more)))


def raw(content: Any) -> bytes:
    """The bytes as Meta writes them: no blanks, unicode and slashes escaped."""
    return json.dumps(content, separators=(",", ":")).replace("/", "\\/").encode()


def signature(body: bytes, secret: str = SECRET) -> str:
    return f"sha256={hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}"


MEDIA = {"id": "1234", "mime_type": "image/jpeg", "sha256": "abc="}

EVERY_KIND: dict[str, dict[str, Any]] = {
    "text": text("Ciao, vorrei prenotare 😀"),
    "image": message("image", {**MEDIA, "caption": "like this"}),
    "video": message("video", {**MEDIA, "caption": "and this"}),
    "document": message("document", {**MEDIA, "filename": "menu.pdf", "caption": "the menu"}),
    "audio": message("audio", {**MEDIA, "voice": True}),
    "sticker": message("sticker", {**MEDIA, "animated": False}),
    "button_reply": message(
        "interactive",
        {"type": "button_reply", "button_reply": {"id": "slot:1", "title": "Thu 24 Dec 15:30"}},
        context={"from": "390655500001", "id": "wamid.offer"},
    ),
    "list_reply": message(
        "interactive",
        {
            "type": "list_reply",
            "list_reply": {"id": "row:2", "title": "Colore", "description": "90 min"},
        },
    ),
    "nfm_reply": message(
        "interactive",
        {
            "type": "nfm_reply",
            "nfm_reply": {"response_json": '{"day":"24"}', "body": "Sent", "name": "flow"},
        },
    ),
    "button": message("button", {"payload": "confirm", "text": "I will come"}),
    "reaction": message("reaction", {"message_id": "wamid.answer", "emoji": "👍"}),
    "reaction_removed": message("reaction", {"message_id": "wamid.answer"}),
    "location": message(
        "location",
        {"latitude": 41.9, "longitude": 12.5, "name": "Colosseo", "address": "Piazza 1, Roma"},
    ),
    "contacts": message(
        "contacts",
        [
            {
                "name": {"formatted_name": "Anna Neri"},
                "phones": [{"phone": "+39 333 1", "wa_id": "393331", "type": "CELL"}],
            }
        ],
    ),
    "order": message("order", {"catalog_id": "7", "text": "for two", "product_items": []}),
    "edit": message(
        "edit",
        {
            "original_message_id": "wamid.first",
            "message": {"type": "text", "text": {"body": "at 4 pm"}},
        },
    ),
    "revoke": message("revoke", {"original_message_id": "wamid.first"}),
    "system": message(
        "system",
        {"body": "Giulia changed", "type": "user_changed_number", "wa_id": "393339999999"},
    ),
    "unsupported": message("unsupported", errors=[{"code": 131051, "title": "Unsupported"}]),
    "interactive_without_body": message("interactive", errors=[{"code": 131000}]),
    "media_with_error": message("image", errors=[{"code": 131052}]),
    "added_by_meta_later": message("hologram", {"depth": 3}),
}

ACCOUNT_EVENTS: dict[str, dict[str, Any]] = {
    "message_template_status_update": {
        "event": "APPROVED",
        "message_template_id": 1,
        "message_template_name": "reminder",
        "message_template_language": "it",
        "reason": None,
    },
    "phone_number_quality_update": {"display_phone_number": "390655500001", "event": "FLAGGED"},
    "account_update": {"event": "ACCOUNT_RESTRICTION", "restriction_info": []},
    "business_capability_update": {"max_daily_conversations_per_business": 1000},
    "user_id_update": {"old_user_id": "IT.1", "new_user_id": "IT.2"},
    "security": {"event": "PIN_CHANGED", "requester": "1"},
    "smb_app_state_sync": {"state_sync": []},
}
