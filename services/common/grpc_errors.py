"""How a MeshError travels: a status code, an ErrorInfo always (AIP-193), and what belongs to it."""

from datetime import timedelta
from typing import NamedTuple, TypeVar

import grpc
from google.protobuf.message import DecodeError, Message
from google.rpc import error_details_pb2, status_pb2

from services.common import errors

DOMAIN = "lyo"
DETAILS_KEY = "grpc-status-details-bin"
PUSHBACK_KEY = "grpc-retry-pushback-ms"
INTERNAL_REASON = "INTERNAL"

Detail = TypeVar("Detail", bound=Message)

CODES: dict[type[errors.MeshError], grpc.StatusCode] = {
    errors.InvalidArgument: grpc.StatusCode.INVALID_ARGUMENT,
    errors.Unauthenticated: grpc.StatusCode.UNAUTHENTICATED,
    errors.PermissionDenied: grpc.StatusCode.PERMISSION_DENIED,
    errors.NotFound: grpc.StatusCode.NOT_FOUND,
    errors.FailedPrecondition: grpc.StatusCode.FAILED_PRECONDITION,
    errors.Aborted: grpc.StatusCode.ABORTED,
    errors.ResourceExhausted: grpc.StatusCode.RESOURCE_EXHAUSTED,
    errors.Unavailable: grpc.StatusCode.UNAVAILABLE,
}
_CLASSES = {code: kind for kind, code in CODES.items()}
_TIMED_OUT = (grpc.StatusCode.DEADLINE_EXCEEDED, grpc.StatusCode.CANCELLED)


class Status(NamedTuple):
    """What `context.abort_with_status` takes (a `grpc.Status` by shape)."""

    code: grpc.StatusCode
    details: str
    trailing_metadata: tuple[tuple[str, str | bytes], ...]


class UpstreamFailed(Exception):
    """Another service has a bug; its log explains it under this id. Here it is a bug too."""

    def __init__(self, error_id: str) -> None:
        super().__init__(f"another service failed, see error id {error_id}")
        self.error_id = error_id


TOO_LATE = Status(
    grpc.StatusCode.DEADLINE_EXCEEDED, "the deadline has passed or is too near to begin", ()
)


def code_of(error: errors.MeshError) -> grpc.StatusCode:
    """The code of the class, also of a class derived from it."""
    return next(CODES[kind] for kind in type(error).__mro__ if kind in CODES)


def to_status(error: errors.MeshError) -> Status:
    """The status a servicer ends with for this error."""
    details: list[Message] = []
    if isinstance(error, errors.InvalidArgument) and error.violations:
        details.append(_bad_request(error))
    retry_after = _retry_after(error)
    if retry_after is not None:
        details.append(_retry_info(retry_after))
    info = error_details_pb2.ErrorInfo(reason=error.reason, domain=DOMAIN, metadata=error.details)
    # The nearest channel repeats at once what may be repeated. Not so what says itself when to
    # come back, nor what came from further down and was repeated there: 3 times, never 3 x 3.
    pushback = retry_after is not None or isinstance(error.__cause__, grpc.aio.AioRpcError)
    return _status(code_of(error), error.message, [info, *details], pushback=pushback)


def internal_status(error_id: str) -> Status:
    """The status of a bug: an id to look up in the log, and nothing else."""
    info = error_details_pb2.ErrorInfo(
        reason=INTERNAL_REASON, domain=DOMAIN, metadata={"error_id": error_id}
    )
    return _status(grpc.StatusCode.INTERNAL, f"internal error {error_id}", [info])


def from_failure(failure: grpc.aio.AioRpcError) -> Exception:
    """The error the other service raised; a typed one also where nobody could answer."""
    code = failure.code()
    details = _details_of(failure)
    info = _unpack(details, error_details_pb2.ErrorInfo)
    if code is grpc.StatusCode.INTERNAL and info is not None:
        return UpstreamFailed(info.metadata.get("error_id", "unknown"))
    if code in _CLASSES and info is not None and info.domain == DOMAIN:
        return _typed(_CLASSES[code], info, details)
    if code in _TIMED_OUT:
        return errors.Unavailable("UPSTREAM_TIMEOUT", "another service did not answer in time")
    if code is grpc.StatusCode.UNAVAILABLE:
        return errors.Unavailable("UPSTREAM_UNREACHABLE", "another service cannot be reached")
    if code is grpc.StatusCode.RESOURCE_EXHAUSTED:
        return errors.ResourceExhausted("UPSTREAM_LIMIT", "a limit of the transport was reached")
    return UpstreamFailed(f"none ({code.name})")


def _typed(
    kind: type[errors.MeshError], info: error_details_pb2.ErrorInfo, details: status_pb2.Status
) -> errors.MeshError:
    metadata = dict(info.metadata)
    if issubclass(kind, errors.InvalidArgument):
        bad = _unpack(details, error_details_pb2.BadRequest)
        violations = [
            errors.Violation(each.field, each.reason, each.description)
            for each in (bad.field_violations if bad else ())
        ]
        return kind(info.reason, details.message, details=metadata, violations=violations)
    if issubclass(kind, errors.Later):
        retry = _unpack(details, error_details_pb2.RetryInfo)
        after = retry.retry_delay.ToTimedelta() if retry else None
        return kind(info.reason, details.message, details=metadata, retry_after=after)
    return kind(info.reason, details.message, details=metadata)


def _details_of(failure: grpc.aio.AioRpcError) -> status_pb2.Status:
    """The rich status in the trailing metadata; an empty one where it is missing or broken."""
    for key, value in failure.trailing_metadata() or ():
        if key == DETAILS_KEY and isinstance(value, bytes):
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


def _status(
    code: grpc.StatusCode, text: str, details: list[Message], *, pushback: bool = False
) -> Status:
    number: int = code.value[0]
    status = status_pb2.Status(code=number, message=text)
    for detail in details:
        status.details.add().Pack(detail)
    trailing: list[tuple[str, str | bytes]] = [(DETAILS_KEY, status.SerializeToString())]
    if pushback:
        trailing.append((PUSHBACK_KEY, "-1"))
    return Status(code, text, tuple(trailing))


def _bad_request(error: errors.InvalidArgument) -> error_details_pb2.BadRequest:
    violation = error_details_pb2.BadRequest.FieldViolation
    return error_details_pb2.BadRequest(
        field_violations=[
            violation(field=each.field, reason=each.reason, description=each.message)
            for each in error.violations
        ]
    )


def _retry_after(error: errors.MeshError) -> timedelta | None:
    return error.retry_after if isinstance(error, errors.Later) else None


def _retry_info(after: timedelta) -> error_details_pb2.RetryInfo:
    info = error_details_pb2.RetryInfo()
    info.retry_delay.FromTimedelta(after)
    return info
