"""Flags: switched for a tenant or for the installation, and acting at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from services.common import requests
from services.common.clock import Clock
from services.common.database import Database
from services.common.fields import RequestKey
from services.tenant.domain.flags import Flag, StoredFlag, check_name, holding
from services.tenant.domain.installation import INSTALLATION
from services.tenant.storage.flags import FlagRepository
from services.tenant.storage.tenants import TenantRepository


@dataclass(frozen=True)
class Switch:
    """What SetFlag asks for; `unset`: forget what is stored."""

    name: str
    enabled: bool
    percentage: int
    unset: bool


class FlagUseCases:
    """`defaults` is what the environment says of each flag. No tenant: the installation."""

    def __init__(self, database: Database, defaults: Mapping[str, bool], now: Clock) -> None:
        self.database = database
        self.defaults = defaults
        self.now = now

    async def get_flags(self, tenant_id: UUID | None) -> list[Flag]:
        """Every flag as it holds. Two transactions: none may see two tenants."""
        installation = await self._stored(INSTALLATION)
        tenant: Mapping[str, StoredFlag] = {}
        if tenant_id is not None:
            async with self.database.tenant_transaction(tenant_id) as connection:
                await TenantRepository(connection, tenant_id).find()
                tenant = await FlagRepository(connection, tenant_id).all()
        return holding(self.defaults, installation, tenant)

    async def set_flag(self, tenant_id: UUID | None, key: RequestKey, switch: Switch) -> Flag:
        """Store a flag or forget it; answers how it holds from now on."""
        check_name(switch.name)
        owner = tenant_id or INSTALLATION
        async with self.database.tenant_transaction(owner) as connection:
            if await requests.earlier(connection, owner, key) is None:
                if tenant_id is not None:
                    await TenantRepository(connection, tenant_id).find()
                await self._set(FlagRepository(connection, owner), switch)
                await requests.keep(connection, owner, key, switch.name)
        found = await self.get_flags(tenant_id)
        return next(flag for flag in found if flag.name == switch.name)

    async def _set(self, flags: FlagRepository, switch: Switch) -> None:
        if switch.unset:
            await flags.forget(switch.name)
        else:
            flag = StoredFlag(switch.name, switch.enabled, switch.percentage, self.now())
            await flags.store(flag)

    async def _stored(self, owner: UUID) -> dict[str, StoredFlag]:
        async with self.database.tenant_transaction(owner) as connection:
            return await FlagRepository(connection, owner).all()
