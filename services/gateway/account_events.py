"""What platforms tell of accounts: of the health of channels, which the tenant service notes; of
what bears on sending, which the notifier heeds; and of what customers told them.

Safe to repeat from the beginning: what is older than what is known is not noted.
"""

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from lyo.notifier.v1 import provider_service_pb2 as notifier_pb
from lyo.tenant.v1 import channel_service_pb2 as pb

from services.common import context
from services.common.fields import derived, timestamp
from services.common.logs import event
from services.common.texts import cleaned
from services.gateway import preferences
from services.gateway.channels.news import Said
from services.gateway.channels.whatsapp_health import digits_of, said, told_at
from services.gateway.channels.whatsapp_preferences import Choice, choices_in
from services.gateway.inbound import Mesh, Outcome
from services.gateway.items import AccountEvent
from services.gateway.messages import NOTICES, PROBLEMS, account_request

log = logging.getLogger(__name__)

LONGEST_ACCOUNT = 200
LONGEST_DETAIL = 500


async def tell(
    events: Sequence[tuple[AccountEvent, datetime]], set_id: UUID, mesh: Mesh
) -> Outcome:
    """Tell what the events say, in their order; each comes with the time when it came in."""
    ends = set[Outcome]()
    for number, (each, came_at) in enumerate(events):
        event_id = derived(set_id, "event", str(number))
        ends.add(await _tell(each, came_at, event_id, mesh))
        ends.update([await _prefer(each, choice, mesh) for choice in choices_in(each)])
    return next((end for end in (Outcome.TOLD, Outcome.UNROUTABLE) if end in ends), Outcome.NOTED)


async def _tell(told: AccountEvent, came_at: datetime, event_id: UUID, mesh: Mesh) -> Outcome:
    heard = said(told)
    if heard is None:
        return Outcome.NOTED
    owners = await _owners(told, mesh)
    meant = [each for each in owners if _means(heard, each.channel)]
    if not meant:
        return _unroutable(told, len(owners))
    seen_at = told_at(told) or came_at
    for owner in meant:
        with context.work(request=str(event_id), tenant_id=owner.tenant_id):
            for report in _reports(owner, heard, seen_at, event_id):
                await mesh.channels.ReportChannelHealth(report)
            for record in _records(owner, heard, seen_at, event_id):
                await mesh.providers.RecordAccountEvent(record)
    return Outcome.TOLD


async def _prefer(told: AccountEvent, choice: Choice, mesh: Mesh) -> Outcome:
    """Of the address that it names; where it names none, of all that the account has."""
    addresses = [told.address] if told.address else await _addresses(told, mesh)
    ends = {await preferences.told(told, address, choice, mesh) for address in addresses}
    return Outcome.TOLD if True in ends else _unroutable(told, len(addresses))


async def _addresses(told: AccountEvent, mesh: Mesh) -> Sequence[str]:
    return [each.channel.address for each in await _owners(told, mesh)]


async def _owners(told: AccountEvent, mesh: Mesh) -> Sequence[pb.AccountChannel]:
    if not 0 < len(told.account) <= LONGEST_ACCOUNT:  # asked for it, the service would refuse
        return ()
    answer = await mesh.channels.GetAccountChannels(account_request(told.platform, told.account))
    return answer.channels


def _means(heard: Said, channel: pb.Channel) -> bool:
    return not heard.number or heard.number == digits_of(channel.display_address)


def _reports(
    owner: pb.AccountChannel, heard: Said, seen_at: datetime, event_id: UUID
) -> Iterator[pb.ReportChannelHealthRequest]:
    channel_id = owner.channel.channel_id
    for news in heard.news:
        yield pb.ReportChannelHealthRequest(
            tenant_id=owner.tenant_id,
            request_id=str(derived(event_id, "health", channel_id, news.kind)),
            channel_id=channel_id,
            kind=PROBLEMS[news.kind],
            solved=news.solved,
            detail=heard.detail,
            seen_time=timestamp(seen_at),
        )


def _records(
    owner: pb.AccountChannel, heard: Said, seen_at: datetime, event_id: UUID
) -> Iterator[notifier_pb.RecordAccountEventRequest]:
    channel_id = owner.channel.channel_id
    for notice in heard.notices:
        yield notifier_pb.RecordAccountEventRequest(
            tenant_id=owner.tenant_id,
            request_id=str(derived(event_id, "notice", channel_id, notice.kind)),
            channel_id=channel_id,
            kind=NOTICES[notice.kind],
            template_name=notice.template_name,
            template_language=notice.template_language,
            detail=cleaned(heard.detail)[:LONGEST_DETAIL],
            event_time=timestamp(seen_at),
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
