"""Test messages: by them a tenant sees whether anything arrives."""

from dataclasses import dataclass
from uuid import UUID

from services.common.errors import NotFound
from services.common.fields import RequestKey, derived
from services.notifier.domain.content import Content, TemplateUse
from services.notifier.domain.errors import (
    ChannelNotFound,
    CustomerUnreachable,
    OptedOut,
    TextMissing,
)
from services.notifier.domain.message import Message, Purpose, Recipient, RecipientKind
from services.notifier.domain.preference import Category
from services.notifier.domain.sendable import check_recipient
from services.notifier.domain.way import Channel, ways
from services.notifier.providers.directory import Business, Directory
from services.notifier.storage.preferences import Preferences
from services.notifier.usecases.accepting import Accepting
from services.notifier.usecases.wanted import Wanted
from services.notifier.wording.rendering import test_text


@dataclass(frozen=True)
class WantedTest:
    """A message to a phone, whoever has it. Without a channel the first that writes to phones;
    without a text one that says it is a test, in the language or the tenant's first."""

    phone: str
    channel_id: UUID | None = None
    text: str = ""
    template: TemplateUse | None = None
    language: str = ""


NOBODY = Business("", "", "", ())


class SendTestUseCase:
    """Test messages of all tenants."""

    def __init__(self, directory: Directory, accepting: Accepting) -> None:
        self.directory = directory
        self.accepting = accepting

    async def send_test(self, tenant_id: UUID, key: RequestKey, wanted: WantedTest) -> Message:
        """Store the message and the work of sending it. It was asked for, so neither flag nor quiet
        hours keep it."""
        recipient = Recipient(RecipientKind.PHONE, wanted.phone)
        check_recipient(recipient, "phone")
        if wanted.text and not wanted.text.strip():
            raise TextMissing("text")
        business = await self._business(tenant_id)
        channel_id = _channel(business, wanted.channel_id, recipient)
        customer_id = derived("phone", wanted.phone)
        await self._check_wanted(tenant_id, customer_id, wanted.phone)
        (message,) = await self.accepting.accept(
            tenant_id,
            key,
            Wanted(
                customer_id=customer_id,
                purpose=Purpose.REPLY,
                contents=[(derived(key.id, "test"), _content(wanted, business))],
                expire_time=None,
                channel_id=channel_id,
                recipient=recipient,
                zone=business.zone,
            ),
        )
        return message

    async def _check_wanted(self, tenant_id: UUID, customer_id: UUID, phone: str) -> None:
        """Refuse to write to somebody who said that they want nothing: a test is no exception."""
        ids = {customer_id, *await self.directory.having(tenant_id, phone)}
        async with self.accepting.database.tenant_transaction(tenant_id) as connection:
            if await Preferences(connection, tenant_id).refuses(ids, Category.SERVICE):
                raise OptedOut

    async def _business(self, tenant_id: UUID) -> Business:
        try:
            return await self.directory.business(tenant_id)
        except NotFound:
            return NOBODY


def _channel(business: Business, wanted: UUID | None, recipient: Recipient) -> UUID:
    """The channel wanted, though it may have nothing to answer with: that is what a test shows."""
    if wanted is None:
        return _first(business, recipient).channel_id
    for each in business.channels:
        if each.channel_id == wanted:
            if not each.writes_to(recipient.kind):
                raise CustomerUnreachable
            return wanted
    raise ChannelNotFound(wanted)


def _first(business: Business, recipient: Recipient) -> Channel:
    for channel, _ in ways(business.channels, [recipient]):
        return channel
    raise CustomerUnreachable


def _content(wanted: WantedTest, business: Business) -> Content:
    if wanted.template:
        return Content(template=wanted.template)
    return Content(wanted.text or test_text(wanted.language or business.language))
