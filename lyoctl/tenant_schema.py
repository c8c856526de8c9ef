"""What a tenant's file may say, key by key. Its JSON Schema is docs/tenant.schema.json."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
)

from lyoctl.installation import ROOT
from lyoctl.tenant_secrets import SOURCE, check_source
from lyoctl.tenant_words import (
    ADDRESS_OF_CHATWOOT,
    ADDRESS_OF_TWILIO,
    DAYS,
    DIGITS,
    KEY_OF_CHAT,
    LANGUAGE,
    LENGTH,
    NAME,
    PHONE,
    PRICE,
    STRETCH,
    WORD,
    length_of,
    minutes_of,
    price_of,
    weekdays_of,
)

PAGE = ROOT / "docs" / "tenant.schema.json"


def _days(text: str) -> str:
    weekdays_of(text)
    return text


def _stretch(text: str) -> str:
    minutes_of(text)
    return text


def _words(pattern: str, example: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": pattern, "examples": [example]})


Name = Annotated[str, Field(pattern=NAME)]
DisplayName = Annotated[str, Field(min_length=1, max_length=60)]
Language = Annotated[str, Field(pattern=LANGUAGE)]
Digits = Annotated[str, Field(pattern=DIGITS)]
Token = Annotated[str, AfterValidator(check_source), _words(SOURCE, "env:WHATSAPP_TOKEN")]
Length = Annotated[timedelta, BeforeValidator(length_of), _words(LENGTH, "1h30m")]
Price = Annotated[tuple[int, str], BeforeValidator(price_of), _words(PRICE, "25 EUR")]
Days = Annotated[str, AfterValidator(_days)]
Stretch = Annotated[str, AfterValidator(_stretch), _words(STRETCH, "09:00-13:00")]
Hours = Annotated[
    dict[Days, list[Stretch]],
    WithJsonSchema(
        {
            "type": "object",
            "patternProperties": {
                DAYS: {"type": "array", "items": {"type": "string", "pattern": STRETCH}}
            },
            "additionalProperties": False,
            "examples": [{"tue-sat": ["09:00-13:00", "14:00-19:00"]}],
        }
    ),
]
Accessible = Annotated[Token, Field(repr=False)]


class _Part(BaseModel):
    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, use_attribute_docstrings=True
    )


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


class Offering(_Part):
    """What can be booked."""

    name: Name
    """What operators call it, once in the tenant."""
    display_name: DisplayName
    """What customers read."""
    length: Length
    """How long it takes, 5m to 24h."""
    step: Length | None = None
    """How far apart slots start, from opening. Without it 15m."""
    buffer_before: Length | None = None
    """The resource is also taken this long before."""
    buffer_after: Length | None = None
    """The resource is also taken this long after."""
    price: Price | None = None
    """What it costs."""
    default: bool = False
    """Whether it is booked where a customer names none. One at most."""


class Resource(_Part):
    """Who or what performs offerings."""

    name: Name
    """What operators call it, once in the tenant."""
    display_name: DisplayName
    """What customers read."""
    performs: Annotated[list[Name], Field(min_length=1)]
    """Names of offerings."""
    hours: Hours
    """When, every week, in the tenant's zone."""
    capacity: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    """For how many people at most; 0: it does not matter. The smallest that fits goes first."""

    def openings(self) -> Iterator[tuple[int, int, int]]:
        """Every stretch of the week: ISO weekday, first minute, end minute."""
        for days, stretches in self.hours.items():
            for weekday in weekdays_of(days):
                for stretch in stretches:
                    yield (weekday, *minutes_of(stretch))


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
    approval: Literal["automatic", "by-hand"] = "automatic"
    """Whether a new booking waits until the tenant says yes."""
    channels: list[Channel] = []
    """Where the tenant is reached."""
    offerings: Annotated[list[Offering], Field(max_length=500)] = []
    """What can be booked."""
    resources: Annotated[list[Resource], Field(max_length=500)] = []
    """Who or what performs it."""
    flags: Annotated[Flags, Field(default_factory=Flags)]
    """Switches."""
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
