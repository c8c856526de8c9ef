"""Removing tenants for good: when an operator says so, and when their time is over."""

import contextlib
import logging
from datetime import datetime
from uuid import UUID

from psycopg.errors import IntegrityError

from services.common import requests
from services.common.clock import Clock
from services.common.database import Connection, Database
from services.common.fields import RequestKey
from services.common.logs import event
from services.tenant.domain.deletion import is_over
from services.tenant.domain.errors import NotDeleted, TenantNotFound
from services.tenant.domain.tenant import Tenant
from services.tenant.storage.directories import Names
from services.tenant.storage.tenant_rows import ROWS, TenantRows
from services.tenant.storage.tenants import TenantRepository

log = logging.getLogger(__name__)

AT_ONCE = 5000
"""Rows of a table that go in one transaction: a tenant may have a million customers."""


class PurgeUseCases:
    """Removes what this service keeps of a tenant. What the others keep is theirs to remove: they
    will be told when the rights of customers over their data come, through the same call."""

    def __init__(self, database: Database, now: Clock, *, at_once: int = AT_ONCE) -> None:
        self.database = database
        self.now = now
        self.at_once = at_once

    async def purge_tenant(self, tenant_id: UUID, key: RequestKey) -> None:
        """Remove a deleted tenant: its key and its end in one transaction, then row after row.

        Whoever is cut off before the last row may repeat it; else `purge_due` goes on.
        """
        async with self.database.tenant_transaction(tenant_id) as connection:
            if await requests.earlier(connection, tenant_id, key) is None:
                tenant = await TenantRepository(connection, tenant_id).lock(deleted_too=True)
                if not tenant.delete_time:
                    raise NotDeleted
                await self._end(connection, tenant)
                await requests.keep(connection, tenant_id, key, str(tenant_id))
        with contextlib.suppress(TenantNotFound):  # it went before
            await self._remove(tenant_id)

    async def purge_due(self, connection: Connection, before: datetime, limit: int) -> int:
        """Remove the tenants whose time was over by then, at most so many; how many went."""
        due = await Names(connection).due(before, limit)
        return sum([await self._purged(tenant_id, before) for tenant_id in due])

    async def _purged(self, tenant_id: UUID, before: datetime) -> bool:
        try:
            async with self.database.tenant_transaction(tenant_id) as connection:
                tenant = await TenantRepository(connection, tenant_id).lock(deleted_too=True)
                if not is_over(tenant.purge_time, before):  # taken back in this very moment
                    return False
                await self._end(connection, tenant)
            await self._remove(tenant_id)
        except TenantNotFound:  # somebody else was faster
            return False
        except IntegrityError as error:  # one tenant that stays must not keep the others
            event(log, "tenant_not_purged", level=logging.ERROR, tenant=tenant_id, error=error)
            return False
        return True

    async def _end(self, connection: Connection, tenant: Tenant) -> None:
        """From here on nothing can be taken back, and no copy of its secrets can be read."""
        ended = tenant.ended(self.now())
        await TenantRepository(connection, tenant.tenant_id).save(ended)
        await Names(connection).mark(ended)
        await TenantRows(connection, tenant.tenant_id).remove_secrets()

    async def _remove(self, tenant_id: UUID) -> None:
        for table in ROWS:
            while await self._remove_some(tenant_id, table) == self.at_once:
                pass
        async with self.database.tenant_transaction(tenant_id) as connection:
            await TenantRows(connection, tenant_id).remove_tenant()

    async def _remove_some(self, tenant_id: UUID, table: str) -> int:
        async with self.database.tenant_transaction(tenant_id) as connection:
            # Of two who purge the same tenant one waits for the other, and counts what is left.
            await TenantRepository(connection, tenant_id).lock(deleted_too=True)
            return await TenantRows(connection, tenant_id).remove(table, self.at_once)
