"""What follows where a provider did not take a message: things to write down, and another message
instead of it."""

from uuid import UUID

from services.common.clock import Clock
from services.common.database import Database
from services.common.errors import NotFound
from services.common.lanes import Again, Claim, Lanes
from services.notifier.domain.limits import Limits
from services.notifier.domain.message import Message
from services.notifier.domain.outcomes import Refused
from services.notifier.domain.preference import Category, PreferenceChange, Source
from services.notifier.domain.recovery import (
    MOST_FOLLOWED,
    Successor,
    code_of,
    followed,
    has_other_templates,
    held_as,
    may_be_followed,
    next_ways,
    the_same_later,
)
from services.notifier.domain.remedy import Remedy
from services.notifier.domain.states import State
from services.notifier.domain.template import Template
from services.notifier.domain.way import Way as Reach
from services.notifier.providers.channel_health import ChannelHealth
from services.notifier.providers.directory import Directory
from services.notifier.providers.error_table import fault_of
from services.notifier.storage.messages import MessageRepository
from services.notifier.storage.preferences import Preferences
from services.notifier.usecases.calling import Calling, Way
from services.notifier.usecases.choosing import hold, template_for
from services.notifier.usecases.errand import Errand, job_for
from services.notifier.usecases.finishing import finish_first
from services.notifier.usecases.gates import Gates
from services.notifier.usecases.metrics import count_change
from services.notifier.usecases.moment import Moment
from services.notifier.usecases.showing import Showing
from services.notifier.usecases.stock import Stock, TemplatesUnknown

_HEEDED = frozenset(
    {
        Remedy.STOP_CHANNEL,
        Remedy.PAUSE_CAMPAIGNS,
        Remedy.WAIT_NUMBER,
        Remedy.WAIT_PAIR,
        Remedy.HOLD_TEMPLATE,
    }
)
"""What concerns others than the message alone, whoever asked for it."""


