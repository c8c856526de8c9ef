"""Everything about the gateway that may differ between installations. Read once, in `__main__`."""

from typing import Annotated, Any

from pydantic import AliasChoices, BeforeValidator, Field, SecretStr
from pydantic_settings import NoDecode, SettingsConfigDict

from services.common.settings import BadSettings, Environment


def _listed(value: Any) -> Any:
    """`one,two` as its parts, without blanks and empty ones."""
    if not isinstance(value, str):
        return value
    return [part.strip() for part in value.split(",") if part.strip()]


UNSIGNED = (
    "WHATSAPP_APP_SECRET: set it to the app secret of your Meta app; without it nobody can tell "
    "Meta's webhooks from forged ones, so the gateway does not start"
)


class Settings(Environment):
    """The gateway's own settings; LYO_GATEWAY_LISTEN and the like are those of every process."""

    model_config = SettingsConfigDict(env_prefix="LYO_GATEWAY_")

    app_secrets: Annotated[tuple[SecretStr, ...], NoDecode, BeforeValidator(_listed)] = Field(
        default=(),
        validation_alias=AliasChoices("WHATSAPP_APP_SECRET", "LYO_GATEWAY_APP_SECRETS"),
        description="App secrets of Meta apps, separated by commas: several apps, and rotation. "
        "A webhook is accepted if one of them signed it. Required.",
    )
    verify_tokens: Annotated[tuple[SecretStr, ...], NoDecode, BeforeValidator(_listed)] = Field(
        default=(),
        validation_alias=AliasChoices(
            "WHATSAPP_WEBHOOK_VERIFY_TOKEN", "VERIFY_TOKEN", "LYO_GATEWAY_VERIFY_TOKENS"
        ),
        description="Tokens, separated by commas, with which Meta may subscribe a webhook. "
        "None: no subscription is confirmed.",
    )
    public_base_url: str = Field(
        default="",
        validation_alias=AliasChoices(
            "PUBLIC_BASE_URL", "NEXT_PUBLIC_BASE_URL", "LYO_GATEWAY_PUBLIC_BASE_URL"
        ),
        description="Where the internet finds the gateway, for example `https://lyo.example.com`. "
        "Empty: links are relative.",
    )
    proxies: int = Field(
        default=0,
        ge=0,
        description="How many balancers and proxies stand in front, each of which adds to "
        "`X-Forwarded-For` who came to it. By it wrong API keys are counted for each address; 0: "
        "that header is not believed.",
    )

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        if not self.app_secrets:
            raise BadSettings(UNSIGNED)

    @property
    def secrets(self) -> tuple[bytes, ...]:
        """The app secrets as the signature needs them."""
        return tuple(each.get_secret_value().encode() for each in self.app_secrets)

    @property
    def tokens(self) -> tuple[bytes, ...]:
        """The verify tokens, to be compared in constant time."""
        return tuple(each.get_secret_value().encode() for each in self.verify_tokens)
