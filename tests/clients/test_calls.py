"""What does the client add to a call, and what does it repeat?"""

import time
import uuid

import grpc
import pytest
from lyo.tenant.v1 import tenant_service_pb2 as pb
from lyo_api import FailedPrecondition, Lyo, LyoError, Unavailable

from tests.clients.conftest import API_KEY
from tests.clients.other_end import Refusal

AWAY = Refusal(grpc.StatusCode.UNAVAILABLE, "DATABASE_AWAY")
GET = pb.GetTenantRequest(name="bella-salon")


def create(**more):
    return pb.CreateTenantRequest(name="bella-salon", **more)


def test_the_response_is_that_of_the_service(lyo):
    assert lyo.tenants.GetTenant(GET).tenant.name == "bella-salon"


def test_every_call_carries_the_key(lyo, other_end):
    lyo.tenants.GetTenant(GET)

    assert other_end.seen[0].metadata["authorization"] == f"Bearer {API_KEY}"


def test_a_call_ends_after_five_seconds_unless_it_says_otherwise(lyo, other_end):
    lyo.tenants.GetTenant(GET)
    lyo.tenants.GetTenant(GET, timeout=2)

    assert round(other_end.seen[0].time_left) == 5
    assert round(other_end.seen[1].time_left) == 2


def test_the_time_of_all_calls_can_be_chosen(other_end, serving_end):
    with Lyo({"tenant": f"127.0.0.1:{serving_end[1]}"}, API_KEY, timeout=30) as patient:
        patient.tenants.GetTenant(GET)

    assert round(other_end.seen[0].time_left) == 30


def test_metadata_of_ones_own_is_sent_as_well(lyo, other_end):
    lyo.tenants.GetTenant(GET, metadata=[("x-request-id", "billing-7")])

    assert other_end.seen[0].metadata["x-request-id"] == "billing-7"


def test_a_mutation_gets_a_request_id_and_the_callers_message_stays_as_it_is(lyo, other_end):
    request = create()
    lyo.tenants.CreateTenant(request)

    assert uuid.UUID(other_end.seen[0].request.request_id).version == 4
    assert request.request_id == ""


def test_a_request_id_that_was_given_is_kept(lyo, other_end):
    lyo.tenants.CreateTenant(create(request_id="mine"))

    assert other_end.seen[0].request.request_id == "mine"


def test_two_calls_are_two_requests(lyo, other_end):
    request = create()
    lyo.tenants.CreateTenant(request)
    lyo.tenants.CreateTenant(request)

    assert len({each.request.request_id for each in other_end.seen}) == 2


@pytest.mark.parametrize("call", ["GetTenant", "CreateTenant"])
def test_what_is_unavailable_is_tried_three_times(lyo, other_end, call):
    other_end.refusals += [AWAY, AWAY]
    request = GET if call == "GetTenant" else create()

    answer = getattr(lyo.tenants, call)(request)

    assert answer.tenant.name == "bella-salon"
    assert len(other_end.seen) == 3


def test_all_tries_of_a_mutation_are_one_request(lyo, other_end):
    other_end.refusals += [AWAY, AWAY]
    lyo.tenants.CreateTenant(create())

    assert len({each.request.request_id for each in other_end.seen}) == 1


def test_what_stays_unavailable_says_with_which_request_id_to_repeat_it(lyo, other_end):
    other_end.refusals += [AWAY] * 3
    with pytest.raises(Unavailable) as refusal:
        lyo.tenants.CreateTenant(create())

    assert refusal.value.request_id == other_end.seen[0].request.request_id != ""


@pytest.mark.parametrize(
    "code",
    [each for each in grpc.StatusCode if each not in (AWAY.code, grpc.StatusCode.OK)],
    ids=lambda code: code.name,
)
def test_nothing_else_is_repeated(lyo, other_end, code):
    other_end.refusals.append(Refusal(code, "NO"))
    with pytest.raises(LyoError):
        lyo.tenants.GetTenant(GET)

    assert len(other_end.seen) == 1


def test_a_service_that_says_not_to_come_back_at_once_is_left_alone(lyo, other_end):
    other_end.refusals.append(Refusal(AWAY.code, AWAY.reason, pushback=True))
    with pytest.raises(Unavailable):
        lyo.tenants.GetTenant(GET)

    assert len(other_end.seen) == 1


def test_how_a_call_failed_can_be_asked_for_and_is_one_of_our_errors(lyo, other_end):
    other_end.refusals.append(Refusal(grpc.StatusCode.FAILED_PRECONDITION, "NAME_TAKEN"))
    told = []

    call = lyo.tenants.CreateTenant.future(create())
    call.add_done_callback(told.append)

    assert isinstance(call.exception(), FailedPrecondition)
    until_told = time.monotonic() + 5
    while not told and time.monotonic() < until_told:
        time.sleep(0.01)
    assert isinstance(told[0].exception(), FailedPrecondition)


def test_of_a_call_that_went_well_there_is_no_error(lyo):
    assert lyo.tenants.GetTenant.future(GET).exception() is None


def test_a_call_may_run_beside_others(lyo, other_end):
    other_end.refusals.append(Refusal(grpc.StatusCode.FAILED_PRECONDITION, "NAME_TAKEN"))
    refused = lyo.tenants.CreateTenant.future(create())
    with pytest.raises(FailedPrecondition):
        refused.result(timeout=5)

    assert lyo.tenants.GetTenant.future(GET).result(timeout=5).tenant.name == "bella-salon"
