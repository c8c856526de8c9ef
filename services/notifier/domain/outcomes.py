"""What a call of a provider led to. A provider returns Accepted and raises the other three."""

from dataclasses import dataclass
from datetime import timedelta

from services.notifier.domain.remedy import Remedy

NO_TEMPLATE = "WINDOW_CLOSED_NO_TEMPLATE"
"""Free text came too late, and no approved template says the same."""


@dataclass(frozen=True)
class Accepted:
    """The provider took the message and gave it an id, which may be empty where it gives none."""

    provider_message_id: str


class _NotAccepted(Exception):
    """`reason`: UPPER_SNAKE, for tenants. `detail`: the word of the provider, for operators."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.detail = detail


class Refused(_NotAccepted):
    """It was not sent, and sending the same again would be refused again."""

    def __init__(
        self, reason: str, detail: str = "", *, token: bool = False, remedy: Remedy = Remedy.FAIL
    ) -> None:
        super().__init__(reason, detail)
        self.token = token
        """It is the access token that was refused: a newer one may be taken."""
        self.remedy = remedy
        """What else may help."""


class TryAgain(_NotAccepted):
    """It was not sent, and may be later: not before `after` where the provider named a time."""

    def __init__(
        self,
        reason: str,
        detail: str = "",
        *,
        after: timedelta | None = None,
        remedy: Remedy = Remedy.RETRY,
        fault: bool = False,
    ) -> None:
        super().__init__(reason, detail)
        self.after = after
        self.remedy = remedy
        """RETRY, WAIT_PAIR, WAIT_NUMBER or STOP_CHANNEL: who waits."""
        self.fault = fault
        """It is the provider's own fault, as the breaker counts it."""


class Unclear(_NotAccepted):
    """The request may have been read, and no answer came: it may or may not have been sent. Always
    the provider's fault, as the breaker counts it."""


Outcome = Accepted | Refused | TryAgain | Unclear


def is_fault(outcome: Outcome) -> bool:
    """Whether the breaker counts it as a failure: timeouts, 5xx, 2 and 131016; never what we
    asked wrongly, nor a limit."""
    return isinstance(outcome, Unclear) or (isinstance(outcome, TryAgain) and outcome.fault)
