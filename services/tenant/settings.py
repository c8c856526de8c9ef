"""Everything about the tenant service that may differ between installations."""

from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, AliasChoices, Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import SettingsConfigDict

from services.common.envelope import listed_keys
from services.common.logs import Secret
from services.common.settings import Environment
from services.tenant.domain.channel import Platform
from services.tenant.domain.default_token import DefaultToken
from services.tenant.domain.time_zones import wrong_with_time_zone
from services.tenant.usecases.first_tenant import FirstTenant


def _known_zone(name: str) -> str:
    if wrong := wrong_with_time_zone("time_zone", name):
        raise ValueError(wrong[0].message)
    return name


class Settings(Environment):
    """Read once, in `__main__`, and passed on as plain values."""

    model_config = SettingsConfigDict(env_prefix="LYO_TENANT_")

    api_key: Annotated[SecretStr | None, Field(validation_alias="LYO_API_KEY")] = None
    """A key with all scopes of all tenants, accepted only where LYO_ENV is development or test."""

    whatsapp_access_token: Annotated[
        SecretStr | None,
        Field(
            validation_alias=AliasChoices(
                "LYO_TENANT_WHATSAPP_ACCESS_TOKEN", "WHATSAPP_ACCESS_TOKEN", "WH_TOKEN"
            )
        ),
    ] = None
    """The access token for WhatsApp channels that have none of their own."""

    twilio_account_sid: Annotated[
        str,
        Field(validation_alias=AliasChoices("LYO_TENANT_TWILIO_ACCOUNT_SID", "TWILIO_ACCOUNT_SID")),
    ] = ""
    """The AccountSid for Twilio channels that have no token of their own."""

    twilio_auth_token: Annotated[
        SecretStr | None,
        Field(validation_alias=AliasChoices("LYO_TENANT_TWILIO_AUTH_TOKEN", "TWILIO_AUTH_TOKEN")),
    ] = None
    """The auth token for them. Of several, separated by commas, the first is sent with that is not
    of another account (`AC...:token`)."""

    twilio_api_key_sid: Annotated[
        str,
        Field(
            validation_alias=AliasChoices("LYO_TENANT_TWILIO_API_KEY_SID", "TWILIO_API_KEY_SID"),
            pattern=r"^(SK[0-9a-zA-Z]+)?$",
        ),
    ] = ""
    """The Sid of an API key, which is sent with instead of the auth token."""

    twilio_api_key_secret: Annotated[
        SecretStr | None,
        Field(
            validation_alias=AliasChoices(
                "LYO_TENANT_TWILIO_API_KEY_SECRET", "TWILIO_API_KEY_SECRET"
            )
        ),
    ] = None
    """The secret of that API key."""

    zaptra_api_token: Annotated[
        SecretStr | None,
        Field(validation_alias=AliasChoices("LYO_TENANT_ZAPTRA_API_TOKEN", "ZAPTRA_API_TOKEN")),
    ] = None
    """The token for Zaptra channels that have none of their own."""

    whatsapp_phone_number_id: Annotated[
        str | None,
        Field(
            pattern=r"^[0-9]{1,32}$",
            validation_alias=AliasChoices(
                "LYO_TENANT_WHATSAPP_PHONE_NUMBER_ID", "WHATSAPP_PHONE_NUMBER_ID", "WH_PHONE_ID"
            ),
        ),
    ] = None
    """The phone_number_id of the first tenant, which is made where no tenant has this number."""

    first_name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,39}$")] = "first"
    """What the first tenant is called. `lyoctl apply` with a file of this name changes the rest."""

    first_time_zone: Annotated[str, AfterValidator(_known_zone)] = "UTC"
    """In which IANA zone the first tenant is, for example `Europe/Rome`."""

    whatsapp_notifications_enabled: Annotated[
        bool,
        Field(
            validation_alias=AliasChoices(
                "LYO_TENANT_WHATSAPP_NOTIFICATIONS_ENABLED", "WHATSAPP_NOTIFICATIONS_ENABLED"
            )
        ),
    ] = False
    """Whether customers are written to unasked, where the flag `notifications` is not stored."""

    keys: SecretStr | None = None
    """Key-encryption keys as `id:hex`, separated by commas, each of 32 bytes. New secrets are
    sealed under the first, the others open old ones. None: the one that comes of LYO_KEY_FILE,
    which opens in any case."""

    keys_file: Path | None = None
    """The same in a file, one `id:hex` a line."""

    @field_validator("keys")
    @classmethod
    def _listed(cls, keys: SecretStr | None) -> SecretStr | None:
        if keys is not None:
            listed_keys(keys.get_secret_value().split(","))
        return keys

    @field_validator("keys_file")
    @classmethod
    def _listed_in(cls, path: Path | None, info: ValidationInfo) -> Path | None:
        if path is not None and info.data.get("keys") is not None:
            raise ValueError("LYO_TENANT_KEYS is set as well: unset one of them")
        if path is not None:
            _keys_in(path)
        return path

    @property
    def key_encryption_keys(self) -> dict[str, bytes]:
        """Those that were given, the current one first."""
        if self.keys is not None:
            return listed_keys(self.keys.get_secret_value().split(","))
        return _keys_in(self.keys_file) if self.keys_file else {}

    @property
    def default_tokens(self) -> dict[Platform, DefaultToken]:
        """What channels without a token of their own are sent by."""
        given = {
            Platform.WHATSAPP: (_secret(self.whatsapp_access_token), ""),
            Platform.TWILIO: (self._twilio_token, self.twilio_account_sid),
            Platform.ZAPTRA: (_secret(self.zaptra_api_token), ""),
        }
        return {each: DefaultToken(token, of) for each, (token, of) in given.items() if token}

    @property
    def _twilio_token(self) -> Secret | None:
        """An API key is one text with its Sid: `SK...:secret`."""
        if not self.twilio_account_sid:
            return None
        if self.twilio_api_key_sid and self.twilio_api_key_secret:
            secret = self.twilio_api_key_secret.get_secret_value()
            return Secret(f"{self.twilio_api_key_sid}:{secret}")
        listed = self.twilio_auth_token.get_secret_value() if self.twilio_auth_token else ""
        own = f"{self.twilio_account_sid}:"
        tokens = [each.strip().removeprefix(own) for each in listed.split(",")]
        first = next((each for each in tokens if each and ":" not in each), "")
        return Secret(first) if first else None

    @property
    def first_tenant(self) -> FirstTenant | None:
        """The tenant that the environment speaks of, where it names a number."""
        number = self.whatsapp_phone_number_id
        return FirstTenant(self.first_name, self.first_time_zone, number) if number else None

    def development_key(self, *, production: bool) -> Secret | None:
        """The key that opens everything, where such a key may be."""
        return None if production else _secret(self.api_key)


def _keys_in(path: Path) -> dict[str, bytes]:
    try:
        return listed_keys(path.read_text().splitlines())
    except (OSError, UnicodeError) as error:
        raise ValueError(f"{path} cannot be read: {type(error).__name__}") from None


def _secret(given: SecretStr | None) -> Secret | None:
    return Secret(given.get_secret_value()) if given else None
