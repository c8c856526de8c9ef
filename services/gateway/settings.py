"""Everything about the gateway that may differ between installations. Read once, in `__main__`."""

import re
from typing import Annotated, Any

from pydantic import AliasChoices, BeforeValidator, Field, SecretStr
from pydantic_settings import NoDecode, SettingsConfigDict

from services.common.settings import BadSettings, Environment
from services.gateway.twilio_signatures import AuthToken


def _listed(value: Any) -> Any:
    """`one,two` as its parts, without blanks and empty ones."""
    if not isinstance(value, str):
        return value
    return [part.strip() for part in value.split(",") if part.strip()]


UNSIGNED = (
    "WHATSAPP_APP_SECRET: set it to the app secret of your Meta app; without it nobody can tell "
    "Meta's webhooks from forged ones, so the gateway does not start"
)

WHOSE = (
    "TWILIO_AUTH_TOKEN: of several tokens, write each as AC...:token, or give TWILIO_ACCOUNT_SID; "
    "else the owner of one account could sign what is said to be of another"
)

_OF_ACCOUNT = re.compile(r"((?P<account>AC[0-9A-Za-z]+):)?(?P<token>.+)", re.DOTALL)


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
    twilio_auth_tokens: Annotated[tuple[SecretStr, ...], NoDecode, BeforeValidator(_listed)] = (
        Field(
            default=(),
            validation_alias=AliasChoices("TWILIO_AUTH_TOKEN", "LYO_GATEWAY_TWILIO_AUTH_TOKENS"),
            description="Auth tokens of Twilio accounts, separated by commas: several accounts, "
            "and rotation. `AC...:token` is the token of that account; without, of "
            "`TWILIO_ACCOUNT_SID`. A webhook is accepted if a token of the account that it names "
            "signed it, for the public address of the gateway. None: Twilio's webhooks are "
            "refused.",
        )
    )
    twilio_account_sid: str = Field(
        default="",
        validation_alias=AliasChoices("TWILIO_ACCOUNT_SID", "LYO_GATEWAY_TWILIO_ACCOUNT_SID"),
        description="The account of the auth tokens that name none. Without it there may be only "
        "one token that names none, which is believed whatever account a webhook names.",
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
        if len(self.twilio_tokens) > 1 and not all(each.account for each in self.twilio_tokens):
            raise BadSettings(WHOSE)

    @property
    def secrets(self) -> tuple[bytes, ...]:
        """The app secrets as the signature needs them."""
        return tuple(each.get_secret_value().encode() for each in self.app_secrets)

    @property
    def twilio_tokens(self) -> tuple[AuthToken, ...]:
        """The auth tokens as the signature needs them."""
        found = (_OF_ACCOUNT.fullmatch(each.get_secret_value()) for each in self.twilio_auth_tokens)
        return tuple(
            AuthToken(each["token"].encode(), each["account"] or self.twilio_account_sid)
            for each in found
            if each
        )

    @property
    def tokens(self) -> tuple[bytes, ...]:
        """The verify tokens, to be compared in constant time."""
        return tuple(each.get_secret_value().encode() for each in self.verify_tokens)
