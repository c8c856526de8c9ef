"""What an API key may call a reply. Only services hear customers: a program that answers one is
believed where the customer is known to have written."""

from datetime import datetime
from uuid import UUID

from services.common import context
from services.common.database import Connection
from services.notifier.domain.errors import NotAReply, WroteTimeClaimed
from services.notifier.domain.message import Recipient
from services.notifier.storage.recipients import Recipients
from services.notifier.usecases.gates import WINDOW


def by_key() -> bool:
    """Whether it is an API key that asks; else it is a service by itself, or lyoctl."""
    return context.actor.get() is not None


def check_claim(wrote_time: datetime | None, field: str) -> None:
    """Refuse an API key that says when the customer wrote."""
    if wrote_time and by_key():
        raise WroteTimeClaimed(field)


async def check_reply(
    connection: Connection, tenant_id: UUID, address: tuple[UUID, Recipient], at: datetime
) -> None:
    """Refuse what is sent then, unless it is within 24 hours after the recipient wrote."""
    wrote = await Recipients(connection, tenant_id).wrote_time(*address)
    if wrote is None or at >= wrote + WINDOW:
        raise NotAReply
