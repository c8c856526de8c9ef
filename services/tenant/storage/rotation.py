"""Every query for the change from old keys to new ones: which are in use, and sealing anew."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from services.common.database import Connection
from services.common.envelope import KeyRing, open_sealed, seal
from services.tenant.storage.data_keys import DataKeyRepository, place


@dataclass(frozen=True)
class Sealed:
    """A column of ciphertexts, in a table whose rows name their data key in `dek_id`."""

    table: str
    column: str
    row: str


SEALED = (Sealed("credentials", "sealed", "channel_id"),)
"""All that is sealed with data keys."""


@dataclass(frozen=True)
class InUse:
    """A key-encryption key, how many data keys it wraps, and a tenant who has one of these."""

    kek_id: str
    data_keys: int
    a_tenant: UUID


class DataKeysOfAll:
    """What is asked across tenants: ids and counts, no key."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    async def in_use(self) -> list[InUse]:
        """The key-encryption keys that data keys are wrapped with, by id."""
        # every tenant: a key that any of them needs must be there
        cursor = await self.connection.execute(
            "SELECT kek_id, data_keys, a_tenant FROM data_keys_in_use() ORDER BY kek_id"
        )
        return [InUse(*row) for row in await cursor.fetchall()]

    async def to_rewrap(self, kek_id: str, *, after: UUID, limit: int) -> list[UUID]:
        """The next tenants with a data key that this one does not wrap."""
        # every tenant: each is then changed in a transaction of its own
        return await self._tenants("SELECT data_keys_to_rewrap(%s, %s, %s)", (kek_id, after, limit))

    async def to_renew(self, before: datetime, *, after: UUID, limit: int) -> list[UUID]:
        """The next tenants with a data key from before then."""
        # every tenant: each is then changed in a transaction of its own
        return await self._tenants("SELECT data_keys_to_renew(%s, %s, %s)", (before, after, limit))

    async def _tenants(self, query: str, values: tuple[Any, ...]) -> list[UUID]:
        cursor = await self.connection.execute(query.encode(), values)
        return [tenant_id for (tenant_id,) in await cursor.fetchall()]


class RotationRepository:
    """The keys and secrets of one tenant, inside one transaction."""

    def __init__(self, connection: Connection, tenant_id: UUID, keys: KeyRing) -> None:
        self.connection = connection
        self.tenant_id = tenant_id
        self.data_keys = DataKeyRepository(connection, tenant_id, keys)

    async def rewrap(self) -> int:
        """Wrap the data keys with the current key of the ring; how many it was."""
        return await self.data_keys.rewrap()

    async def renew(self, before: datetime, now: datetime) -> int:
        """A new data key in place of those from before then, and all secrets sealed under it; how
        many keys are gone."""
        if not await self._is_there():
            return 0
        await self.data_keys.stay()
        if not await self.data_keys.older(before):
            return 0
        new = await self.data_keys.add(now)
        for sealed in SEALED:
            await self._reseal(sealed, new.dek_id, new.key)
        return await self.data_keys.remove_but(new)

    async def _is_there(self) -> bool:
        """Whether there is such a tenant; who purges it waits for us."""
        cursor = await self.connection.execute(
            "SELECT 1 FROM tenants WHERE tenant_id = %s FOR NO KEY UPDATE", (self.tenant_id,)
        )
        return await cursor.fetchone() is not None

    async def _reseal(self, of: Sealed, dek_id: UUID, key: bytes) -> None:
        cursor = await self.connection.execute(
            f"SELECT s.{of.row}, s.{of.column}, k.dek_id, k.kek_id, k.wrapped"  # noqa: S608
            f" FROM {of.table} s JOIN data_keys k USING (tenant_id, dek_id)"
            " WHERE tenant_id = %s AND k.dek_id <> %s FOR NO KEY UPDATE OF s".encode(),
            (self.tenant_id, dek_id),
        )
        for row, sealed, *old_key in await cursor.fetchall():
            where = place(self.tenant_id, of.table, of.column, row)
            plain = open_sealed(self.data_keys.opened(*old_key).key, sealed, where)
            await self.connection.execute(
                f"UPDATE {of.table} SET dek_id = %s, {of.column} = %s"  # noqa: S608
                f" WHERE tenant_id = %s AND {of.row} = %s".encode(),
                (dek_id, seal(key, plain, where), self.tenant_id, row),
            )
