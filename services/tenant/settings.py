"""Everything about the tenant service that may differ between installations."""

from typing import Annotated

from pydantic import AliasChoices, Field, SecretStr
from pydantic_settings import SettingsConfigDict

from services.common.logs import Secret
from services.common.settings import Environment


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

    @property
    def whatsapp_token(self) -> Secret | None:
        return _secret(self.whatsapp_access_token)

    def development_key(self, *, production: bool) -> Secret | None:
        """The key that opens everything, where such a key may be."""
        return None if production else _secret(self.api_key)


def _secret(given: SecretStr | None) -> Secret | None:
    return Secret(given.get_secret_value()) if given else None
