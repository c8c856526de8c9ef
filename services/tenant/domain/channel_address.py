"""How each platform writes an address. One that is written otherwise would never be found."""

import re

from services.common.errors import Violation
from services.tenant.domain.phones import is_e164

_FORMS = {
    "whatsapp": (r"[0-9]{1,32}", "is no phone_number_id: digits"),
    "twilio": (r"(whatsapp:)?\+[0-9]+", "is no sender: whatsapp:+E164, or +E164"),
    "instagram": (r"[0-9]{1,32}", "is no account id: digits"),
    "chatwoot": (r"[0-9]{1,20}/[0-9]{1,20}", "is no inbox: <account id>/<inbox id>, digits"),
    "zaptra": (r"[!-~]{1,200}", "is no account: one word"),
    "web_chat": (r"[a-z0-9-]{1,40}", "is no chat key: 1 to 40 of a-z, 0-9 and the hyphen"),
}


def wrong_with_address(field: str, platform: str, address: str) -> list[Violation]:
    """What is wrong with an address: the form that its platform has."""
    form, rule = _FORMS[platform]
    if re.fullmatch(form, address) and (platform != "twilio" or _of_a_phone(address)):
        return []
    return [Violation(field, "FIELD_INVALID", rule)]


def _of_a_phone(address: str) -> bool:
    return is_e164(address.removeprefix("whatsapp:"))
