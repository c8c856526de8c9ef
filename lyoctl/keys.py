"""`lyoctl keys create`: an API key, shown once."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from lyo.tenant.v1 import access_service_pb2 as pb

from lyoctl.operator import Stubs, new_id
from lyoctl.resources.kind import ResourceError
from lyoctl.resources.tenants import tenant_id_of
from services.common.fields import timestamp

UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}


@dataclass(frozen=True)
class WantedKey:
    """For whom a key is, and what it may do. Without tenants: for all of them."""

    client: str
    scopes: Sequence[str]
    tenants: Sequence[str] = ()
    calls_per_minute: int = 0
    lasts: timedelta | None = None


def lasting(text: str) -> timedelta:
    """`90d`, `12h`, `30m` as a length, or ResourceError."""
    found = re.fullmatch(r"(\d{1,5})([mhd])", text)
    if not found or not int(found[1]):
        raise ResourceError("--expires: write it as 90d, 12h or 30m")
    return int(found[1]) * UNITS[found[2]]


async def create_key(wanted: WantedKey, stubs: Stubs, now: datetime) -> pb.CreateApiKeyResponse:
    """Make a key. One tenant owns its key; for several, or for all, it is the installation's."""
    tenant_ids = [await tenant_id_of(stubs.tenants, name) for name in wanted.tenants]
    one = len(tenant_ids) == 1
    request = pb.CreateApiKeyRequest(
        tenant_id=tenant_ids[0] if one else "",
        request_id=new_id(),
        client=wanted.client,
        scopes=wanted.scopes,
        tenant_ids=[] if one else tenant_ids,
        all_tenants=not tenant_ids,
        calls_per_minute=wanted.calls_per_minute,
        expire_time=timestamp(now + wanted.lasts) if wanted.lasts else None,
    )
    return await stubs.access.CreateApiKey(request)
