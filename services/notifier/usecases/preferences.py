"""What customers want to be written unasked: read, and changed so that it holds at once."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from services.common import requests
from services.common.clock import Clock
from services.common.database import Connection, Database
from services.common.errors import MeshError
from services.common.fields import RequestKey, derived
from services.common.grpc_errors import UpstreamFailed
from services.common.lanes import Lanes
from services.common.logs import event
from services.notifier.domain.content import Content
from services.notifier.domain.message import WORTH_SENDING, Message, Purpose, Recipient
from services.notifier.domain.preference import Category, Preference, PreferenceChange, Source
from services.notifier.providers.directory import Directory
from services.notifier.storage.messages import MessageRepository
from services.notifier.storage.preferences import Preferences
from services.notifier.storage.recipients import Recipients
from services.notifier.usecases.errand import job_for
from services.notifier.usecases.replies import check_claim
from services.notifier.wording.rendering import opted, promotions_ended

log = logging.getLogger(__name__)

LOOK = 0.05
"""Seconds between two looks."""
CHANGED = "changed"


@dataclass(frozen=True)
class Receipt:
    """Where a customer is told that their word was heard."""

    channel_id: UUID
    recipient: Recipient
    language: str
    wrote_time: datetime


@dataclass(frozen=True)
class Wish:
    """What SetPreferences says a customer wants, of these kinds; `change_time` None: now."""

    customer_id: UUID
    categories: Sequence[Category]
    opted_out: bool
    source: Source
    change_time: datetime | None = None
    detail: str = ""
    receipt: Receipt | None = None

    def changes(self, now: datetime) -> list[PreferenceChange]:
        """One for each kind. A time that is yet to come would make it deaf until then."""
        said = min(self.change_time or now, now)
        return [
            PreferenceChange(each, self.opted_out, self.source, said, self.detail)
            for each in self.categories
        ]


class PreferenceUseCases:
    """`lane_secret` hides sender and recipient in the keys of lanes. `longest_call`: for so long a
    call that is under way is waited for."""

    def __init__(
        self,
        database: Database,
        lanes: Lanes,
        lane_secret: bytes,
        directory: Directory,
        *,
        longest_call: timedelta,
        now: Clock,
    ) -> None:
        self.database = database
        self.lanes = lanes
        self.lane_secret = lane_secret
        self.directory = directory
        self.longest_call = longest_call
        self.now = now

    async def get_preferences(
        self, tenant_id: UUID, customer_id: UUID
    ) -> tuple[list[Preference], list[PreferenceChange]]:
        """What is known to hold, and what was said, the newest first."""
        ids = await self._known_as(tenant_id, customer_id)
        async with self.database.tenant_transaction(tenant_id) as connection:
            preferences = Preferences(connection, tenant_id)
            return await preferences.of(*ids), await preferences.changes(ids)

    async def set_preferences(
        self, tenant_id: UUID, key: RequestKey, wish: Wish
    ) -> tuple[list[Preference], bool]:
        """What holds from now on, and whether anything is other than it was. Once this returns
        nothing leaves that the customer does not want: what was leaving has left."""
        if wish.receipt:
            check_claim(wish.receipt.wrote_time, "receipt.wrote_time")
        business = await self._answering(tenant_id, wish.receipt) if wish.receipt else ""
        ids = await self._known_as(tenant_id, wish.customer_id)
        async with self.database.tenant_transaction(tenant_id) as connection:
            preferences = Preferences(connection, tenant_id)
            earlier = await requests.earlier(connection, tenant_id, key)
            changed = earlier == CHANGED
            if earlier is None:
                changes = wish.changes(self.now())
                changed = await preferences.record(wish.customer_id, changes, ids)
                await requests.keep(connection, tenant_id, key, CHANGED if changed else "")
            hold = await preferences.of(*ids)
            if earlier is None and wish.receipt and _is_told(wish, hold, changed=changed):
                text = _confirmation(wish, hold, business, wish.receipt.language)
                message = _message(derived(key.id, "receipt"), wish, wish.receipt, text, self.now())
                await self._add(connection, tenant_id, message)
        self.lanes.wake()
        if wish.opted_out:
            await self._silence(tenant_id, ids, wish.categories)
        return hold, changed

    async def _known_as(self, tenant_id: UUID, customer_id: UUID) -> Sequence[UUID]:
        """All ids of the customer, as far as they can be known just now."""
        try:
            return await self.directory.same_person(tenant_id, customer_id)
        except (MeshError, UpstreamFailed):
            return (customer_id,)

    async def _answering(self, tenant_id: UUID, to: Receipt) -> str:
        """Note that the customer wrote, in a transaction of its own: in the other it might wait for
        one that waits for it. Gives what the business is called; nobody is written to for longer
        because nobody knows."""
        async with self.database.tenant_transaction(tenant_id) as connection:
            recipients = Recipients(connection, tenant_id)
            await recipients.wrote(to.channel_id, to.recipient, min(to.wrote_time, self.now()))
        try:
            return (await self.directory.business(tenant_id)).display_name
        except (MeshError, UpstreamFailed):
            return ""

    async def _add(self, connection: Connection, tenant_id: UUID, message: Message) -> None:
        await MessageRepository(connection, tenant_id).add([message])
        await self.lanes.enqueue(connection, [job_for(message, tenant_id, self.lane_secret)])

    async def _silence(
        self, tenant_id: UUID, ids: Sequence[UUID], categories: Sequence[Category]
    ) -> None:
        """Return once every call has ended that began before the wish was stored. None of these
        kinds has begun since, or it would have seen the wish."""
        end = asyncio.get_running_loop().time() + self.longest_call.total_seconds()
        waited_for = calls = await self._under_way(tenant_id, ids, categories)
        while calls and asyncio.get_running_loop().time() < end:
            await asyncio.sleep(LOOK)
            calls = waited_for & await self._under_way(tenant_id, ids, categories)
        if calls:
            event(log, "call_outlasts_opt_out", level=logging.ERROR, calls=len(calls))

    async def _under_way(
        self, tenant_id: UUID, ids: Sequence[UUID], categories: Sequence[Category]
    ) -> set[UUID]:
        async with self.database.tenant_transaction(tenant_id) as connection:
            return await Preferences(connection, tenant_id).under_way(ids, categories)


def _message(message_id: UUID, wish: Wish, to: Receipt, text: str, now: datetime) -> Message:
    """What tells the customer that it is done: it answers what they wrote."""
    return Message(
        message_id=message_id,
        channel_id=to.channel_id,
        customer_id=wish.customer_id,
        recipient=to.recipient,
        content=Content(text),
        purpose=Purpose.REPLY,
        create_time=now,
        expire_time=now + WORTH_SENDING[Purpose.REPLY],
        update_time=now,
    )


def _confirmation(wish: Wish, hold: Sequence[Preference], business: str, language: str) -> str:
    """What holds by now, in words."""
    if not wish.opted_out:
        return opted(False, business, language)
    refused = {each.category for each in hold if each.opted_out}
    if refused == {Category.MARKETING}:
        return promotions_ended(business, language)
    return opted(bool(refused), business, language)


def _is_told(wish: Wish, hold: Sequence[Preference], *, changed: bool) -> bool:
    """Whether the customer is to be told that it is done: where what they said holds. Who is not
    written to anyway and says so again is told again; who says START and was written to anyway
    meant something else."""
    said = {each.category for each in hold if each.opted_out == wish.opted_out}
    return said >= set(wish.categories) and (changed or wish.opted_out)
