"""What a call of a provider led to. A provider returns Accepted and raises the other three."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Accepted:
    """The provider took the message and gave it an id."""

    provider_message_id: str


class _NotAccepted(Exception):
    """`reason`: UPPER_SNAKE, for tenants. `detail`: the word of the provider, for operators."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.detail = detail


class Refused(_NotAccepted):
    """It was not sent, and sending the same again would be refused again."""

    def __init__(self, reason: str, detail: str = "", *, token: bool = False) -> None:
        super().__init__(reason, detail)
        self.token = token
        """It is the access token that was refused: a newer one may be taken."""


class TryAgain(_NotAccepted):
    """It was not sent, and may be later: not before `after` where the provider named a time."""

    def __init__(
        self,
        reason: str,
        detail: str = "",
        *,
        after: timedelta | None = None,
        whole_channel: bool = False,
    ) -> None:
        super().__init__(reason, detail)
        self.after = after
        self.whole_channel = whole_channel
        """The channel is limited, not this recipient: nothing else may leave by it either."""


class Unclear(_NotAccepted):
    """The request may have been read, and no answer came: it may or may not have been sent."""


Outcome = Accepted | Refused | TryAgain | Unclear
