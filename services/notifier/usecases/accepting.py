"""Stores what is to be sent, and the work of sending it, in one transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from services.common import requests
from services.common.clock import Clock
from services.common.database import Connection, Database
from services.common.fields import RequestKey
from services.common.lanes import Lanes
from services.notifier.domain.content import Content, TemplateUse
from services.notifier.domain.errors import MessageIdReused, TemplateNotFound
from services.notifier.domain.message import Message, Purpose
from services.notifier.domain.schedule import check_time
from services.notifier.domain.sendable import check_template, read
from services.notifier.domain.template import Template, TemplateState
from services.notifier.domain.template_choice import same_language
from services.notifier.storage.messages import MessageRepository
from services.notifier.storage.recipients import Recipients
from services.notifier.storage.templates import TemplateRepository
from services.notifier.usecases.errand import job_for
from services.notifier.usecases.gates import Gates
from services.notifier.usecases.replies import check_reply
from services.notifier.usecases.wanted import Said, Wanted


class Accepting:
    """`lane_secret` hides sender and recipient in the keys of lanes."""

    def __init__(
        self, database: Database, lanes: Lanes, lane_secret: bytes, gates: Gates, now: Clock
    ) -> None:
        self.database = database
        self.lanes = lanes
        self.lane_secret = lane_secret
        self.gates = gates
        self.now = now

    async def accept(
        self, tenant_id: UUID, key: RequestKey, wanted: Wanted, *, by_key: bool = False
    ) -> list[Message]:
        """The messages as they are stored; asked for again they are as they stand by then.
        `by_key`: an API key wants them, who must not call a reply what is none."""
        now = self.now()
        async with self.database.tenant_transaction(tenant_id) as connection:
            if await requests.earlier(connection, tenant_id, key) is not None:
                messages = MessageRepository(connection, tenant_id)
                known = await messages.among(wanted.message_ids)
                return [known[each] for each in wanted.message_ids]
            if wanted.send_time:
                check_time(wanted.send_time, now)
            wanted.check_worth(now)
            if by_key and wanted.purpose is Purpose.REPLY:
                at = wanted.send_time or now
                await check_reply(connection, tenant_id, wanted.address, at)
            wanted = await _with_templates(connection, tenant_id, wanted)
            stored = await self._add(connection, tenant_id, wanted, now)
        self.lanes.wake()
        return stored

    async def _add(
        self, connection: Connection, tenant_id: UUID, wanted: Wanted, now: datetime
    ) -> list[Message]:
        """Those that are stored already are not sent again."""
        fresh = wanted.messages(now)
        added = await MessageRepository(connection, tenant_id).add(fresh)
        new = [each for each in fresh if each.message_id in added]
        due_times = await self._due_times(connection, tenant_id, new, now)
        if wanted.wrote_time:  # the row of the channel, then of the recipient, then lanes: as taken
            recipients = Recipients(connection, tenant_id)
            await recipients.wrote(*wanted.address, min(wanted.wrote_time, now))
        jobs = [
            job_for(message, tenant_id, self.lane_secret, due_time)
            for message, due_time in zip(new, due_times, strict=True)
        ]
        await self.lanes.enqueue(connection, jobs)
        if len(new) == len(fresh):
            return list(fresh)
        return await _as_stored(connection, tenant_id, fresh)

    async def _due_times(
        self, connection: Connection, tenant_id: UUID, messages: Sequence[Message], now: datetime
    ) -> list[datetime | None]:
        """When each is due; None: at once. What nobody asked for stands in line."""
        if not messages:
            return []
        first = messages[0]
        if first.send_time:
            return await self._from(first.send_time, connection, tenant_id, messages)
        if not first.unasked:
            return [None] * len(messages)
        places = await self.gates.place(
            connection, tenant_id, first.channel_id, first.purpose, len(messages), now
        )
        return [place if place > now else None for place in places]

    async def _from(
        self,
        send_time: datetime,
        connection: Connection,
        tenant_id: UUID,
        messages: Sequence[Message],
    ) -> list[datetime | None]:
        """Behind those that are for the same moment. Who asks at the same time as others may get
        the same place: that costs no more than a wait for the pace of the number."""
        if not (every := self.gates.every(messages[0].purpose)):
            return [send_time] * len(messages)
        waiting = await MessageRepository(connection, tenant_id).due_with(messages[0])
        return [send_time + (waiting - left) * every for left in range(len(messages), 0, -1)]


async def _as_stored(
    connection: Connection, tenant_id: UUID, asked: Sequence[Message]
) -> list[Message]:
    """The messages as they stand by now; an id that means something else is refused."""
    ids = [each.message_id for each in asked]
    stored = await MessageRepository(connection, tenant_id).among(ids)
    for each in asked:
        if not each.asks_the_same(stored[each.message_id]):
            raise MessageIdReused(each.message_id)
    return [stored[message_id] for message_id in ids]


async def _with_templates(connection: Connection, tenant_id: UUID, wanted: Wanted) -> Wanted:
    """The same with what is read of templates. Refuses those that the channel does not have, or
    that cannot be filled with what is given; but nothing of a channel whose templates were never
    brought in."""
    uses = [use for _, said in wanted.contents if (use := _template(said))]
    if not uses:
        return wanted
    channel_id, _ = wanted.address
    templates = TemplateRepository(connection, tenant_id)
    if not await templates.listed(channel_id, after=None, limit=1):
        return wanted
    named = await templates.named(channel_id, {use.name for use in uses})
    contents = [
        (message_id, _read(said, named, index))
        for index, (message_id, said) in enumerate(wanted.contents)
    ]
    return replace(wanted, contents=contents)


def _template(said: Said) -> TemplateUse | None:
    return said.template if isinstance(said, Content) else None


def _read(said: Said, named: Iterable[Template], index: int) -> Said:
    use = _template(said)
    if use is None or not isinstance(said, Content):
        return said
    template = _approved(use, named)
    check_template(use, template, index)
    return replace(said, text=read(use, template))


def _approved(use: TemplateUse, named: Iterable[Template]) -> Template:
    for each in named:
        fits = each.name == use.name and same_language(each.language, use.language)
        if fits and each.state is TemplateState.APPROVED:
            return each
    raise TemplateNotFound(use.name, use.language)
