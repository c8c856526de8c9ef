"""Does a refusal arrive as a class, with all that belongs to it?"""

from datetime import timedelta

import grpc
import lyo_api
import pytest
from google.protobuf.duration_pb2 import Duration
from google.rpc import error_details_pb2
from lyo.tenant.v1 import tenant_service_pb2 as pb

from services.common.grpc_errors import CODES
from tests.clients.other_end import Refusal

GET = pb.GetTenantRequest(name="bella-salon")
CLASSES = [(kind.__name__, code) for kind, code in CODES.items()]


def refused_with(lyo, other_end, refusal):
    other_end.refusals += [refusal] * 3
    with pytest.raises(lyo_api.LyoError) as refused:
        lyo.tenants.GetTenant(GET)
    return refused.value


@pytest.mark.parametrize(("name", "code"), CLASSES)
def test_each_class_of_the_services_is_a_class_of_the_client(lyo, other_end, name, code):
    error = refused_with(lyo, other_end, Refusal(code, "A_REASON", {"more": "details"}))

    assert type(error) is getattr(lyo_api, name)
    assert (error.reason, error.details) == ("A_REASON", {"more": "details"})
    assert error.message == "refused: A_REASON"


def test_each_field_that_is_wrong_is_named(lyo, other_end):
    kind = error_details_pb2.BadRequest.FieldViolation
    wrong = error_details_pb2.BadRequest(
        field_violations=[kind(field="name", reason="FIELD_INVALID", description="too long")]
    )
    refusal = Refusal(grpc.StatusCode.INVALID_ARGUMENT, "FIELD_INVALID", more=(wrong,))
    error = refused_with(lyo, other_end, refusal)

    assert error.violations == (lyo_api.Violation("name", "FIELD_INVALID", "too long"),)


def test_a_limit_says_when_to_come_back(lyo, other_end):
    retry = error_details_pb2.RetryInfo(retry_delay=Duration(seconds=7))
    refusal = Refusal(grpc.StatusCode.RESOURCE_EXHAUSTED, "RATE_LIMITED", more=(retry,))
    error = refused_with(lyo, other_end, refusal)

    assert error.retry_after == timedelta(seconds=7)


def test_a_bug_of_the_service_is_known_by_its_id(lyo, other_end):
    error = refused_with(
        lyo, other_end, Refusal(grpc.StatusCode.INTERNAL, "INTERNAL", {"error_id": "abc"})
    )

    assert isinstance(error, lyo_api.InternalError)
    assert error.error_id == "abc"


def test_a_call_that_takes_too_long_is_unavailable(lyo, other_end):
    error = refused_with(lyo, other_end, Refusal(grpc.StatusCode.DEADLINE_EXCEEDED))

    assert isinstance(error, lyo_api.Unavailable)
    assert error.reason == "TOO_LATE"


def test_what_no_service_said_is_a_bug_and_not_taken_for_a_refusal(lyo, other_end):
    error = refused_with(lyo, other_end, Refusal(grpc.StatusCode.NOT_FOUND))

    assert isinstance(error, lyo_api.InternalError)
    assert error.reason == "NOT_FOUND"
