"""What does an error carry, and how does it travel?"""

from datetime import timedelta

import grpc
import pytest
from google.rpc import error_details_pb2, status_pb2

from services.common import errors
from services.common.grpc_errors import (
    CODES,
    DETAILS_KEY,
    PUSHBACK_KEY,
    UpstreamFailed,
    code_of,
    from_failure,
    internal_status,
    to_status,
)


def failure(code, trailing=(), details="text"):
    """What a caller gets from gRPC."""
    return grpc.aio.AioRpcError(
        code, grpc.aio.Metadata(), grpc.aio.Metadata(*trailing), details=details
    )


def unpacked(status):
    (packed,) = [value for key, value in status.trailing_metadata if key == DETAILS_KEY]
    rich = status_pb2.Status.FromString(packed)
    info = error_details_pb2.ErrorInfo()
    assert rich.details[0].Unpack(info)
    return rich, info


def test_there_are_eight_classes_each_with_its_code():
    assert {kind.__name__: code.name for kind, code in CODES.items()} == {
        "InvalidArgument": "INVALID_ARGUMENT",
        "Unauthenticated": "UNAUTHENTICATED",
        "PermissionDenied": "PERMISSION_DENIED",
        "NotFound": "NOT_FOUND",
        "FailedPrecondition": "FAILED_PRECONDITION",
        "Aborted": "ABORTED",
        "ResourceExhausted": "RESOURCE_EXHAUSTED",
        "Unavailable": "UNAVAILABLE",
    }


def test_a_derived_error_has_the_code_of_its_class():
    class SlotTaken(errors.FailedPrecondition):
        def __init__(self):
            super().__init__("SLOT_TAKEN", "the slot was taken meanwhile")

    assert code_of(SlotTaken()) is grpc.StatusCode.FAILED_PRECONDITION
    back = from_failure(failure(*_sent(SlotTaken())))
    assert type(back) is errors.FailedPrecondition


def _sent(error):
    status = to_status(error)
    return status.code, status.trailing_metadata


@pytest.mark.parametrize("kind", CODES)
def test_every_error_carries_its_reason_our_domain_and_its_details(kind):
    status = to_status(kind("SOME_REASON", "some text", details={"a": "b"}))

    rich, info = unpacked(status)
    assert (status.code, status.details) == (CODES[kind], "some text")
    assert (rich.code, rich.message) == (CODES[kind].value[0], "some text")
    assert (info.reason, info.domain, dict(info.metadata)) == ("SOME_REASON", "lyo", {"a": "b"})


@pytest.mark.parametrize("kind", CODES)
def test_every_error_comes_back_as_it_went(kind):
    back = from_failure(failure(*_sent(kind("SOME_REASON", "some text", details={"a": "b"}))))

    assert type(back) is kind
    assert (back.reason, str(back), back.details) == ("SOME_REASON", "some text", {"a": "b"})


def test_violations_and_times_to_come_back_travel_too():
    violation = errors.Violation("parts[0].phone", "NOT_E164", "needs a +")
    refused = errors.InvalidArgument("FIELD_INVALID", "text", violations=[violation])
    busy = errors.Unavailable("BUSY", "text", retry_after=timedelta(seconds=1.5))

    assert from_failure(failure(*_sent(refused))).violations == (violation,)
    assert from_failure(failure(*_sent(busy))).retry_after == timedelta(seconds=1.5)


def test_a_channel_repeats_neither_what_names_a_time_nor_what_was_repeated_below():
    plain = errors.Unavailable("BUSY", "text")
    timed = errors.Unavailable("BUSY", "text", retry_after=timedelta(seconds=1))
    from_below = errors.Unavailable("BUSY", "text")
    from_below.__cause__ = failure(grpc.StatusCode.UNAVAILABLE)

    def pushed_back(error):
        return dict(to_status(error).trailing_metadata).get(PUSHBACK_KEY)

    assert pushed_back(plain) is None
    assert pushed_back(timed) == "-1"
    assert pushed_back(from_below) == "-1"


@pytest.mark.parametrize(
    ("code", "kind", "reason"),
    [
        (grpc.StatusCode.DEADLINE_EXCEEDED, errors.Unavailable, "UPSTREAM_TIMEOUT"),
        (grpc.StatusCode.CANCELLED, errors.Unavailable, "UPSTREAM_TIMEOUT"),
        (grpc.StatusCode.UNAVAILABLE, errors.Unavailable, "UPSTREAM_UNREACHABLE"),
        (grpc.StatusCode.RESOURCE_EXHAUSTED, errors.ResourceExhausted, "UPSTREAM_LIMIT"),
    ],
)
def test_what_the_transport_says_becomes_an_error_of_ours(code, kind, reason):
    error = from_failure(failure(code))

    assert type(error) is kind
    assert error.reason == reason


@pytest.mark.parametrize("code", [code for code in grpc.StatusCode if code.value[0]])
def test_no_code_without_details_escapes_untyped_or_with_text_from_below(code):
    error = from_failure(failure(code, details="secret"))

    assert isinstance(error, errors.MeshError | UpstreamFailed)
    assert "secret" not in str(error)


@pytest.mark.parametrize("broken", [b"\xff\xff", b""])
def test_details_that_cannot_be_read_are_no_details(broken):
    trailing = ((DETAILS_KEY, broken),)

    assert isinstance(from_failure(failure(grpc.StatusCode.NOT_FOUND, trailing)), UpstreamFailed)


def test_a_bug_is_an_id():
    status = internal_status("the-id")

    error = from_failure(failure(status.code, status.trailing_metadata))

    assert status.details == "internal error the-id"
    assert isinstance(error, UpstreamFailed)
    assert error.error_id == "the-id"
