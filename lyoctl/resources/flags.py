"""The flags of a tenant for the operator's command."""

from typing import TYPE_CHECKING, Any

from lyo.tenant.v1 import flag_pb2 as pb

if TYPE_CHECKING:
    from lyo.tenant.v1.tenant_service_pb2_grpc import TenantServiceAsyncStub


async def flags_of(stub: "TenantServiceAsyncStub", tenant_id: str) -> dict[str, Any]:
    """Each flag as it holds, and where that was said."""
    answer = await stub.GetFlags(pb.GetFlagsRequest(tenant_id=tenant_id))
    return {flag.name: _said(flag) for flag in answer.flags}


def _said(flag: pb.Flag) -> dict[str, Any]:
    origin = pb.FlagOrigin.Name(flag.origin).removeprefix("FLAG_ORIGIN_").lower()
    return {"enabled": flag.enabled, "percentage": flag.percentage, "origin": origin}
