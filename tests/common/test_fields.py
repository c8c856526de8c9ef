"""How do fields on the wire become values, and back?"""

from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest
from google.protobuf.duration_pb2 import Duration
from google.protobuf.timestamp_pb2 import Timestamp
from google.rpc.context.attribute_context_pb2 import AttributeContext
from google.rpc.error_details_pb2 import RetryInfo

from services.common.errors import InvalidArgument
from services.common.fields import (
    duration,
    length_of,
    request_key,
    text_of,
    time_of,
    timestamp,
    uuid_of,
)
from tests.common import echo

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def refusal_of(read, *arguments):
    with pytest.raises(InvalidArgument) as refusal:
        read(*arguments)
    (violation,) = refusal.value.violations
    return refusal.value.reason, violation.field


def test_a_text_is_a_text_and_an_empty_one_is_missing():
    assert text_of(echo.hello("x"), "text") == "x"
    assert refusal_of(text_of, echo.hello(""), "text") == ("FIELD_MISSING", "text")


def test_an_id_is_a_uuid():
    assert uuid_of(echo.hello(), "tenant_id") == UUID(echo.TENANT)
    assert refusal_of(uuid_of, echo.hello("x"), "text") == ("FIELD_INVALID", "text")
    assert refusal_of(uuid_of, echo.pb.GetEchoRequest(), "tenant_id")[0] == "FIELD_MISSING"


def test_an_instant_is_in_utc():
    request = AttributeContext.Request(time=timestamp(NOON))

    assert time_of(request, "time") == NOON
    assert time_of(request, "time").tzinfo is UTC
    assert refusal_of(time_of, AttributeContext.Request(), "time") == ("FIELD_MISSING", "time")


@pytest.mark.parametrize("seconds", [10**12, -(10**12)])
def test_an_instant_beyond_all_calendars_is_refused(seconds):
    request = AttributeContext.Request(time=Timestamp(seconds=seconds))

    assert refusal_of(time_of, request, "time") == ("FIELD_INVALID", "time")


def test_an_instant_goes_out_in_utc_and_a_naive_one_not_at_all():
    rome = timezone(timedelta(hours=1))

    assert timestamp(datetime(2026, 3, 2, 13, tzinfo=rome)) == timestamp(NOON)
    with pytest.raises(ValueError, match="without a time zone"):
        timestamp(datetime(2026, 3, 2, 12))  # noqa: DTZ001 - that is the point


def test_a_length_goes_out_and_comes_back():
    length = timedelta(minutes=90, microseconds=1)

    assert length_of(RetryInfo(retry_delay=duration(length)), "retry_delay") == length
    assert refusal_of(length_of, RetryInfo(), "retry_delay") == ("FIELD_MISSING", "retry_delay")
    endless = RetryInfo(retry_delay=Duration(seconds=2**62))
    assert refusal_of(length_of, endless, "retry_delay") == ("FIELD_INVALID", "retry_delay")


class TestRequestKey:
    """The same id must ask the same again."""

    def test_the_same_request_has_the_same_key(self):
        assert request_key(echo.creation()) == request_key(echo.creation())
        assert request_key(echo.creation()).id == UUID(echo.REQUEST)

    def test_another_content_has_another_digest(self):
        other = echo.creation()
        other.tenant_id = echo.REQUEST

        assert request_key(other).id == request_key(echo.creation()).id
        assert request_key(other).digest != request_key(echo.creation()).digest
