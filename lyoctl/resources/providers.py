"""How the providers of a tenant do, for the operator's command."""

from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from google.protobuf.timestamp_pb2 import Timestamp
from lyo.notifier.v1 import provider_service_pb2 as pb
from lyo.tenant.v1 import channel_service_pb2 as channel_pb
from lyo.tenant.v1 import tenant_service_pb2 as tenant_pb

from lyoctl.operator import Stubs, pages
from lyoctl.resources.kind import Row
from lyoctl.times import wall_of


@dataclass
class Providers:
    """Every channel that sends by a provider."""

    stubs: Stubs
    tenant: tenant_pb.Tenant
    columns: Row = (
        "channel",
        "provider",
        "breaker",
        "calls",
        "accepted",
        "delivered",
        "failed",
        "average",
        "waiting",
        "last success",
        "pauses",
    )
    _addresses: dict[str, str] = field(default_factory=dict)

    async def health(self) -> pb.GetProviderHealthResponse:
        """How they do now; learns what their channels are called."""
        tenant_id = self.tenant.tenant_id
        request = channel_pb.ListChannelsRequest(tenant_id=tenant_id)
        async for each in pages(self.stubs.channels.ListChannels, request, "channels"):
            self._addresses[each.channel_id] = each.display_address or each.address
        asked = pb.GetProviderHealthRequest(tenant_id=tenant_id)
        return await self.stubs.providers.GetProviderHealth(asked)

    def row(self, one: pb.ProviderHealth) -> Row:
        return (
            self._addresses.get(one.channel_id, one.channel_id),
            one.provider,
            pb.BreakerState.Name(one.breaker).removeprefix("BREAKER_STATE_").lower(),
            str(one.calls),
            f"{one.accepted} ({one.success_rate:.0%})",
            str(one.delivered),
            str(one.failed),
            f"{one.average_ms} ms",
            str(one.queued),
            self._when(one, "success_time"),
            self._pauses(one),
        )

    def flag(self, health: pb.GetProviderHealthResponse) -> str:
        """Whether customers are written to unasked, in a line."""
        if not health.notifications_enabled:
            return "notifications are off: only replies are sent"
        if health.percentage < 100:
            return f"notifications are on for {health.percentage} % of the customers"
        return "notifications are on"

    def _pauses(self, one: pb.ProviderHealth) -> str:
        found = []
        if one.HasField("retry_time"):
            found.append(f"tries again {self._when(one, 'retry_time')}")
        if one.HasField("pause_end_time"):
            found.append(f"{one.pause_reason} until {self._when(one, 'pause_end_time')}")
        if one.HasField("campaign_pause_end_time"):
            found.append(f"no campaigns until {self._when(one, 'campaign_pause_end_time')}")
        return ", ".join(found)

    def _when(self, one: Any, name: str) -> str:
        if not one.HasField(name):
            return ""
        stamp: Timestamp = getattr(one, name)
        return f"{wall_of(stamp, ZoneInfo(self.tenant.time_zone)):%Y-%m-%d %H:%M:%S}"
