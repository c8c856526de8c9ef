"""Everything about the assistant that may differ between installations."""

from datetime import timedelta
from typing import Annotated

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from services.common.settings import Environment


class Settings(Environment):
    """Read once, in `__main__`, and passed on as plain values."""

    model_config = SettingsConfigDict(env_prefix="LYO_ASSISTANT_")

    offer_minutes: Annotated[int, Field(gt=0, le=24 * 60)] = 15
    """How long an offered slot may be picked, and a question answered."""

    tenant_cache_seconds: Annotated[int, Field(ge=0, le=3600)] = 30
    """How long a change of a tenant's name, zone or languages may go unnoticed."""

    @property
    def open_for(self) -> timedelta:
        return timedelta(minutes=self.offer_minutes)

    @property
    def tenant_cache(self) -> timedelta:
        return timedelta(seconds=self.tenant_cache_seconds)
