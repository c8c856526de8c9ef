"""The key of a tenant, under which its secrets are sealed; kept wrapped by one of the ring."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from uuid import UUID, uuid4

from services.common.database import Connection
from services.common.envelope import KeyRing, SealBroken, new_key, open_sealed, seal

NONE_GIVEN: Mapping[str, bytes] = MappingProxyType({})

_SEALING = "SELECT pg_advisory_xact_lock_shared(hashtextextended('data_keys ' || %(tenant_id)s, 0))"
_CHANGING = "SELECT pg_advisory_xact_lock(hashtextextended('data_keys ' || %(tenant_id)s, 0))"


def key_ring(key: bytes, given: Mapping[str, bytes] = NONE_GIVEN) -> KeyRing:
    """The ring with the keys that were given, the first is current, and the one of the key file:
    current where no other is. Its id is a fingerprint, so that another key file shows."""
    key_id = hashlib.sha256(b"lyo key id\0" + key).hexdigest()[:12]
    return KeyRing({**given, key_id: key}, current=next(iter(given), key_id))


def place(tenant_id: UUID, table: str, column: str, row: UUID) -> str:
    """Where a ciphertext stands: what it is bound to, so that it opens nowhere else."""
    return f"{tenant_id}|{table}|{column}|{row}"


@dataclass(frozen=True, repr=False)
class DataKey:
    """A data key, opened. Not for logs: it has no repr."""

    dek_id: UUID
    key: bytes


class DataKeyRepository:
    """The data keys of one tenant, inside one transaction."""

    def __init__(self, connection: Connection, tenant_id: UUID, keys: KeyRing) -> None:
        self.connection = connection
        self.tenant_id = tenant_id
        self.keys = keys

    async def add(self, now: datetime) -> DataKey:
        """Make a key; from now on it is the current one."""
        made = DataKey(uuid4(), new_key())
        await self.connection.execute(
            "INSERT INTO data_keys (tenant_id, dek_id, kek_id, wrapped, create_time)"
            " VALUES (%s, %s, %s, %s, %s)",
            (self.tenant_id, made.dek_id, self.keys.current, self._wrapped(made), now),
        )
        return made

    async def current(self) -> DataKey:
        """The key to seal with, opened, or SealBroken. It stays current until the transaction
        ends: who makes another and seals everything anew waits for that."""
        await self._lock(_SEALING)
        cursor = await self.connection.execute(
            "SELECT dek_id, kek_id, wrapped FROM data_keys WHERE tenant_id = %s"
            " ORDER BY create_time DESC, dek_id LIMIT 1",
            (self.tenant_id,),
        )
        row = await cursor.fetchone()
        if row is None:
            raise SealBroken("the tenant has no data key")
        return self.opened(*row)

    async def check(self, kek_id: str) -> None:
        """Open a key that was wrapped with this one, if there is one; else SealBroken."""
        cursor = await self.connection.execute(
            "SELECT dek_id, kek_id, wrapped FROM data_keys WHERE tenant_id = %s AND kek_id = %s"
            " LIMIT 1",
            (self.tenant_id, kek_id),
        )
        if row := await cursor.fetchone():
            self.opened(*row)

    async def stay(self) -> None:
        """Let nobody seal anything until the transaction ends; wait for those who do."""
        await self._lock(_CHANGING)

    async def rewrap(self) -> int:
        """Wrap those keys with the current one of the ring that are not; how many."""
        cursor = await self.connection.execute(
            "SELECT dek_id, kek_id, wrapped FROM data_keys WHERE tenant_id = %s AND kek_id <> %s"
            " ORDER BY dek_id FOR NO KEY UPDATE",
            (self.tenant_id, self.keys.current),
        )
        found = await cursor.fetchall()
        for row in found:
            data_key = self.opened(*row)
            await self.connection.execute(
                "UPDATE data_keys SET kek_id = %s, wrapped = %s"
                " WHERE tenant_id = %s AND dek_id = %s",
                (self.keys.current, self._wrapped(data_key), self.tenant_id, data_key.dek_id),
            )
        return len(found)

    async def older(self, before: datetime) -> bool:
        """Whether the key that seals now was made before then; False also where there is none."""
        cursor = await self.connection.execute(
            "SELECT max(create_time) < %s FROM data_keys WHERE tenant_id = %s",
            (before, self.tenant_id),
        )
        row = await cursor.fetchone()
        return bool(row and row[0])

    async def remove_but(self, kept: DataKey) -> int:
        """Remove the keys under which nothing is sealed any more; how many."""
        cursor = await self.connection.execute(
            "DELETE FROM data_keys WHERE tenant_id = %s AND dek_id <> %s",
            (self.tenant_id, kept.dek_id),
        )
        return cursor.rowcount

    def opened(self, dek_id: UUID, kek_id: str, wrapped: bytes) -> DataKey:
        """The key in a row of the table, or SealBroken."""
        if kek_id not in self.keys.keys:
            raise SealBroken(
                f"key {kek_id} is not on the ring: is this the right key file, and is the key"
                " in LYO_TENANT_KEYS?"
            )
        return DataKey(dek_id, open_sealed(self.keys.keys[kek_id], wrapped, self._place(dek_id)))

    def _wrapped(self, data_key: DataKey) -> bytes:
        kek = self.keys.keys[self.keys.current]
        return seal(kek, data_key.key, self._place(data_key.dek_id))

    async def _lock(self, statement: str) -> None:
        await self.connection.execute(statement.encode(), {"tenant_id": str(self.tenant_id)})

    def _place(self, dek_id: UUID) -> str:
        return place(self.tenant_id, "data_keys", "wrapped", dek_id)
