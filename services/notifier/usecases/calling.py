"""Who is called for a channel, in whose name; and the call, with a newer token where one helps."""

from dataclasses import dataclass
from uuid import UUID

from services.common.database import Database
from services.common.errors import FailedPrecondition, Later, NotFound
from services.common.lanes import Claim
from services.notifier.domain.message import Message
from services.notifier.domain.outcomes import Outcome, Refused, TryAgain
from services.notifier.providers.provider import Provider, Providers, Sender
from services.notifier.providers.tenant import Senders
from services.notifier.storage.messages import MessageRepository
from services.notifier.usecases.attempt import attempt


@dataclass(frozen=True)
class Way:
    """How a message leaves: by whom, and in whose name."""

    provider: Provider
    sender: Sender


class Calling:
    """Calls providers, each for its platform, with the credentials that tenant keeps."""

    def __init__(self, database: Database, senders: Senders, providers: Providers) -> None:
        self.database = database
        self.senders = senders
        self.providers = providers

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

    async def call(self, claim: Claim, tenant_id: UUID, message: Message, way: Way) -> Outcome:
        """Call the provider of a message that is stored as being sent.

        A refused token may have been replaced while we kept it: then one more call is made with
        the new one, and counted before it is made, as every call is. Raises LaneLost instead of
        calling where the lease of the claim is over, as after a freeze: somebody else calls then,
        and to them it looks as if we had (AMBIGUOUS), whether there is anybody or not.
        """
        claim.insist()
        outcome = await attempt(way.provider, message, way.sender)
        if not (isinstance(outcome, Refused) and outcome.token):
            return outcome
        try:
            sender = await self.senders.another((tenant_id, message.channel_id), way.sender)
        except Later:
            return TryAgain(outcome.reason, outcome.detail)
        except (NotFound, FailedPrecondition):
            return outcome
        if sender is None:
            return outcome
        async with self.database.tenant_transaction(tenant_id) as connection:
            messages = MessageRepository(connection, tenant_id)
            if not await messages.count_call(message.message_id):
                return TryAgain(outcome.reason, outcome.detail)
        claim.insist()
        return await attempt(way.provider, message, sender)
