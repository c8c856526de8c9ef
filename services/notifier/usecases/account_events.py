"""What platforms tell of channels: kept for the tenant to see, and heeded in what is sent."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from services.common import requests
from services.common.clock import Clock
from services.common.database import Connection, Database
from services.common.fields import RequestKey
from services.common.logs import event
from services.notifier.domain.account_event import (
    GOES_ON,
    TEMPLATES,
    WAITS,
    AccountEvent,
    AccountEventKind,
    Held,
    same_matter,
)
from services.notifier.domain.message import Message
from services.notifier.domain.outcomes import Accepted, Outcome
from services.notifier.storage.account_events import AccountEvents
from services.notifier.storage.senders import SenderRepository
from services.notifier.usecases import choosing

log = logging.getLogger(__name__)

TOLD_AGAIN = timedelta(hours=1)
"""What call after call tells is kept once in so long."""
LONGEST_DETAIL = 500

TOLD_BY = {
    "SENDER_LIMITED": AccountEventKind.SPAM_SUSPECTED,
    "CREDENTIAL_REFUSED": AccountEventKind.CREDENTIAL_REFUSED,
    "PERMISSION_MISSING": AccountEventKind.CREDENTIAL_REFUSED,
    "SENDER_BLOCKED": AccountEventKind.RESTRICTED,
    "TEMPLATE_PAUSED": AccountEventKind.TEMPLATE_PAUSED,
    "TEMPLATE_DISABLED": AccountEventKind.TEMPLATE_DISABLED,
}
"""What the reasons of calls tell of a channel."""


class AccountEventUseCases:
    """What was told of the channels of tenants."""

    def __init__(self, database: Database, now: Clock) -> None:
        self.database = database
        self.now = now

    async def record_account_event(
        self, tenant_id: UUID, key: RequestKey, told: AccountEvent
    ) -> None:
        """Keep it, and do what follows. A time that is yet to come would hide all until then."""
        now = self.now()
        told = replace(told, event_time=min(told.event_time, now))
        async with self.database.tenant_transaction(tenant_id) as connection:
            if await requests.earlier(connection, tenant_id, key) is None:
                await _heed(connection, tenant_id, told, now)

    async def list_account_events(
        self, tenant_id: UUID, *, before: int | None, limit: int
    ) -> Sequence[tuple[int, AccountEvent]]:
        """Events with their positions, the newest first."""
        async with self.database.tenant_transaction(tenant_id) as connection:
            return await AccountEvents(connection, tenant_id).newest(before=before, limit=limit)


async def note_outcome(
    connection: Connection, tenant_id: UUID, message: Message, outcome: Outcome, now: datetime
) -> None:
    """Keep what an error of a provider tells of the channel that the message was to leave by, once
    an hour however many calls tell it. What follows is done by whoever calls."""
    if isinstance(outcome, Accepted) or (kind := TOLD_BY.get(outcome.reason)) is None:
        return
    name = message.template_name if kind in TEMPLATES else ""
    told = AccountEvent(message.channel_id, kind, now, outcome.detail[:LONGEST_DETAIL], name)
    events = AccountEvents(connection, tenant_id)
    if not await events.known_since(told, now - TOLD_AGAIN):
        await events.add(told)
        _say(told)


async def _heed(connection: Connection, tenant_id: UUID, told: AccountEvent, now: datetime) -> None:
    events = AccountEvents(connection, tenant_id)
    outdated = await events.outdated(told, same_matter(told.kind))
    await events.add(told)
    _say(told)
    if told.kind in TEMPLATES:  # it knows by itself whether it heard something younger
        await _stand(connection, tenant_id, told)
    elif not outdated:
        await _follow(SenderRepository(connection, tenant_id), told, now)


def _say(told: AccountEvent) -> None:
    event(
        log,
        "account_event",
        level=logging.INFO if told.kind in GOES_ON else logging.WARNING,
        channel_id=str(told.channel_id),
        kind=told.kind.value,
        template=told.template_name,
    )


async def _follow(senders: SenderRepository, told: AccountEvent, now: datetime) -> None:
    if told.kind in GOES_ON:
        await _go_on(senders, told, now)
    elif told.kind in WAITS and told.event_time + WAITS[told.kind][1] > now:
        await _wait(senders, told)


async def _stand(connection: Connection, tenant_id: UUID, told: AccountEvent) -> None:
    await choosing.hold(
        connection,
        tenant_id,
        told.channel_id,
        told.template_name,
        told.template_language,
        TEMPLATES[told.kind],
        told.detail,
        told.event_time,
    )


async def _wait(senders: SenderRepository, told: AccountEvent) -> None:
    held, length = WAITS[told.kind]
    until, reason = told.event_time + length, told.kind.name
    match held:
        case Held.CAMPAIGNS:
            await senders.pause_campaigns(told.channel_id, until, reason)
        case Held.UNASKED:
            await senders.pause_unasked(told.channel_id, until)
        case Held.ALL:
            await senders.stop(told.channel_id, until, reason)


async def _go_on(senders: SenderRepository, told: AccountEvent, now: datetime) -> None:
    match GOES_ON[told.kind]:
        case Held.CAMPAIGNS:
            await senders.lift_campaigns(told.channel_id)
        case Held.UNASKED:
            await senders.lift_unasked(told.channel_id)
        case Held.ALL:
            await senders.lift(told.channel_id, now)
