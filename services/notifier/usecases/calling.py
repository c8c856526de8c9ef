"""Who is called for a channel, in whose name; and the calls for a message: one for each part of it,
and one more with a newer token where that helps."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from services.common.clock import Clock
from services.common.database import Connection, Database
from services.common.errors import FailedPrecondition, Later, NotFound
from services.common.lanes import Claim
from services.notifier.domain.attempt import Ended
from services.notifier.domain.content import Content
from services.notifier.domain.message import Message
from services.notifier.domain.outcomes import Accepted, Outcome, Refused, TryAgain
from services.notifier.domain.template import Template
from services.notifier.providers.directory import Person
from services.notifier.providers.provider import Outgoing, Provider, Providers, Sender
from services.notifier.providers.tenant import Senders
from services.notifier.storage.attempts import AttemptRepository
from services.notifier.storage.messages import MessageRepository
from services.notifier.storage.preferences import Preferences
from services.notifier.usecases.attempt import attempt
from services.notifier.usecases.surely import surely


@dataclass(frozen=True)
class Way:
    """How a message leaves: by whom, and in whose name."""

    provider: Provider
    sender: Sender


@dataclass(frozen=True)
class Taken:
    """A message that is stored as being sent, and what is still to be sent of it."""

    message: Message
    way: Way
    parts: Sequence[Content]
    template: Template | None = None
    person: Person | None = None
    """The customer of one that nobody asked for."""

    @property
    def outgoing(self) -> Outgoing:
        """The next part."""
        return Outgoing(
            self.message.message_id,
            self.message.recipient,
            self.parts[0],
            self.message.attempts,
            last=len(self.parts) == 1,
            part=self.message.parts_sent + 1,
            template=self.template,
        )

    @property
    def rest(self) -> "Taken":
        """What is left once the next part was accepted."""
        sent = replace(self.message, parts_sent=self.message.parts_sent + 1)
        return replace(self, message=sent, parts=self.parts[1:])


@dataclass(frozen=True)
class Called:
    """What was taken, as far as it came, how the last call for it ended, and what that means."""

    taken: Taken
    ended: Ended
    outcome: Outcome


class Calling:
    """Calls providers, each for its platform, with the credentials that tenant keeps."""

    def __init__(
        self,
        database: Database,
        senders: Senders,
        providers: Providers,
        now: Clock,
        *,
        details: bool = False,
    ) -> None:
        self.database = database
        self.senders = senders
        self.providers = providers
        self.now = now
        self.details = details

    async def way(self, tenant_id: UUID, channel_id: UUID) -> Way | Refused:
        """How to send by this channel, or why that is no use. Raises while nobody knows."""
        try:
            sender = await self.senders.of((tenant_id, channel_id))
        except (NotFound, FailedPrecondition) as error:
            return Refused(error.reason)
        provider = self.providers.get(sender.platform)
        if provider is None:
            return Refused("PLATFORM_NOT_SUPPORTED", f"nothing sends to {sender.platform} yet")
        return Way(provider, sender)

    async def call(self, claim: Claim, tenant_id: UUID, taken: Taken) -> Called:
        """Call the provider of a message that is stored as being sent, part by part, each call
        counted before it is made.

        Raises LaneLost instead of calling where the lease of the claim is over, as after a freeze:
        somebody else calls then, and to them it looks as if we had (AMBIGUOUS), whether there is
        anybody or not.
        """
        while True:
            called = await self._part(claim, tenant_id, taken)
            if called.taken.outgoing.last or not isinstance(called.outcome, Accepted):
                return called
            after = await self._going_on(tenant_id, called.taken.rest, called.ended)
            if after is None:
                return replace(called, outcome=TryAgain("CALLED_BACK"))
            taken = after

    async def _part(self, claim: Claim, tenant_id: UUID, taken: Taken) -> Called:
        """Call once; once more with another token where this one was refused and replaced."""
        claim.insist()
        called = await self._called(taken)
        refused = called.outcome
        if not (isinstance(refused, Refused) and refused.token):
            return called
        try:
            sender = await self._another(tenant_id, taken)
        except Later:
            return replace(called, outcome=TryAgain(refused.reason, refused.detail))
        if sender is None:
            return called
        newer = replace(taken, way=replace(taken.way, sender=sender))
        after = await self._going_on(tenant_id, newer, called.ended)
        if after is None:
            return replace(called, outcome=TryAgain(refused.reason, refused.detail))
        claim.insist()
        return await self._called(after)

    async def _called(self, taken: Taken) -> Called:
        way = taken.way
        ended = await attempt(
            way.provider, taken.message, taken.outgoing, way.sender, details=self.details
        )
        return Called(taken, ended, ended.outcome)

    async def _another(self, tenant_id: UUID, taken: Taken) -> Sender | None:
        """The sender with a newer token; None where there is none."""
        try:
            channel = (tenant_id, taken.message.channel_id)
            return await self.senders.another(channel, taken.way.sender)
        except (NotFound, FailedPrecondition):
            return None

    async def _going_on(self, tenant_id: UUID, taken: Taken, ended: Ended) -> Taken | None:
        """What was taken, with the next call for it counted; None: it was called back meanwhile,
        or the customer wants no more, which its next turn finds out."""
        account = taken.way.sender.account

        async def go_on() -> int | None:
            async with self.database.tenant_transaction(tenant_id) as connection:
                if await _refused(connection, tenant_id, taken):
                    return None
                attempts = AttemptRepository(connection, tenant_id)
                return await attempts.go_on(taken.message, account, ended, self.now())

        number = await surely(go_on)
        if number is None:
            return None
        return replace(taken, message=replace(taken.message, attempts=number))


async def _refused(connection: Connection, tenant_id: UUID, taken: Taken) -> bool:
    """Whether the customer opted out meanwhile. The message is locked first, as where it is taken:
    an opt-out waits for this call, or there is none."""
    message, person = taken.message, taken.person
    if person is None:
        return False
    await MessageRepository(connection, tenant_id).lock(message.message_id)
    preferences = Preferences(connection, tenant_id)
    return await preferences.refuses({message.customer_id, *person.ids}, message.category)
