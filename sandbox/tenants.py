"""The tenants of the demo files, as far as the outside world knows them: names, numbers, hours."""

from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from sandbox.meta.numbers import Number
from sandbox.opening import DAYS, days_in
from sandbox.twilio.accounts import Sender
from sandbox.zaptra.accounts import Account

API_KEY, API_SECRET = "SKsandbox00000000000000000000000000", "sandbox-twilio-api-secret"
"""Opens every Twilio account of the files, as their auth tokens do."""


class BadTenantFile(Exception):
    """A tenant file that cannot be read; says which and why."""


class Part(BaseModel):
    """Files hold more than the sandbox reads."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class Tenant(Part):
    name: str
    display_name: str
    time_zone: str = "UTC"
    languages: list[str] = Field(default_factory=lambda: ["en"])


class Channel(Part):
    platform: str
    address: str
    waba_id: str = ""
    display_number: str = ""
    access_token: str = ""
    account_sid: str = ""


class Resource(Part):
    hours: dict[str, Any] = Field(default_factory=dict)


class TenantFile(Part):
    tenant: Tenant
    channels: list[Channel] = Field(default_factory=list)
    resources: list[Resource] = Field(default_factory=list)

    @model_validator(mode="before")
    @classmethod
    def _empty_lists(cls, value: Any) -> Any:
        """`channels:` with nothing under it is an empty list."""
        return (
            {k: v for k, v in value.items() if v is not None} if isinstance(value, dict) else value
        )

    @property
    def token(self) -> str:
        """What opens its channels where the file does not say."""
        return f"sandbox-{self.tenant.name}-token"

    def of(self, platform: str) -> list[Channel]:
        return [channel for channel in self.channels if channel.platform == platform]

    def numbers(self) -> list[Number]:
        """Of Meta."""
        return [
            Number(
                phone_number_id=channel.address,
                waba_id=channel.waba_id or channel.address,
                display_number=channel.display_number,
                token=channel.access_token or self.token,
            )
            for channel in self.of("whatsapp")
        ]

    def senders(self) -> list[Sender]:
        """Of Twilio; only those whose account is known."""
        return [
            Sender(
                address=channel.address,
                account_sid=channel.account_sid,
                token=channel.access_token or self.token,
                api_key=API_KEY,
                api_secret=API_SECRET,
                display_number=channel.display_number,
            )
            for channel in self.of("twilio")
            if channel.account_sid
        ]

    def accounts(self) -> list[Account]:
        """Of Zaptra."""
        return [
            Account(address=channel.address, token=channel.access_token or self.token)
            for channel in self.of("zaptra")
        ]

    def open_days(self) -> frozenset[int]:
        """Weekdays (Monday is 0) on which anybody works; every day where nothing is said."""
        keys = [key for resource in self.resources for key in resource.hours]
        return frozenset().union(*map(days_in, keys)) or frozenset(range(len(DAYS)))


def read_tenants(folder: Path) -> list[TenantFile]:
    """All tenant files of a folder, by file name; none where it is missing."""
    return [_read(path) for path in sorted(folder.glob("*.yaml"))]


def _read(path: Path) -> TenantFile:
    try:
        return TenantFile.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (yaml.YAMLError, ValidationError, UnicodeDecodeError) as error:
        raise BadTenantFile(f"{path}: {error}") from error
