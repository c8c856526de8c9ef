"""Every query for credentials, each bound to one tenant. Only here are they sealed and opened."""

from datetime import datetime
from uuid import UUID

from services.common.database import Connection
from services.common.envelope import KeyRing, open_sealed, seal
from services.common.logs import Secret
from services.tenant.storage.data_keys import DataKeyRepository, place


class CredentialRepository:
    """The credentials of one tenant, inside one transaction."""

    def __init__(self, connection: Connection, tenant_id: UUID, keys: KeyRing) -> None:
        self.connection = connection
        self.tenant_id = tenant_id
        self.data_keys = DataKeyRepository(connection, tenant_id, keys)

    async def store(self, channel_id: UUID, token: Secret, now: datetime) -> None:
        """Seal the token in place of the one before."""
        data_key = await self.data_keys.current()
        sealed = seal(data_key.key, token.reveal().encode(), self._place(channel_id))
        await self.connection.execute(
            "INSERT INTO credentials (tenant_id, channel_id, dek_id, sealed, update_time)"
            " VALUES (%s, %s, %s, %s, %s) ON CONFLICT (tenant_id, channel_id) DO UPDATE"
            " SET dek_id = excluded.dek_id, sealed = excluded.sealed,"
            " update_time = excluded.update_time",
            (self.tenant_id, channel_id, data_key.dek_id, sealed, now),
        )

    async def find(self, channel_id: UUID) -> Secret | None:
        """The token of the channel, opened; SealBroken where it is not what was stored here."""
        cursor = await self.connection.execute(
            "SELECT c.sealed, k.dek_id, k.kek_id, k.wrapped"
            " FROM credentials c JOIN data_keys k USING (tenant_id, dek_id)"
            " WHERE c.tenant_id = %s AND c.channel_id = %s",
            (self.tenant_id, channel_id),
        )
        row = await cursor.fetchone()
        if row is None:
            return None
        sealed, *stored_key = row
        data_key = self.data_keys.opened(*stored_key)
        return Secret(open_sealed(data_key.key, sealed, self._place(channel_id)).decode())

    def _place(self, channel_id: UUID) -> str:
        return place(self.tenant_id, "credentials", "sealed", channel_id)
