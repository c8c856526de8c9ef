"""An account of Meta with channels of tenants, and what is told of it."""

import itertools
import time
from dataclasses import dataclass

from google.protobuf.field_mask_pb2 import FieldMask
from lyo.notifier.v1 import provider_service_pb2 as provider_pb
from lyo.tenant.v1 import channel_service_pb2 as pb

from tests.gateway.payloads import account_event
from tests.gateway.town import Town, eventually
from tests.tenant.running import new_id

NUMBER = "390655500001"
_numbers = itertools.count(1)


def an_account(town):
    """One that nobody else has."""
    return Account(town, f"8{next(_numbers):014}")


@dataclass
class Account:
    """An account of Meta, with channels of tenants."""

    town: Town
    account_id: str

    async def channel(self, display_address="+39 06 5550 0001"):
        """A tenant of its own, whose channel is of the account."""
        opened = await self.town.tenant.open()
        channel = pb.Channel(account_id=self.account_id, display_address=display_address)
        request = pb.UpdateChannelRequest(
            tenant_id=opened.tenant_id,
            request_id=new_id(),
            channel_id=opened.channel_id,
            channel=channel,
            update_mask=FieldMask(paths=["account_id", "display_address"]),
        )
        await self.town.tenant.channels.UpdateChannel(request)
        return opened

    async def problems(self, opened):
        """What is wrong with the channel."""
        request = pb.GetChannelHealthRequest(
            tenant_id=opened.tenant_id, channel_id=opened.channel_id
        )
        return list((await self.town.tenant.channels.GetChannelHealth(request)).problems)

    async def events(self, opened):
        """What the notifier was told of the tenant, the oldest first."""
        request = provider_pb.ListAccountEventsRequest(tenant_id=opened.tenant_id)
        listed = await self.town.notifier.providers.ListAccountEvents(request)
        return list(reversed(listed.events))

    async def heard(self, opened):
        """The kinds of those events."""
        events = await self.events(opened)
        return [provider_pb.AccountEventKind.Name(each.kind)[19:] for each in events]

    async def kinds(self, opened):
        return {each.kind for each in await self.problems(opened)}

    def said_of_number(self, word, ago=0, **more):
        """A webhook about the quality of a number."""
        value = {"display_phone_number": NUMBER, "event": word, **more}
        return self.told("phone_number_quality_update", value, ago)

    def told(self, field, value, ago=0):
        """A webhook about the account, told so many seconds ago."""
        seconds = int(time.time()) - ago
        return account_event(value, field, account=self.account_id, time=seconds)


async def ended(town, gateway, *contents):
    """Deliver these, one after the other; how they ended."""
    before = len(town.outcomes())
    for number, content in enumerate(contents, 1):
        await gateway.deliver(content)
        await eventually(lambda wanted=before + number: len(town.outcomes()) == wanted)
    return town.outcomes()[before:]


def restriction(account):
    told = [{"restriction_type": "RESTRICTED_BIZ_INITIATED_MESSAGING", "expiration": 1}]
    return account.told(
        "account_update", {"event": "ACCOUNT_RESTRICTION", "restriction_info": told}
    )
