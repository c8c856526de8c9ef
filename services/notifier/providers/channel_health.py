"""Tells the tenant service what calls say of the health of a channel.

Nobody waits for it, and a report that fails is not made again: the next call says the same.
"""

import asyncio
import logging
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from lyo.tenant.v1 import channel_service_pb2 as pb

from services.common.clock import Clock
from services.common.errors import MeshError
from services.common.fields import timestamp
from services.common.grpc_errors import UpstreamFailed
from services.common.logs import event
from services.notifier.domain.outcomes import Accepted, Outcome

if TYPE_CHECKING:
    from lyo.tenant.v1.channel_service_pb2_grpc import ChannelServiceAsyncStub

log = logging.getLogger(__name__)

AGAIN_AFTER = timedelta(minutes=1)
"""The same is not told of a channel twice in so long."""
KEPT_AT_MOST = 10_000

NOTHING = pb.CHANNEL_PROBLEM_KIND_UNSPECIFIED

_KINDS = {
    "CREDENTIAL_REFUSED": pb.CHANNEL_PROBLEM_KIND_TOKEN_REFUSED,
    "PERMISSION_MISSING": pb.CHANNEL_PROBLEM_KIND_PERMISSION_MISSING,
    "SENDER_LIMITED": pb.CHANNEL_PROBLEM_KIND_LIMIT_REACHED,
}


class ChannelHealth:
    """Remembers what it told of each channel, and when."""

    def __init__(self, tenant: "ChannelServiceAsyncStub", now: Clock) -> None:
        self._tenant = tenant
        self._now = now
        self._told: dict[UUID, tuple[pb.ChannelProblemKind.ValueType, datetime]] = {}
        self._telling: set[asyncio.Task[None]] = set()

    def note(self, tenant_id: UUID, channel_id: UUID, outcome: Outcome) -> None:
        """What a call by the channel led to; told where it is news, or was told long ago."""
        kind = _kind_of(outcome)
        now = self._now()
        before, at = self._told.get(channel_id, (None, now))
        if kind is None or (kind == before and now - at < AGAIN_AFTER):
            return
        if len(self._told) >= KEPT_AT_MOST:
            self._told.clear()
        self._told[channel_id] = (kind, now)
        report = pb.ReportChannelHealthRequest(
            tenant_id=str(tenant_id),
            request_id=str(uuid4()),
            channel_id=str(channel_id),
            kind=kind,
            detail=getattr(outcome, "detail", ""),
            seen_time=timestamp(now),
        )
        telling = asyncio.create_task(self._tell(report))
        self._telling.add(telling)
        telling.add_done_callback(self._telling.discard)

    async def _tell(self, report: pb.ReportChannelHealthRequest) -> None:
        try:
            await self._tenant.ReportChannelHealth(report)
        except (MeshError, UpstreamFailed) as error:
            self._told.pop(UUID(report.channel_id), None)
            reason = getattr(error, "reason", "INTERNAL")
            event(log, "health_not_told", level=logging.WARNING, reason=reason)


def _kind_of(outcome: Outcome) -> "pb.ChannelProblemKind.ValueType | None":
    """The problem that the outcome shows, NOTHING where the call was taken, None: neither."""
    if isinstance(outcome, Accepted):
        return NOTHING
    return _KINDS.get(outcome.reason)
