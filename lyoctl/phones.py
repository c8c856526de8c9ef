"""Phone numbers as people write them, brought to E.164."""

import re

import phonenumbers

E164 = phonenumbers.PhoneNumberFormat.E164
_NATIONAL = re.compile(r"[\s()]*([0-9][\s()./-]*){5,15}")
"""What may be a number without its country."""


def check_region(region: str) -> str:
    """A country whose numbers may be written without its prefix; empty: none."""
    if region and region not in phonenumbers.SUPPORTED_REGIONS:
        raise ValueError(f"{region} is no country such as IT")
    return region


def e164_of(text: str, region: str = "") -> str:
    """`+39 333 123 4567`, or `333 1234567` with the region IT, as E.164; else ValueError."""
    try:
        number = phonenumbers.parse(text, region or None)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or number.extension or not phonenumbers.is_possible_number(number):
        raise ValueError(_advice(text, region))
    written: str = phonenumbers.format_number(number, E164)
    return written


def is_e164(text: str) -> bool:
    """Whether it is a possible number, written exactly so."""
    try:
        return e164_of(text) == text
    except ValueError:
        return False


def _advice(text: str, region: str) -> str:
    if region or not _NATIONAL.fullmatch(text):
        return f"{text!r} is no possible phone number"
    return f"{text!r} does not begin with + and a country: --region says which, as in --region IT"
