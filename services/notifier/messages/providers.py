"""Providers and tests, between the wire and values. No decisions here."""

from datetime import datetime, timedelta
from uuid import UUID

from lyo.notifier.v1 import provider_service_pb2 as pb

from services.common.breaker import BreakerState
from services.common.fields import timestamp
from services.notifier.domain.health import ProviderHealth
from services.notifier.messages.contents import template_use
from services.notifier.usecases.testing import WantedTest

_BREAKERS = {
    BreakerState.CLOSED: pb.BREAKER_STATE_CLOSED,
    BreakerState.OPEN: pb.BREAKER_STATE_OPEN,
    BreakerState.HALF_OPEN: pb.BREAKER_STATE_HALF_OPEN,
}
_MILLISECOND = timedelta(milliseconds=1)


def to_health(health: ProviderHealth, now: datetime) -> pb.ProviderHealth:
    """How a channel does at that time: what is over by then is not told."""
    counts, breaker, pauses = health.counts, health.breaker, health.pauses
    paused = pauses.until is not None and now < pauses.until
    message = pb.ProviderHealth(
        channel_id=str(health.channel_id),
        provider=health.provider,
        account=health.account,
        breaker=_BREAKERS[breaker.state(now)],
        calls=counts.calls,
        accepted=counts.accepted,
        delivered=counts.delivered,
        failed=counts.failed,
        success_rate=counts.success_rate,
        average_ms=round(counts.average / _MILLISECOND),
        pause_reason=pauses.reason if paused else "",
        queued=counts.queued,
    )
    times = {
        "retry_time": breaker.retry_time(now),
        "success_time": counts.success_time,
        "failure_time": breaker.failure_time,
        "pause_end_time": pauses.until if paused else None,
        "campaign_pause_end_time": _yet_to_come(pauses.campaigns_until, now),
    }
    for name, time in times.items():
        if time is not None:
            getattr(message, name).CopyFrom(timestamp(time))
    return message


def _yet_to_come(time: datetime | None, now: datetime) -> datetime | None:
    return time if time is not None and now < time else None


def wanted_test(request: pb.SendTestRequest) -> WantedTest:
    """What SendTest asks for."""
    return WantedTest(
        phone=request.phone,
        channel_id=UUID(request.channel_id) if request.channel_id else None,
        text=request.text,
        template=template_use(request.template) if request.HasField("template") else None,
        language=request.language,
    )
