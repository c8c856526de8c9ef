"""From old keys to new ones, tenant by tenant, while everything is served.

Each tenant is one small transaction. Who is killed leaves nothing half done: the next goes on with
those who still have an old key.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.common import failpoints
from services.common.clock import Clock
from services.common.database import Database
from services.common.envelope import KeyRing, SealBroken
from services.tenant.storage.rotation import DataKeysOfAll, InUse, RotationRepository

BATCH = 200
"""Tenants that are asked for at once."""

NextTenants = Callable[[DataKeysOfAll, UUID], Awaitable[list[UUID]]]
Change = Callable[[RotationRepository], Awaitable[int]]


@dataclass(frozen=True)
class Step:
    """What was done for one tenant: how many data keys changed, or why none could be."""

    tenant_id: UUID
    data_keys: int
    trouble: str = ""


class RotationUseCases:
    def __init__(self, database: Database, keys: KeyRing, now: Clock) -> None:
        self.database = database
        self.keys = keys
        self.now = now

    async def in_use(self) -> list[InUse]:
        """Which key-encryption keys are needed, and for how many data keys."""
        async with self.database.autocommit() as connection:
            return await DataKeysOfAll(connection).in_use()

    async def rewrap(self) -> AsyncIterator[Step]:
        """Wrap all data keys with the current key of the ring. No secret is touched."""

        async def following(keys: DataKeysOfAll, after: UUID) -> list[UUID]:
            return await keys.to_rewrap(self.keys.current, after=after, limit=BATCH)

        async for step in self._each(following, RotationRepository.rewrap):
            yield step

    async def renew(self, before: datetime) -> AsyncIterator[Step]:
        """Make new data keys in place of those from before then, and seal all secrets anew."""

        async def following(keys: DataKeysOfAll, after: UUID) -> list[UUID]:
            return await keys.to_renew(before, after=after, limit=BATCH)

        async def change(rotation: RotationRepository) -> int:
            return await rotation.renew(before, self.now())

        async for step in self._each(following, change):
            yield step

    async def _each(self, following: NextTenants, change: Change) -> AsyncIterator[Step]:
        last = UUID(int=0)
        while batch := await self._batch(following, last):
            for last in batch:
                yield await self._step(last, change)

    async def _batch(self, following: NextTenants, after: UUID) -> list[UUID]:
        async with self.database.autocommit() as connection:
            return await following(DataKeysOfAll(connection), after)

    async def _step(self, tenant_id: UUID, change: Change) -> Step:
        try:
            async with self.database.tenant_transaction(tenant_id) as connection:
                count = await change(RotationRepository(connection, tenant_id, self.keys))
                failpoints.reach("tenant.keys_changing")
        except SealBroken as error:
            return Step(tenant_id, 0, str(error))
        failpoints.reach("tenant.keys_changed")
        return Step(tenant_id, count)
