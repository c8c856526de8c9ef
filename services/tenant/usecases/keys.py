"""The key-encryption key: is it the one that the stored keys were wrapped with?"""

from services.common.database import Database
from services.common.envelope import KeyRing
from services.tenant.storage.data_keys import DataKeyRepository
from services.tenant.storage.directories import Names


async def check_keys(database: Database, keys: KeyRing) -> None:
    """Open the data key of one tenant, if there is one; for /readyz.

    With the key file of another installation nothing could be sent: better not to be ready.
    """
    async with database.autocommit() as connection:
        tenant_ids = await Names(connection).page(after="", limit=1)
    for tenant_id in tenant_ids:
        async with database.tenant_transaction(tenant_id) as connection:
            await DataKeyRepository(connection, tenant_id, keys).current()
