"""WhatsApp Cloud API: the names of those who write, out of `contacts[]` beside the messages.

Nothing here refuses anything: a message is not lost for a name that cannot be read.
"""

import functools
from typing import Any

LONGEST = 200


class Names:
    """The names of one change's senders."""

    def __init__(self, contacts: Any) -> None:
        listed = contacts if isinstance(contacts, list) else []
        self._contacts = [each for each in listed if isinstance(each, dict)]

    def of(self, phone: str, user_id: str) -> str:
        """The name the sender goes by; empty where nobody told."""
        # A wa_id may be spelt differently from the phone, but one contact alone is the sender.
        if len(self._contacts) == 1:
            return _name(self._contacts[0])
        return self._by_id.get(phone) or self._by_id.get(user_id) or ""

    @functools.cached_property
    def _by_id(self) -> dict[str, str]:
        """Made once: a thousand messages may stand beside a thousand contacts."""
        return {
            value: _name(contact)
            for contact in self._contacts
            for key in ("wa_id", "user_id")
            if isinstance(value := contact.get(key), str)
        }


def _name(contact: dict[str, Any]) -> str:
    profile = contact.get("profile")
    if not isinstance(profile, dict):
        return ""
    name = profile.get("name") or profile.get("username")
    return name.replace("\0", "")[:LONGEST] if isinstance(name, str) else ""
