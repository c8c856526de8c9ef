"""What is wrong with a value of a tenant's file, said for who writes YAML."""

from typing import Any

from lyoctl.bookable_schema import Holidays, NoShows, Party, Venue
from lyoctl.faq_schema import FaqItem
from lyoctl.sending_schema import Sending, TemplateUse
from lyoctl.tenant_schema import Switch
from lyoctl.tenant_words import (
    ADDRESS_OF_CHATWOOT,
    ADDRESS_OF_TWILIO,
    COUNTRY,
    DIGITS,
    FAQ_ID,
    KEY_OF_CHAT,
    LANGUAGE,
    NAME,
    PHONE,
    REGION,
    WORD,
)

PLAINER = {
    "extra_forbidden": "there is no such key",
    "missing": "is missing",
    "union_tag_not_found": "platform is missing",
    "model_type": "must have keys and values",
    "model_attributes_type": "must have keys and values",
    "dict_type": "must have keys and values",
    "list_type": "must be a list, as in [one, two]",
    "bool_type": "must be true or false, without quotes",
    "int_type": "must be a whole number, without quotes",
    "string_too_short": "is empty",
    "string_too_long": "has more than {max_length} characters",
    "too_short": "must have {min_length} at least",
    "too_long": "must have {max_length} at most",
    "greater_than_equal": "must be {ge} at least",
    "less_than_equal": "must be {le} at most",
}
"""For what people do wrong most: kinds of pydantic's complaints."""

PATTERNS = {
    NAME: "must be small letters, digits and hyphens, a letter first, 40 at most: bella-salon",
    LANGUAGE: "must be a language such as it or pt-BR",
    FAQ_ID: "must be small letters, digits and hyphens, 80 at most: where-to-park",
    DIGITS: "must be digits, 32 at most: 100000000000001",
    PHONE: "must be a phone number with + and its country, digits alone: +393331234567",
    ADDRESS_OF_TWILIO: "must be a phone number of this form: whatsapp:+14155238886",
    ADDRESS_OF_CHATWOOT: "must be the numbers of account and inbox, with a slash: 1/7",
    WORD: "must be one word of plain letters, digits and signs, 200 at most",
    KEY_OF_CHAT: "must be small letters, digits and hyphens, 40 at most: bella-chat",
    COUNTRY: "must be a country of two large letters: IT",
    REGION: "must be a part of the country, three large letters or digits at most: BZ",
}
"""What a text must be that does not follow its pattern."""

PARTS = {
    Switch.__name__: "must be true, false, or {percentage: 10}",
    Party.__name__: "write it as 2-8, or {min: 2, max: 8}",
    Venue.__name__: "write it as {name: Sports hall, address: Station Road 1}",
    Holidays.__name__: 'write it as "IT", in quotes, or {country: IT, region: BZ}',
    NoShows.__name__: "write it as {limit: 3, days: 180}",
    Sending.__name__: "write it as {quiet: 21:00-08:00, templates: [...]}",
    FaqItem.__name__: "write it as {questions: [Where?, ...], answer: Here.}",
    TemplateUse.__name__: "write it as {event: reminder, template: its_name}",
}
"""How a part is written that is no keys and values."""


def mistake(error: Any) -> str:
    """One of pydantic's complaints in words."""
    kind, context = error["type"], error.get("ctx", {})
    if kind == "string_type":
        return _no_text(error["input"])
    if kind == "string_pattern_mismatch":
        return PATTERNS[context["pattern"]]
    if kind == "union_tag_invalid":
        known = context["expected_tags"].replace("'", "")
        return f"no such platform: {context['tag']}; there are {known}"
    if kind == "model_type" and context["class_name"] in PARTS:
        return PARTS[context["class_name"]]
    if kind == "literal_error":
        return f"must be {context['expected'].replace(chr(39), '')}"
    text: str = PLAINER.get(kind, error["msg"].removeprefix("Value error, "))
    return text.format(**context) if kind in PLAINER else text


def _no_text(said: object) -> str:
    if said is None:
        return "is empty"
    if isinstance(said, list | dict):
        return f"must be a text, not {'a list' if isinstance(said, list) else 'keys and values'}"
    return "must be a text: put it in quotes"
