"""WhatsApp Cloud API: the names of those who write, out of `contacts[]` beside the messages.

Nothing here refuses anything: a message is not lost for a name that cannot be read.
"""

import functools
from typing import Any

LONGEST = 200


class Names:
    """The names of one change's senders."""

    def __init__(self, contacts: Any) -> None:
        self._contacts = contacts

    def of(self, phone: str, user_id: str) -> str:
        """The name the sender goes by; empty where nobody told."""
        by_id, only = self._index
        return by_id.get(phone) or by_id.get(user_id) or only

    @functools.cached_property
    def _index(self) -> tuple[dict[str, str], str]:
        """Names by id, made once: a thousand messages may stand beside a thousand contacts."""
        listed = self._contacts if isinstance(self._contacts, list) else []
        known = [each for each in listed if isinstance(each, dict)]
        by_id = {
            value: _name(contact)
            for contact in known
            for key in ("wa_id", "user_id")
            if isinstance(value := contact.get(key), str)
        }
        # A wa_id may be spelt differently from the phone, but one contact alone is the sender.
        return by_id, _name(known[0]) if len(known) == 1 else ""


def _name(contact: dict[str, Any]) -> str:
    profile = contact.get("profile")
    if not isinstance(profile, dict):
        return ""
    name = profile.get("name") or profile.get("username")
    return name.replace("\0", "")[:LONGEST] if isinstance(name, str) else ""
