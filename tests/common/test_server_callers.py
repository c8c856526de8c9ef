"""Who may call which method, and can anybody pass for somebody else?"""

import grpc
import pytest

from services.common import context as work
from services.common.mesh import CALLER_KEY, Signer
from tests.common import echo
from tests.common.fixtures import bare, lines, servicer
from tests.common.serving import KEY, refused, token

__all__ = ["bare", "lines", "servicer"]


async def test_who_does_not_say_who_it_is_is_refused(bare, servicer):
    failure = await refused(echo.rpc.EchoServiceStub(bare).GetEcho(echo.hello()))

    assert failure.code() is grpc.StatusCode.UNAUTHENTICATED
    assert servicer.calls == 0


@pytest.mark.parametrize(
    "forged",
    [
        "",
        "v1.gateway.99999999999.00",
        Signer(b"another key", "gateway").token(),
        Signer(KEY, "relay").token().replace("relay", "gateway"),
        "ünreadable".encode().hex(),
    ],
    ids=["none", "made up", "another key", "another name", "unreadable"],  # a token tells the time
)
async def test_a_token_that_is_not_ours_is_refused(bare, forged):
    stub = echo.rpc.EchoServiceStub(bare)

    failure = await refused(stub.GetEcho(echo.hello(), metadata=[(CALLER_KEY, forged)]))

    assert failure.code() is grpc.StatusCode.UNAUTHENTICATED


@pytest.mark.parametrize(
    ("caller", "method"),
    [("tenant", "GetEcho"), ("nobody", "GetEcho"), ("gateway", "Shout"), ("lyoctl", "Shout")],
)
async def test_a_caller_that_the_call_graph_does_not_name_is_refused(
    bare, servicer, caller, method
):
    stub = echo.rpc.EchoServiceStub(bare)

    failure = await refused(getattr(stub, method)(echo.hello(), metadata=[token(caller)]))

    assert failure.code() is grpc.StatusCode.PERMISSION_DENIED
    assert servicer.calls == 0


async def test_a_forged_tenant_header_changes_nothing(bare, servicer, lines):
    async def answer(request, context):
        return work.tenant.get()

    servicer.answer = answer
    forged = [
        token(),
        ("x-tenant", "another"),
        ("x-lyo-tenant", "another"),
        ("tenant_id", "another"),
    ]

    answered = await echo.rpc.EchoServiceStub(bare).GetEcho(echo.hello(), metadata=forged)

    assert answered.text == echo.TENANT
    assert "another" not in str(lines())
