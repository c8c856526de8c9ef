"""What platforms tell of accounts, as far as it is of the health of channels: the tenant service
notes it.

Safe to repeat from the beginning: what is older than what is known is not noted.
"""

import logging
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from lyo.tenant.v1 import channel_service_pb2 as pb

from services.common import context
from services.common.fields import derived, timestamp
from services.common.logs import event
from services.gateway.channels.whatsapp_health import News, Said, digits_of, said, told_at
from services.gateway.inbound import Mesh, Outcome
from services.gateway.items import AccountEvent
from services.gateway.messages import PROBLEMS, account_request

log = logging.getLogger(__name__)

LONGEST_ACCOUNT = 200


async def tell(
    events: Sequence[tuple[AccountEvent, datetime]], set_id: UUID, mesh: Mesh
) -> Outcome:
    """Tell what the events say, in their order; each comes with the time when it came in."""
    ends = {await _tell(each, came_at, set_id, mesh) for each, came_at in events}
    return next((end for end in (Outcome.TOLD, Outcome.UNROUTABLE) if end in ends), Outcome.NOTED)


async def _tell(told: AccountEvent, came_at: datetime, set_id: UUID, mesh: Mesh) -> Outcome:
    heard = said(told)
    if heard is None:
        return Outcome.NOTED
    owners = await _owners(told, mesh)
    meant = [each for each in owners if _means(heard, each.channel)]
    if not meant:
        return _unroutable(told, len(owners))
    seen_at = told_at(told) or came_at
    for owner in meant:
        with context.work(request=str(set_id), tenant_id=owner.tenant_id):
            for news in heard.news:
                report = _report(owner, news, heard.detail, seen_at, set_id)
                await mesh.channels.ReportChannelHealth(report)
    return Outcome.TOLD


async def _owners(told: AccountEvent, mesh: Mesh) -> Sequence[pb.AccountChannel]:
    if not 0 < len(told.account) <= LONGEST_ACCOUNT:  # asked for it, the service would refuse
        return ()
    answer = await mesh.channels.GetAccountChannels(account_request(told.platform, told.account))
    return answer.channels


def _means(heard: Said, channel: pb.Channel) -> bool:
    return not heard.number or heard.number == digits_of(channel.display_address)


def _report(
    owner: pb.AccountChannel, news: News, detail: str, seen_at: datetime, set_id: UUID
) -> pb.ReportChannelHealthRequest:
    channel_id = owner.channel.channel_id
    return pb.ReportChannelHealthRequest(
        tenant_id=owner.tenant_id,
        request_id=str(derived(set_id, "health", channel_id, news.kind)),
        channel_id=channel_id,
        kind=PROBLEMS[news.kind],
        solved=news.solved,
        detail=detail,
        seen_time=timestamp(seen_at),
    )


def _unroutable(told: AccountEvent, channels: int) -> Outcome:
    """Nobody has the account, or none of its channels the number. It is a business's, so the
    account may stand in the log."""
    event(
        log,
        "account_unknown",
        level=logging.WARNING,
        platform=told.platform.value,
        account=told.account[:LONGEST_ACCOUNT],
        channels=channels,
        item=told.name,
    )
    return Outcome.UNROUTABLE
