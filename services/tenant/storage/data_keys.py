"""The key of a tenant, under which its secrets are sealed; kept wrapped by one of the ring."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from services.common.database import Connection
from services.common.envelope import KeyRing, SealBroken, new_key, open_sealed, seal


def key_ring(key: bytes) -> KeyRing:
    """The ring with this key alone. Its id is a fingerprint, so that another key file shows."""
    key_id = hashlib.sha256(b"lyo key id\0" + key).hexdigest()[:12]
    return KeyRing({key_id: key}, current=key_id)


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

    async def add(self, now: datetime) -> None:
        """Make a key; from now on it is the current one."""
        dek_id, kek_id = uuid4(), self.keys.current
        wrapped = seal(self.keys.keys[kek_id], new_key(), self._place(dek_id))
        await self.connection.execute(
            "INSERT INTO data_keys (tenant_id, dek_id, kek_id, wrapped, create_time)"
            " VALUES (%s, %s, %s, %s, %s)",
            (self.tenant_id, dek_id, kek_id, wrapped, now),
        )

    async def current(self) -> DataKey:
        """The key to seal with, opened, or SealBroken."""
        cursor = await self.connection.execute(
            "SELECT dek_id, kek_id, wrapped FROM data_keys WHERE tenant_id = %s"
            " ORDER BY create_time DESC, dek_id LIMIT 1",
            (self.tenant_id,),
        )
        row = await cursor.fetchone()
        if row is None:
            raise SealBroken("the tenant has no data key")
        return self.opened(*row)

    def opened(self, dek_id: UUID, kek_id: str, wrapped: bytes) -> DataKey:
        """The key in a row of the table, or SealBroken."""
        if kek_id not in self.keys.keys:
            raise SealBroken(f"key {kek_id} is not on the ring: is this the right key file?")
        return DataKey(dek_id, open_sealed(self.keys.keys[kek_id], wrapped, self._place(dek_id)))

    def _place(self, dek_id: UUID) -> str:
        return place(self.tenant_id, "data_keys", "wrapped", dek_id)
