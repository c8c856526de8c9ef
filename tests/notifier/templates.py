"""A tenant's templates, as its tests turn them: at its provider, and as the notifier knows them."""

import uuid
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from lyo.notifier.v1 import template_service_pb2 as pb

from services.common.clock import utc_now
from services.notifier.domain.booking_event import (
    ActionKind,
    BookingAction,
    BookingEvent,
    BookingEventKind,
)
from services.notifier.domain.content import Content
from services.notifier.domain.message import Message, Purpose, Recipient, RecipientKind
from services.notifier.domain.outcomes import Refused
from services.notifier.domain.sending_rules import SendingRules
from services.notifier.storage import sending_rules
from services.notifier.usecases.choosing import hold, template_for

REMINDER = BookingEventKind.REMINDER
OTHER = "a token of another channel"
BODY = "Buongiorno {{1}}, un promemoria di {{2}}: {{3}}."


class Templates:
    """A tenant's templates: what its provider has, and what is known of it."""

    def __init__(self, tenant, notifier):
        self.tenant, self.notifier = tenant, notifier
        self.tenant_id = uuid.UUID(tenant.tenant_id)
        self.channel_id = uuid.UUID(tenant.channel_id)
        self.knows_account()

    def knows_account(self, channel_id=""):
        """The channel belongs to the account whose templates these are."""
        key = self.tenant.tenant_id, channel_id or self.tenant.channel_id
        self.tenant.channels.known[key].channel.account_id = self.tenant.address

    def also(self, platform, address="elsewhere", *, token=OTHER):
        """Another channel of the tenant."""
        channel_id = str(uuid.uuid4())
        self.tenant.channels.add(self.tenant.tenant_id, channel_id, address, token, platform)
        return channel_id

    async def has(self, name="booking_reminder", language="it", body=BODY, **more):
        """The provider has this one from now on."""
        template = {"name": name, "language": language, "body": body, **more}
        template["account"] = self.tenant.address
        (await self.tenant.meta.http.post("/templates", json=template)).raise_for_status()

    async def lost(self, name="booking_reminder", language="it"):
        """The provider has it no more."""
        path = f"/templates/{self.tenant.address}/{name}/{language}"
        (await self.tenant.meta.http.delete(path)).raise_for_status()

    async def sync(self, channel_id=""):
        request = pb.SyncTemplatesRequest(
            tenant_id=self.tenant.tenant_id, request_id=str(uuid.uuid4()), channel_id=channel_id
        )
        return list((await self.notifier.templates.SyncTemplates(request)).channels)

    async def page(self, **asked):
        request = pb.ListTemplatesRequest(tenant_id=self.tenant.tenant_id, **asked)
        return await self.notifier.templates.ListTemplates(request)

    async def listed(self, **asked):
        return list((await self.page(**asked)).templates)

    async def names(self, **asked):
        return [(each.name, each.language) for each in await self.listed(**asked)]

    async def hold(self, state, detail="", name="booking_reminder", language="it", now=None):
        """A platform says whether it may be sent."""
        async with self.notifier.database.tenant_transaction(self.tenant_id) as connection:
            which = (self.channel_id, name, language)
            moment = now or utc_now()
            await hold(connection, self.tenant_id, *which, state, detail, moment)

    async def rules(self, *rules):
        async with self.notifier.database.tenant_transaction(self.tenant_id) as connection:
            await sending_rules.lock(connection, self.tenant_id, utc_now())
            laid = SendingRules(templates=rules, revision=1)
            await sending_rules.save(connection, self.tenant_id, laid, utc_now())

    async def chosen(self, **said):
        """As which template a message is sent."""
        message = a_message(self.channel_id, **said)
        async with self.notifier.database.tenant_transaction(self.tenant_id) as connection:
            return await template_for(connection, self.tenant_id, message, self.channel_id)

    async def refusal(self, **said):
        """Why it is sent as none."""
        refused = await self.chosen(**said)
        assert isinstance(refused, Refused)
        return refused


def a_message(channel_id, **said):
    now = utc_now()
    return Message(
        message_id=uuid.uuid4(),
        channel_id=channel_id,
        customer_id=uuid.uuid4(),
        recipient=Recipient(RecipientKind.PHONE, "+393330000001"),
        purpose=Purpose.REMINDER,
        create_time=now,
        expire_time=now + timedelta(hours=1),
        update_time=now,
        **{"content": Content("in words"), **said},
    )


def an_event(**said):
    values = {
        "kind": REMINDER,
        "language": "it",
        "zone": ZoneInfo("Europe/Rome"),
        "offering_name": "Taglio",
        "offering": "taglio",
        "start": datetime(2026, 12, 24, 14, 30, tzinfo=UTC),
        "customer_name": "Giulia",
        "actions": tuple(BookingAction(each, f"link-{each}") for each in ActionKind),
    }
    return BookingEvent(**{**values, **said})
