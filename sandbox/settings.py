"""What an operator may set: LYO_SANDBOX_* in the environment."""

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from sandbox.zaptra.parts import Form


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="LYO_SANDBOX_", frozen=True)

    listen: str = Field(
        default="127.0.0.1:8090", description="Address of phones, journal and providers."
    )
    gateway_url: str = Field(
        default="http://127.0.0.1:8080", description="Where webhooks are sent."
    )
    public_url: str = Field(
        default="",
        description=(
            "Where people and Twilio find the gateway: links lead there, and Twilio signs over it."
            " Empty: the same address."
        ),
    )
    tenants: Path = Field(
        default=Path("deploy/demo"),
        description="Folder of tenant files (*.yaml) whose numbers exist.",
    )
    app_secret: str = Field(default="sandbox-app-secret", description="Signs Meta's webhooks.")
    api_key: SecretStr = Field(
        default=SecretStr(""),
        description="An API key of Lyo, with which the owner's tab lists and decides bookings.",
    )
    status_delay_seconds: float = Field(
        default=0.4,
        ge=0,
        description="From accepted to sent, to delivered, to read: each takes so long.",
    )
    zaptra_answers: Form = Field(
        default="status",
        description="How Zaptra answers: `success`, `status`, or `not_2xx` though it was sent.",
    )
    openai_key: SecretStr = Field(
        default=SecretStr("sandbox-openai-key"),
        description="The key with which OpenAI's API is called.",
    )
    webhook_timeout_seconds: float = Field(
        default=10, gt=0, description="A webhook not answered within it is sent again later."
    )
    redelivery_first_seconds: float = Field(
        default=1,
        gt=0,
        description="Gap before the second attempt of a webhook; doubles from then on.",
    )
    redelivery_longest_seconds: float = Field(
        default=30, gt=0, description="The gaps grow up to this."
    )
    redelivery_hours: float = Field(default=168, gt=0, description="Then a webhook is given up.")
    window_hours: float = Field(
        default=24,
        ge=0,
        description="Free-form messages later than this are refused (131047); 0: never.",
    )
    journal_size: int = Field(
        default=100_000, gt=0, description="Calls remembered; older ones are lost."
    )
    messages_kept: int = Field(
        default=100_000, gt=0, description="Messages on phones; older ones go."
    )
