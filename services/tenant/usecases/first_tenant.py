"""The first tenant: made from the environment, so that one number answers without any file."""

import logging
from dataclasses import dataclass
from uuid import UUID, uuid4

from services.common.clock import Clock
from services.common.database import Database
from services.common.envelope import KeyRing
from services.common.fields import RequestKey
from services.common.logs import event
from services.tenant.domain.channel import Platform
from services.tenant.domain.errors import (
    AddressTaken,
    AddressUnknown,
    NameTaken,
    TenantNotFound,
)
from services.tenant.domain.tenant import Profile
from services.tenant.storage.directories import Addresses
from services.tenant.usecases.channels import ChannelUseCases, Wanted
from services.tenant.usecases.tenants import TenantUseCases

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class FirstTenant:
    """What the environment says of it."""

    name: str
    time_zone: str
    phone_number_id: str


class FirstTenantUseCases:
    def __init__(self, database: Database, keys: KeyRing, now: Clock) -> None:
        self.database = database
        self.tenants = TenantUseCases(database, keys, now)
        self.channels = ChannelUseCases(database, now)

    async def make_first_tenant(self, wanted: FirstTenant) -> None:
        """Give the number to the tenant of this name, who is made where there is none.

        Nothing happens where any tenant has the number, deleted ones included. Of replicas that
        start at once, one makes it: names and addresses are given once.
        """
        if await self._is_known(wanted.phone_number_id):
            return
        tenant_id = await self._tenant_id(wanted)
        channel = Wanted(Platform.WHATSAPP, wanted.phone_number_id, "", "")
        try:
            await self.channels.create_channel(tenant_id, _new_key(), channel)
        except AddressTaken:
            return
        except TenantNotFound:
            event(log, "first_tenant_is_deleted", level=logging.WARNING, name=wanted.name)
            return
        event(log, "first_tenant_made", name=wanted.name)

    async def _is_known(self, address: str) -> bool:
        async with self.database.autocommit() as connection:
            try:
                await Addresses(connection).find(Platform.WHATSAPP, address)
            except AddressUnknown:
                return False
        return True

    async def _tenant_id(self, wanted: FirstTenant) -> UUID:
        profile = Profile(wanted.name, wanted.time_zone, ("en",))
        try:
            return (await self.tenants.create_tenant(_new_key(), wanted.name, profile)).tenant_id
        except NameTaken:
            return (await self.tenants.get_tenant_by_name(wanted.name)).tenant_id


def _new_key() -> RequestKey:
    """Nobody repeats this: whoever comes again finds what was made."""
    return RequestKey(uuid4(), b"first tenant")
