"""What do balancers, orchestrators and people learn from the gateway?"""

import httpx
import pytest
from fastapi import APIRouter

from services.common import errors
from services.common.grpc_errors import UpstreamFailed
from services.common.health import Health
from services.gateway.app import create_app


async def test_the_root_says_what_this_is(gateway):
    told = (await gateway.http.get("/")).json()

    assert told["name"] == "lyo gateway"
    assert told["environment"] == "test"
    assert told["version"][0].isdigit()
    assert told["links"]["health"] == "/health"


@pytest.mark.parametrize("path", ["/", "/health", "/livez", "/readyz", "/metrics"])
async def test_balancers_may_ask_without_wanting_the_body(gateway, path):
    answer = await gateway.http.head(path)

    assert (answer.status_code, answer.content) == (200, b"")


async def test_a_gateway_that_drains_is_unhealthy_and_still_alive(gateway):
    assert (await gateway.http.get("/health")).json() == {"status": "ok"}
    gateway.health.draining = True

    assert (await gateway.http.get("/health")).status_code == 503
    assert (await gateway.http.get("/readyz")).status_code == 503
    assert (await gateway.http.get("/livez")).status_code == 200


async def test_each_answer_of_a_gateway_that_drains_ends_its_connection(gateway):
    before = await gateway.http.get("/livez")
    gateway.health.draining = True
    after = await gateway.http.get("/livez")

    assert "connection" not in before.headers
    assert after.headers["connection"] == "close"


async def test_without_its_database_a_gateway_is_healthy_but_not_ready(gateway, database):
    assert (await gateway.http.get("/readyz")).json()["checks"] == {"database": "ok"}
    database.postgres.drop_database(database.name)
    await gateway.health.look()

    assert (await gateway.http.get("/readyz")).json()["checks"] == {"database": "failing"}
    assert (await gateway.http.get("/readyz")).status_code == 503
    assert (await gateway.http.get("/health")).status_code == 200


async def test_prometheus_reads_the_metrics(gateway):
    answer = await gateway.http.get("/metrics")

    assert answer.headers["content-type"].startswith("text/plain; version=")
    assert "# TYPE webhook_ack_duration_seconds histogram" in answer.text


async def test_a_path_that_is_not_served_is_a_problem_with_the_id_of_the_request(gateway):
    answer = await gateway.http.get("/nowhere", headers={"x-request-id": "request-4711"})

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["x-request-id"] == "request-4711"
    assert answer.json() == {
        "type": "urn:lyo:problem:NOT_FOUND",
        "title": "Not Found",
        "status": 404,
        "detail": "Not Found",
        "instance": "request-4711",
        "reason": "NOT_FOUND",
    }


@pytest.mark.parametrize("forged", ["", "short", "x" * 100, "a b c d e f", "12345678\u00e4"])
async def test_an_id_that_does_not_look_like_one_is_replaced(gateway, forged):
    answer = await gateway.http.get("/health", headers={"x-request-id": forged.encode()})

    assert len(answer.headers["x-request-id"]) == 32


async def test_a_method_that_is_not_served_is_a_problem(gateway):
    answer = await gateway.http.post("/health")

    assert answer.status_code == 405
    assert answer.json()["reason"] == "METHOD_NOT_ALLOWED"
    assert answer.headers["allow"]


# Errors of the mesh, as HTTP


async def fails_with(error: Exception) -> httpx.Response:
    """The answer of a route that raises the error."""
    router = APIRouter()

    @router.get("/failing")
    async def failing() -> None:
        raise error

    transport = httpx.ASGITransport(create_app({}, [router], Health()))
    async with httpx.AsyncClient(transport=transport, base_url="http://gateway") as http:
        return await http.get("/failing")


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (errors.InvalidArgument, 400),
        (errors.Unauthenticated, 401),
        (errors.PermissionDenied, 403),
        (errors.NotFound, 404),
        (errors.FailedPrecondition, 409),
        (errors.Aborted, 412),
        (errors.ResourceExhausted, 429),
        (errors.Unavailable, 503),
    ],
)
async def test_each_class_of_error_has_its_status_and_keeps_its_reason(kind, status):
    answer = await fails_with(kind("KEY_UNKNOWN", "some words", details={"booking_id": "7"}))

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["reason"] == "KEY_UNKNOWN"
    assert answer.json()["detail"] == "some words"
    assert answer.json()["details"] == {"booking_id": "7"}
    assert ("retry-after" in answer.headers) == (status in {429, 503})


async def test_every_field_that_is_wrong_is_named():
    violation = errors.Violation("phone", "NOT_E164", "must begin with a plus")
    answer = await fails_with(errors.InvalidArgument("NOT_E164", "phone", violations=[violation]))

    assert answer.json()["errors"] == [
        {"field": "phone", "reason": "NOT_E164", "detail": "must begin with a plus"}
    ]


@pytest.mark.parametrize("bug", [ValueError("secret-internal-detail"), UpstreamFailed("e1")])
async def test_a_bug_is_an_id_and_nothing_else(bug):
    answer = await fails_with(bug)

    assert answer.status_code == 500
    assert answer.json()["reason"] == "INTERNAL"
    assert len(answer.json()["error_id"]) == 32
    assert "secret" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_a_parameter_that_is_missing_or_wrong_is_named_and_not_repeated():
    router = APIRouter()

    @router.get("/sized")
    async def sized(size: int, name: str) -> int:
        return size

    transport = httpx.ASGITransport(create_app({}, [router], Health()))
    async with httpx.AsyncClient(transport=transport, base_url="http://gateway") as http:
        answer = await http.get("/sized", params={"size": "<script>"})

    assert answer.status_code == 400
    assert answer.json()["reason"] == "FIELD_MISSING"
    fields = {each["field"]: each["reason"] for each in answer.json()["errors"]}
    assert fields == {"query.size": "FIELD_INVALID", "query.name": "FIELD_MISSING"}
    assert "script" not in answer.text
