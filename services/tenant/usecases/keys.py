"""The key-encryption keys: are they those that the stored keys were wrapped with?"""

from services.common.database import Database
from services.common.envelope import KeyRing
from services.tenant.storage.data_keys import DataKeyRepository
from services.tenant.storage.rotation import DataKeysOfAll


async def check_keys(database: Database, keys: KeyRing) -> None:
    """Open a data key of each key-encryption key in use, or SealBroken; for /readyz.

    Where one is missing or another, some tenants could not send: better not to be ready.
    """
    async with database.autocommit() as connection:
        in_use = await DataKeysOfAll(connection).in_use()
    for each in in_use:
        async with database.tenant_transaction(each.a_tenant) as connection:
            await DataKeyRepository(connection, each.a_tenant, keys).check(each.kek_id)
