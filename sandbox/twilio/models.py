"""The form of POST .../Messages.json, and which of Twilio's errors each mistake in it is."""

import re
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)

from sandbox.twilio.errors import Refusal, known

PHONE = r"(whatsapp:)?\+[1-9][0-9]{4,14}"
FROM = rf"^{PHONE}$|^[A-Za-z0-9 ]{{1,11}}$|^[0-9]{{3,8}}$|^messenger:.+$"
LONGEST_BODY, MOST_MEDIA = 1600, 10

_CODES = {
    "To": 21211,
    "From": 21606,
    "Body": 21617,
    "MediaUrl": 21620,
    "StatusCallback": 21609,
    "ContentSid": 21655,
    "ContentVariables": 21656,
}


def _is_url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or "_" in parts.hostname:
        raise ValueError("no address that can be called")
    return text


def _several(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Url = Annotated[str, AfterValidator(_is_url)]
Urls = Annotated[list[Url], BeforeValidator(_several), Field(min_length=1)]
Words = Annotated[list[str], BeforeValidator(_several)]
YesOrNo = Literal["true", "false"]
Whole = Annotated[str, StringConstraints(pattern=r"^-?[0-9]{1,9}$")]


def _sid(letters: str) -> StringConstraints:
    return StringConstraints(pattern=rf"^{letters}[0-9a-fA-F]{{32}}$")


class MessageForm(BaseModel):
    """Values are text, lists where a key may stand several times. Twilio ignores what it does not
    know; here it is refused, since nobody means to send it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    To: Annotated[str, StringConstraints(pattern=rf"^{PHONE}$")]
    From: Annotated[str, StringConstraints(pattern=FROM)] | None = None
    MessagingServiceSid: Annotated[str, _sid("MG")] | None = None
    Body: Annotated[str, StringConstraints(max_length=LONGEST_BODY)] | None = None
    MediaUrl: Urls | None = None
    ContentSid: Annotated[str, _sid("HX")] | None = None
    ContentVariables: str | None = None
    StatusCallback: Url | None = None
    ApplicationSid: Annotated[str, _sid("AP")] | None = None
    PersistentAction: Words | None = None
    ValidityPeriod: (
        Annotated[Whole, AfterValidator(lambda text: _between(text, 1, 36000))] | None
    ) = None
    Attempt: Whole | None = None
    MaxPrice: Annotated[str, StringConstraints(pattern=r"^-?[0-9]+(\.[0-9]+)?$")] | None = None
    ProvideFeedback: YesOrNo | None = None
    ForceDelivery: YesOrNo | None = None
    SmartEncoded: YesOrNo | None = None
    ShortenUrls: YesOrNo | None = None
    SendAsMms: YesOrNo | None = None
    ContentRetention: Literal["retain", "discard"] | None = None
    AddressRetention: Literal["retain", "obfuscate"] | None = None
    TrafficType: Literal["free"] | None = None
    RiskCheck: Literal["enable", "disable"] | None = None
    ScheduleType: Literal["fixed"] | None = None
    SendAt: str | None = None
    FallbackFrom: str | None = None
    Tags: str | None = None


def form_in(body: Any) -> MessageForm:
    """Raise Refusal where the form is none that Twilio accepts."""
    if not isinstance(body, dict):
        raise known(21604)
    try:
        form = MessageForm.model_validate(body)
    except ValidationError as error:
        raise _refusal(error, body) from None
    if not (form.Body or form.MediaUrl or form.ContentSid):
        raise known(21654 if form.ContentVariables else 21619)
    if form.From is None and form.MessagingServiceSid is None:
        raise known(21603)
    if len(form.MediaUrl or []) > MOST_MEDIA:
        raise known(21623)
    if form.From and form.To.startswith("whatsapp:") != form.From.startswith("whatsapp:"):
        raise known(21910)
    return form


def _refusal(error: ValidationError, body: dict[str, Any]) -> Refusal:
    first = error.errors(include_url=False)[0]
    place = str(first["loc"][0])
    if place == "To" and not body.get("To"):
        return known(21604)
    if place == "From" and not body.get("From"):
        return known(21603)
    if place == "From" and re.match("whatsapp:", str(body["From"])):
        return known(63007)
    if place not in _CODES:
        return known(20001, place)
    return known(_CODES[place], str(body[place]) if place == "To" else "")


def _between(text: str, least: int, most: int) -> str:
    if not least <= int(text) <= most:
        raise ValueError(f"from {least} to {most}")
    return text