class Recovering:
    """`fallback`: whether what nobody asked for may go by another channel of the tenant."""

    def __init__(
        self,
        database: Database,
        lanes: Lanes,
        calling: Calling,
        gates: Gates,
        *,
        showing: Showing,
        stock: Stock,
        directory: Directory,
        health: ChannelHealth,
        fallback: bool,
        lane_secret: bytes,
        now: Clock,
    ) -> None:
        self.database = database
        self.lanes = lanes
        self.calling = calling
        self.gates = gates
        self.showing = showing
        self.stock = stock
        self.directory = directory
        self.health = health
        self.fallback = fallback
        self.lane_secret = lane_secret
        self.now = now

    async def follow(
        self, at: Moment, message: Message, refused: Refused, template: Template | None
    ) -> None:
        """Write down what a refusal means beyond its message, in the transaction that stores it."""
        if refused.remedy is Remedy.OPT_OUT:
            said = (Category.MARKETING, True, Source.REFUSAL, at.now, refused.detail)
            preferences = Preferences(at.connection, at.tenant_id)
            await preferences.record(message.customer_id, [PreferenceChange(*said)])
        elif refused.remedy is Remedy.HOLD_TEMPLATE and template is not None:
            which = (template.channel_id, template.name, template.language)
            state = held_as(refused.reason)
            await hold(at.connection, at.tenant_id, *which, state, refused.detail, at.now)

    async def follow_up(self, claim: Claim, tenant_id: UUID, errand: Errand) -> None:
        """Do what else helps for a message that has failed."""
        async with self.database.tenant_transaction(tenant_id) as connection:
            messages = MessageRepository(connection, tenant_id)
            message = await messages.find(errand.message_id)
            before = await _followed_before(messages, message)
        fault = fault_of(message.provider, code_of(message))
        remedy = errand.remedy or fault.remedy
        refused = Refused(fault.reason, message.provider_detail, remedy=remedy)
        by = await self._successor(tenant_id, message, remedy, before)
        way = await self._way(tenant_id, message, refused)
        async with self.database.tenant_transaction(tenant_id) as connection:
            at = Moment(connection, tenant_id, self.now())
            message = await at.messages.lock(errand.message_id)
            if message.state is State.FAILED and errand.remedy is None:
                await self._write_down(at, message, refused, way)
            instead = None
            if by is not None and may_be_followed(message, at.now):
                instead = followed(message, by, at.now)
            await self._finish(at, claim, message, instead)
        self.lanes.wake()

    async def by_next_way(
        self, claim: Claim, tenant_id: UUID, message: Message, reason: str
    ) -> bool:
        """Send what waits by another channel, because nothing leaves by its own; whether there is
        one."""
        by = await self._next_way(tenant_id, message)
        if by is None:
            return False
        async with self.database.tenant_transaction(tenant_id) as connection:
            at = Moment(connection, tenant_id, self.now())
            after = before = await at.messages.lock(message.message_id)
            if before.state is State.QUEUED:
                after = before.after(Refused(reason, before.provider_detail), at.now)
                await at.messages.save([after])
            instead = followed(after, by, at.now) if after != before else None
            await self._finish(at, claim, after, instead)
        count_change(before, after)
        self.lanes.wake()
        return True

    async def _successor(
        self, tenant_id: UUID, message: Message, remedy: Remedy, followed_before: int
    ) -> Successor | None:
        """`followed_before`: so many failed before it, each followed by the next."""
        later = the_same_later(message, followed_before, self.now())
        same = Successor(message.channel_id, message.recipient, as_template=True)
        match remedy:
            case Remedy.NEXT_PROVIDER:
                return await self._next_way(tenant_id, message)
            case Remedy.USE_TEMPLATE if not message.template_name:
                return same
            case Remedy.HOLD_TEMPLATE if has_other_templates(message):
                return same
            case Remedy.STOP_CHANNEL:  # nothing leaves by its own for a while
                return await self._next_way(tenant_id, message) or later
            case Remedy.RETRY | Remedy.WAIT_PAIR | Remedy.WAIT_NUMBER | Remedy.PAUSE_CAMPAIGNS:
                return later or await self._next_way(tenant_id, message)
        return None

    async def _next_way(self, tenant_id: UUID, message: Message) -> Successor | None:
        """By a channel that was not tried yet and can take it now; to the same address where nobody
        knows others."""
        if not (self.fallback and message.unasked):
            return None
        try:
            ways = await self._ways(tenant_id, message)
        except NotFound:  # the tenant is gone
            return None
        for by in next_ways(message, ways):
            if await self._can_take(tenant_id, followed(message, by, self.now())):
                return by
        return None

    async def _can_take(self, tenant_id: UUID, message: Message) -> bool:
        """Whether its channel has a form for it that arrives. What waits for its own channel may
        arrive yet; a copy that is refused at once ends it."""
        way = await self.calling.way(tenant_id, message.channel_id)
        if isinstance(way, Refused):
            return False
        limits = way.provider.limits
        try:
            return await self._has_form(tenant_id, message, limits)
        except TemplatesUnknown:
            pass
        try:
            await self.stock.bring_in((tenant_id, message.channel_id))
        except Again:
            return False  # nobody knows
        return await self._has_form(tenant_id, message, limits)

    async def _has_form(self, tenant_id: UUID, message: Message, limits: Limits) -> bool:
        async with self.database.tenant_transaction(tenant_id) as connection:
            at = Moment(connection, tenant_id, self.now())
            return not isinstance(await self.showing.shown(at, message, limits), Refused)

    async def _ways(self, tenant_id: UUID, message: Message) -> list[Reach]:
        try:
            return await self.directory.ways(tenant_id, message.customer_id)
        except NotFound:
            return await self.directory.ways(tenant_id, None, message.recipient)

    async def _way(self, tenant_id: UUID, message: Message, refused: Refused) -> Way | None:
        """The way of a message that tells something of others, too."""
        if refused.remedy not in _HEEDED:
            return None
        self.health.note(tenant_id, message.channel_id, refused)
        way = await self.calling.way(tenant_id, message.channel_id)
        return way if isinstance(way, Way) else None

    async def _write_down(
        self, at: Moment, message: Message, refused: Refused, way: Way | None
    ) -> None:
        """What a status said, as if the call had: locks in the order of `Settling`."""
        if refused.remedy in {Remedy.OPT_OUT, Remedy.HOLD_TEMPLATE}:
            await self.follow(at, message, refused, await _sent_as(at, message))
        if way is not None:
            sender, name = way.sender, way.provider.name
            await self.gates.note(
                at.connection, at.tenant_id, message, sender, name, refused, at.now
            )

    async def _finish(
        self, at: Moment, claim: Claim, message: Message, instead: Message | None
    ) -> None:
        """The turn of the message is over, and another one may be sent instead. The lanes of both
        are locked in the order of their keys, as all do: what goes the other way must not wait for
        this one while this waits for it."""
        if instead is None:
            await finish_first(self.lanes, at.connection, claim, message)
            return
        await at.messages.add([instead])
        job = job_for(instead, at.tenant_id, self.lane_secret, instead.send_time)
        if job.key <= claim.key:
            await self.lanes.enqueue(at.connection, [job])
            await finish_first(self.lanes, at.connection, claim, message)
        else:
            await finish_first(self.lanes, at.connection, claim, message)
            await self.lanes.enqueue(at.connection, [job])


async def _followed_before(messages: MessageRepository, message: Message) -> int:
    """How many failed before this one, as far as that matters."""
    count, before = 0, message.follows_id
    while before is not None and count < MOST_FOLLOWED:
        found = (await messages.among([before])).get(before)
        count, before = count + 1, found.follows_id if found else None
    return count


async def _sent_as(at: Moment, message: Message) -> Template | None:
    """The template that a message was sent as, while it would still be sent as it."""
    if not message.template_name:
        return None
    chosen = await template_for(at.connection, at.tenant_id, message, message.channel_id)
    if isinstance(chosen, Refused) or chosen[1].name != message.template_name:
        return None
    return chosen[1]
