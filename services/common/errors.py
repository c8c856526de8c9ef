"""The errors that may cross a service boundary.

    MeshError
    ├── InvalidArgument       the caller must change the request
    ├── Unauthenticated       we do not know who calls
    ├── PermissionDenied      we know, and this is not for them
    ├── NotFound              no such thing for this tenant
    ├── FailedPrecondition    the request is fine, the state is not
    ├── Aborted               someone changed it meanwhile; read again
    ├── ResourceExhausted     a limit was reached; try later
    └── Unavailable           nothing was done; the same call may be repeated

Raise the class for what the *caller* can do about it, and a reason that names the rule.
Anything else that escapes a handler is a bug and becomes INTERNAL.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta


class MeshError(Exception):
    """`reason` is UPPER_SNAKE and part of the API, as `details` are; the text is not."""

    def __init__(
        self, reason: str, message: str, *, details: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message
        self.details: dict[str, str] = dict(details or {})


@dataclass(frozen=True)
class Violation:
    """One field that is wrong: its path as in `items[0].phone`, and which rule it breaks."""

    field: str
    reason: str
    message: str


class InvalidArgument(MeshError):
    """The caller must change the request; `violations` name each field that is wrong."""

    def __init__(
        self,
        reason: str,
        message: str,
        *,
        details: Mapping[str, str] | None = None,
        violations: Sequence[Violation] = (),
    ) -> None:
        super().__init__(reason, message, details=details)
        self.violations = tuple(violations)


class Unauthenticated(MeshError):
    """We do not know who calls."""


class PermissionDenied(MeshError):
    """We know who calls, and this is not for them."""


class NotFound(MeshError):
    """No such thing for this tenant; another tenant's thing is none either."""


class FailedPrecondition(MeshError):
    """The request is fine, the state is not."""


class Aborted(MeshError):
    """Someone changed it meanwhile: read again, then decide again."""


class Later(MeshError):
    """What the two classes share that ask the caller to come back."""

    def __init__(
        self,
        reason: str,
        message: str,
        *,
        details: Mapping[str, str] | None = None,
        retry_after: timedelta | None = None,
    ) -> None:
        super().__init__(reason, message, details=details)
        self.retry_after = retry_after


class ResourceExhausted(Later):
    """A limit was reached; the same call may succeed later."""


class Unavailable(Later):
    """Nothing was done, or nothing that a repetition would do twice; try again."""
