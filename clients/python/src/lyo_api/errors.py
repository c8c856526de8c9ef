"""What a call may raise: eight classes, by what the caller can do about it, and bugs.

LyoError
├── InvalidArgument       change the request; `violations` name each field that is wrong
├── Unauthenticated       the API key is missing, mistyped, unknown, revoked or has ended
├── PermissionDenied      the key is good and lacks a scope
├── NotFound              no such thing, or not this key's
├── FailedPrecondition    the request is fine, the state is not
├── Aborted               someone changed it meanwhile: read again, then decide again
├── ResourceExhausted     a limit was reached: come back after `retry_after`
├── Unavailable           not known to be done: repeat it with the same `request_id`
└── InternalError         a bug of Lyo: tell its operators the `error_id`
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

import grpc
from google.protobuf.message import DecodeError, Message
from google.rpc import error_details_pb2, status_pb2

DOMAIN = "lyo"
DETAILS_KEY = "grpc-status-details-bin"

Detail = TypeVar("Detail", bound=Message)


@dataclass(frozen=True)
class Violation:
    """One field that is wrong: its path as in `identities[0].value`, and which rule it breaks."""

    field: str
    reason: str
    message: str


class LyoError(Exception):
    """`reason` is UPPER_SNAKE and part of the API, as `details` are; the text is not.

    `request_id` is that of the mutation that failed, to repeat it with; empty for reads.
    """

    def __init__(
        self,
        reason: str,
        message: str = "",
        *,
        details: Mapping[str, str] | None = None,
        violations: Sequence[Violation] = (),
        retry_after: timedelta | None = None,
        request_id: str = "",
    ) -> None:
        super().__init__(f"{reason}: {message}" if message else reason)
        self.reason = reason
        self.message = message
        self.details = dict(details or {})
        self.violations = tuple(violations)
        self.retry_after = retry_after
        self.request_id = request_id


class InvalidArgument(LyoError):
    """The caller must change the request."""


class Unauthenticated(LyoError):
    """Lyo does not know who calls."""


class PermissionDenied(LyoError):
    """Lyo knows who calls, and this is not for them."""


class NotFound(LyoError):
    """No such thing for this tenant; another tenant's thing is none either."""


class FailedPrecondition(LyoError):
    """The request is fine, the state is not."""


class Aborted(LyoError):
    """Someone changed it meanwhile: read again, then decide again."""


class ResourceExhausted(LyoError):
    """A limit was reached; the same call may succeed after `retry_after`."""


class Unavailable(LyoError):
    """Nothing was done, or nothing that a repetition with this `request_id` would do twice."""


class InternalError(LyoError):
    """A bug of Lyo. Its log explains it under `error_id`."""

    @property
    def error_id(self) -> str:
        return self.details.get("error_id", "")


_KINDS: dict[grpc.StatusCode, type[LyoError]] = {
    grpc.StatusCode.INVALID_ARGUMENT: InvalidArgument,
    grpc.StatusCode.UNAUTHENTICATED: Unauthenticated,
    grpc.StatusCode.PERMISSION_DENIED: PermissionDenied,
    grpc.StatusCode.NOT_FOUND: NotFound,
    grpc.StatusCode.FAILED_PRECONDITION: FailedPrecondition,
    grpc.StatusCode.ABORTED: Aborted,
    grpc.StatusCode.RESOURCE_EXHAUSTED: ResourceExhausted,
    grpc.StatusCode.UNAVAILABLE: Unavailable,
}
# What no service said, but the way to it.
_ON_THE_WAY: dict[grpc.StatusCode, tuple[type[LyoError], str]] = {
    grpc.StatusCode.DEADLINE_EXCEEDED: (Unavailable, "TOO_LATE"),
    grpc.StatusCode.CANCELLED: (Unavailable, "CANCELLED"),
    grpc.StatusCode.UNAVAILABLE: (Unavailable, "UNREACHABLE"),
    grpc.StatusCode.RESOURCE_EXHAUSTED: (ResourceExhausted, "TRANSPORT_LIMIT"),
}


def from_status(failure: grpc.RpcError, request_id: str = "") -> LyoError:
    """The error in how a call ended."""
    code = failure.code()
    details = _details_of(failure)
    info = _unpack(details, error_details_pb2.ErrorInfo)
    if info is None or info.domain != DOMAIN:
        kind, reason = _ON_THE_WAY.get(code, (InternalError, code.name))
        return kind(reason, failure.details() or "", request_id=request_id)
    retry = _unpack(details, error_details_pb2.RetryInfo)
    return _KINDS.get(code, InternalError)(
        info.reason,
        details.message,
        details=dict(info.metadata),
        violations=_violations(details),
        retry_after=retry.retry_delay.ToTimedelta() if retry else None,
        request_id=request_id,
    )


def _violations(details: status_pb2.Status) -> list[Violation]:
    bad = _unpack(details, error_details_pb2.BadRequest)
    found = bad.field_violations if bad else ()
    return [Violation(each.field, each.reason, each.description) for each in found]


def _details_of(failure: grpc.RpcError) -> status_pb2.Status:
    """The rich status in the trailing metadata; an empty one where it is missing or broken."""
    trailing: Any = failure.trailing_metadata() or ()
    for key, value in trailing:
        if key == DETAILS_KEY:
            try:
                return status_pb2.Status.FromString(value)
            except DecodeError:
                break
    return status_pb2.Status(message=failure.details() or "")


def _unpack(details: status_pb2.Status, kind: type[Detail]) -> Detail | None:
    for packed in details.details:
        message = kind()
        if packed.Is(kind.DESCRIPTOR) and packed.Unpack(message):
            return message
    return None
