"""Everything about the assistant that may differ between installations."""

from datetime import timedelta
from typing import Annotated

from pydantic import Field, SecretStr
from pydantic_settings import SettingsConfigDict

from services.common.settings import Environment


class Settings(Environment):
    """Read once, in `__main__`, and passed on as plain values."""

    model_config = SettingsConfigDict(env_prefix="LYO_ASSISTANT_")

    offer_minutes: Annotated[int, Field(gt=0, le=24 * 60)] = 15
    """How long an offered slot may be picked, and a question answered."""

    tenant_cache_seconds: Annotated[int, Field(ge=0, le=3600)] = 30
    """How long a change of a tenant's name, zone or languages may go unnoticed."""

    openai_api_key: Annotated[SecretStr | None, Field(validation_alias="OPENAI_API_KEY")] = None
    """Opens the API of the models. None: rules, and search by words."""

    openai_base_url: Annotated[str | None, Field(validation_alias="OPENAI_BASE_URL")] = None
    """Where that API is, if not at OpenAI: any that speaks the same."""

    embedding_model: Annotated[str, Field(min_length=1, max_length=200)] = "text-embedding-3-small"
    """What questions and answers are compared with by their meaning. `off`: by words alone."""

    embedding_near: Annotated[float, Field(ge=0, le=1)] = 0.45
    """How near, by the cosine, a meaning must be to be offered. It differs from model to model."""

    @property
    def open_for(self) -> timedelta:
        return timedelta(minutes=self.offer_minutes)

    @property
    def tenant_cache(self) -> timedelta:
        return timedelta(seconds=self.tenant_cache_seconds)
