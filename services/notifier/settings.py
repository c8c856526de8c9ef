"""Everything about the notifier that may differ between installations."""

from datetime import timedelta
from typing import Annotated

from pydantic import AliasChoices, Field
from pydantic_settings import SettingsConfigDict

from services.common.breaker import BreakerRules
from services.common.settings import Environment
from services.notifier.domain.quiet_hours import PATTERN as QUIET_HOURS
from services.notifier.domain.quiet_hours import read as quiet_hours
from services.notifier.domain.sending_rules import QuietHours
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

    twilio_url: str = "https://api.twilio.com"
    """Where Twilio's API is. Outside production it may be on this machine: the sandbox."""

    twilio_content_url: str = "https://content.twilio.com"
    """Where Twilio's API of templates is. Outside production it may be on this machine."""

    zaptra_url: Annotated[
        str,
        Field(validation_alias=AliasChoices("LYO_NOTIFIER_ZAPTRA_URL", "ZAPTRA_API_URL")),
    ] = "https://demo.zaptra.in/api/wpbox"
    """Where Zaptra's API is, or that of one who sells the same: https, or outside production on
    this machine."""

    public_base_url: Annotated[
        str,
        Field(
            validation_alias=AliasChoices(
                "LYO_NOTIFIER_PUBLIC_BASE_URL", "PUBLIC_BASE_URL", "NEXT_PUBLIC_BASE_URL"
            )
        ),
    ] = ""
    """Where the internet finds the gateway, for example `https://lyo.example.com`: Twilio tells
    there what became of messages. Empty: it is not asked to."""

    console: bool = False
    """Whether messages stand in the log instead of leaving, for development. Not in production."""

    timeout_ms: Annotated[
        int,
        Field(
            gt=0,
            le=20_000,
            validation_alias=AliasChoices("LYO_NOTIFIER_TIMEOUT_MS", "WHATSAPP_TIMEOUT_MS"),
        ),
    ] = 10_000
    """How long a provider may take to answer, in milliseconds, 20,000 at most; at most 2 s of it to
    connect."""

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
    """How long the status of a call that was not answered is waited for before it is repeated;
    longer than a call may take in any case."""

    status_look_seconds: Annotated[float, Field(gt=0)] = 1
    """How often is looked whether that status came."""

    fallback_enabled: Annotated[
        bool,
        Field(
            validation_alias=AliasChoices(
                "LYO_NOTIFIER_FALLBACK_ENABLED", "WHATSAPP_FALLBACK_ENABLED"
            )
        ),
    ] = True
    """Whether what nobody asked for goes by another channel of the tenant where it does not reach
    the customer by its own, or nothing has left by that for a minute."""

    debug: Annotated[
        bool, Field(validation_alias=AliasChoices("LYO_NOTIFIER_DEBUG", "WHATSAPP_DEBUG"))
    ] = False
    """Whether the log also says in the provider's words why a call failed. Phones stay masked, and
    neither texts nor tokens are ever there."""

    quiet_hours: Annotated[str, Field(pattern=f"^(?:{QUIET_HOURS})$")] = "21:00-08:00"
    """When reminders, notifications and campaigns wait, on the customer's clocks, for tenants that
    say nothing of it themselves: `21:00-08:00`, or `never`."""

    rate_per_second: Annotated[float, Field(ge=0, le=10_000)] = 80
    """How many messages leave from one number in a second; what nobody asked for is given a quarter
    less. 0: no pace is kept, neither of numbers nor of recipients."""

    breaker_seconds: Annotated[float, Field(gt=0)] = 60
    """For how long a provider account is not called after half of its calls in a minute, and at
    least five, failed through the provider's own fault."""

    concurrency: Annotated[int, Field(gt=0, le=1000)] = 64
    """How many recipients are sent to at once by one process."""

    @property
    def timeout(self) -> timedelta:
        return timedelta(milliseconds=self.timeout_ms)

    @property
    def longest_call(self) -> timedelta:
        """Within that the end of a call is stored, where the database answers."""
        return self.timeout + timedelta(seconds=2)

    @property
    def breaker(self) -> BreakerRules:
        probe = self.timeout + timedelta(seconds=5)
        return BreakerRules(open=timedelta(seconds=self.breaker_seconds), probe=probe)

    @property
    def quiet(self) -> QuietHours | None:
        return quiet_hours(self.quiet_hours)

    @property
    def page_url(self) -> str:
        """Where links of bookings lead to. Empty: nobody can be led anywhere."""
        base = self.public_base_url.rstrip("/")
        return f"{base}/b" if base else ""

    @property
    def patience(self) -> Patience:
        """A call that is still under way is never taken for one that sent nothing."""
        status_wait = timedelta(seconds=self.status_wait_seconds)
        return Patience(
            retries=Retries(burst=self.retry_attempts),
            status=max(status_wait, 1.25 * self.timeout),
            look=timedelta(seconds=self.status_look_seconds),
        )
