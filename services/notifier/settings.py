"""Everything about the notifier that may differ between installations."""

from datetime import timedelta
from typing import Annotated

from pydantic import AliasChoices, Field
from pydantic_settings import SettingsConfigDict

from services.common.settings import Environment
from services.notifier.domain.steps import Patience, Retries


class Settings(Environment):
    """Read once, in `__main__`, and passed on as plain values."""

    model_config = SettingsConfigDict(env_prefix="LYO_NOTIFIER_")

    graph_url: str = "https://graph.facebook.com"
    """Where Meta's Graph API is. Outside production it may be on this machine: the sandbox."""

    graph_version: Annotated[
        str,
        Field(
            pattern=r"^v\d{1,3}\.\d{1,2}$",
            validation_alias=AliasChoices("LYO_NOTIFIER_GRAPH_VERSION", "META_GRAPH_VERSION"),
        ),
    ] = "v25.0"
    """Which version of the Graph API is called."""

    timeout_ms: Annotated[
        int,
        Field(
            gt=0,
            le=60_000,
            validation_alias=AliasChoices("LYO_NOTIFIER_TIMEOUT_MS", "WHATSAPP_TIMEOUT_MS"),
        ),
    ] = 10_000
    """How long a provider may take to answer, in milliseconds; at most 2 s of it to connect."""

    retry_attempts: Annotated[
        int,
        Field(
            ge=1,
            le=20,
            validation_alias=AliasChoices("LYO_NOTIFIER_RETRY_ATTEMPTS", "WHATSAPP_RETRY_ATTEMPTS"),
        ),
    ] = 3
    """How many calls for a message follow each other closely. Then it waits longer and longer, and
    is tried until it expires."""

    status_wait_seconds: Annotated[float, Field(gt=0)] = 30
    """How long the status of a call that was not answered is waited for before it is repeated."""

    status_look_seconds: Annotated[float, Field(gt=0)] = 1
    """How often is looked whether that status came."""

    concurrency: Annotated[int, Field(gt=0, le=1000)] = 64
    """How many recipients are sent to at once by one process."""

    @property
    def timeout(self) -> timedelta:
        return timedelta(milliseconds=self.timeout_ms)

    @property
    def patience(self) -> Patience:
        return Patience(
            retries=Retries(burst=self.retry_attempts),
            status=timedelta(seconds=self.status_wait_seconds),
            look=timedelta(seconds=self.status_look_seconds),
        )
