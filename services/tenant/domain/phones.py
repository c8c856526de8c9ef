"""Which texts are phone numbers: E.164 with a plus, of a length that its country has."""

import phonenumbers

from services.common.errors import Violation


def is_e164(text: str) -> bool:
    """Whether it is a possible number, written exactly so: no spaces, no prefix of a country."""
    try:
        number = phonenumbers.parse(text, None)
    except phonenumbers.NumberParseException:
        return False
    form = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return form == text and phonenumbers.is_possible_number(number)


def wrong_with_phone(field: str, text: str) -> list[Violation]:
    """What is wrong with a phone number, where one is given."""
    if not text or is_e164(text):
        return []
    return [Violation(field, "NOT_E164", "is no phone number of E.164, such as +393331234567")]
