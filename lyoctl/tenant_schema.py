"""What a tenant's file may say, key by key. Its JSON Schema is docs/tenant.schema.json."""

import json
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, WithJsonSchema

from lyoctl.bookable_schema import Approval, NoShows, Offering, PublicHolidays, Resource
from lyoctl.faq_schema import Faq
from lyoctl.file_values import STRICT, Hours, Length, Name, SpecialDays, words
from lyoctl.installation import ROOT
from lyoctl.sending_schema import Sending
from lyoctl.tenant_secrets import SOURCE, check_source
from lyoctl.tenant_words import (
    ADDRESS_OF_CHATWOOT,
    ADDRESS_OF_TWILIO,
    DIGITS,
    KEY_OF_CHAT,
    LANGUAGE,
    PHONE,
    WORD,
)

PAGE = ROOT / "docs" / "tenant.schema.json"

Language = Annotated[str, Field(pattern=LANGUAGE)]
Digits = Annotated[str, Field(pattern=DIGITS)]
Token = Annotated[str, AfterValidator(check_source), words(SOURCE, "env:WHATSAPP_TOKEN")]
Accessible = Annotated[Token, Field(repr=False)]


class _Part(BaseModel):
    model_config = STRICT


class Profile(_Part):
    """Who the tenant is."""

    name: Name
    """What operators call it. It never changes: another name is another tenant."""
    display_name: Annotated[str, Field(min_length=1, max_length=100)]
    """What customers read."""
    time_zone: Annotated[str, Field(min_length=1, max_length=64)]
    """An IANA zone, for example Europe/Rome."""
    languages: Annotated[list[Language], Field(min_length=1, max_length=20)]
    """Languages the business speaks, the preferred one first."""
    persona: Annotated[str, Field(max_length=4000)] = ""
    """How the assistant shall speak for the business, in words."""


class WhatsApp(_Part):
    """A number of the WhatsApp Cloud API."""

    platform: Literal["whatsapp"]
    address: Digits
    """The phone_number_id."""
    waba_id: str = ""
    """The WhatsApp business account of the number."""
    display_number: str = ""
    """The number as people know it."""
    access_token: Accessible = ""
    """Where the token is: env:NAME or file:PATH. None: the installation's."""


class Twilio(_Part):
    """A WhatsApp sender of Twilio."""

    platform: Literal["twilio"]
    address: Annotated[str, Field(pattern=ADDRESS_OF_TWILIO)]
    """The sender, for example whatsapp:+14155238886."""
    account_sid: str = ""
    """The account of the sender."""
    display_number: str = ""
    """The number as people know it."""
    access_token: Accessible = ""
    """Where the account's auth token is: env:NAME or file:PATH."""


class Instagram(_Part):
    """An Instagram account that takes direct messages."""

    platform: Literal["instagram"]
    address: Digits
    """The id of the account."""
    username: str = ""
    """The account as people know it."""
    access_token: Accessible = ""
    """Where the token is: env:NAME or file:PATH."""


class Chatwoot(_Part):
    """An inbox of Chatwoot."""

    platform: Literal["chatwoot"]
    address: Annotated[str, Field(pattern=ADDRESS_OF_CHATWOOT)]
    """The id of the account, a slash, the id of the inbox."""
    access_token: Accessible = ""
    """Where the token of the API is: env:NAME or file:PATH."""


class Zaptra(_Part):
    """A Zaptra account, which only sends."""

    platform: Literal["zaptra"]
    address: Annotated[str, Field(pattern=WORD)]
    """A word of yours for the account."""
    access_token: Accessible = ""
    """Where the token is: env:NAME or file:PATH."""


class WebChat(_Part):
    """The chat on a web page."""

    platform: Literal["web_chat"]
    address: Annotated[str, Field(pattern=KEY_OF_CHAT)]
    """The public chat key that stands in the page."""


Channel = Annotated[
    WhatsApp | Twilio | Instagram | Chatwoot | Zaptra | WebChat, Field(discriminator="platform")
]


class Member(_Part):
    """A person of the tenant."""

    display_name: Annotated[str, Field(min_length=1, max_length=200)]
    """What the member goes by."""
    role: Literal["owner", "admin", "agent"]
    """owner: everything; admin: all but the end of the tenant; agent: sees and answers."""
    phone: Annotated[str, Field(pattern=PHONE)] = ""
    """E.164 with its plus, in quotes. Once in the tenant."""
    email: Annotated[str, Field(max_length=254)] = ""
    """Once in the tenant."""


class Switch(_Part):
    """Whether a flag is on, and for how many of a hundred customers, always the same ones."""

    enabled: bool = True
    percentage: Annotated[int, Field(ge=0, le=100)] = 100


def _switch(value: object) -> object:
    return {"enabled": value} if isinstance(value, bool) else value


_SWITCH = {
    "type": ["boolean", "object"],
    "properties": {
        "enabled": {"type": "boolean", "default": True},
        "percentage": {"type": "integer", "minimum": 0, "maximum": 100, "default": 100},
    },
    "additionalProperties": False,
    "examples": [True, {"percentage": 10}],
}
Flag = Annotated[Switch, BeforeValidator(_switch), WithJsonSchema(_SWITCH)]


class Flags(_Part):
    """Switches of the tenant: true, false, or {percentage: 10}."""

    assistant: Annotated[Flag, Field(default_factory=Switch)]
    """Whether customers are answered."""
    notifications: Annotated[Flag, Field(default_factory=Switch)]
    """Whether customers are written to without having asked."""

    def given(self) -> dict[str, Switch]:
        """Those that the file names."""
        return {name: getattr(self, name) for name in sorted(self.model_fields_set)}


class TenantFile(_Part):
    """All that one file says of one tenant."""

    tenant: Profile
    """Who the tenant is."""
    approval: Approval = "automatic"
    """Whether a new booking waits until the tenant says yes."""
    hours: Hours = {}
    """When the tenant is open, every week. Without it whenever its resources are there."""
    breaks: Hours = {}
    """When the tenant closes, every week."""
    special_days: SpecialDays = {}
    """Dates on which the tenant's hours are others, or `closed`. They win over holidays."""
    holidays: PublicHolidays | None = None
    """Closed on the public holidays of this country. Without it open on them."""
    pending_expiry: Length | None = None
    """A request that nobody approved expires after this time, 1m to 90d; at its start at last."""
    reminders: Annotated[list[Length], Field(max_length=5)] | None = None
    """How long before the start a customer is reminded, each 5m to 30d. Without it [24h, 2h]."""
    no_shows: NoShows | None = None
    """Who missed so many bookings books no more by chat. Without it everybody books."""
    channels: list[Channel] = []
    """Where the tenant is reached."""
    offerings: Annotated[list[Offering], Field(max_length=500)] = []
    """What can be booked."""
    resources: Annotated[list[Resource], Field(max_length=500)] = []
    """Who or what performs it."""
    flags: Annotated[Flags, Field(default_factory=Flags)]
    """Switches."""
    sending: Sending | None = None
    """How messages are sent: when it is quiet, which template tells of what."""
    faq: Faq = []
    """What is asked often, and what is answered."""
    members: list[Member] = []
    """People of the tenant."""


def schema_page() -> str:
    """The JSON Schema of a tenant's file, as it is committed."""
    schema: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **TenantFile.model_json_schema(),
        "title": "A tenant of Lyo",
    }
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
