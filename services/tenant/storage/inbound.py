"""The one query that is asked for each message, bound to the tenant that was written to."""

import functools
from collections.abc import Sequence
from uuid import UUID

from services.common.database import Connection
from services.tenant.domain.channel import Channel
from services.tenant.domain.customer import Customer
from services.tenant.domain.identity import Identity
from services.tenant.domain.tenant import Tenant
from services.tenant.storage import channels, customers, tenants

_CUSTOMERS_FROM = channels.WIDTH + len(tenants.COLUMNS.split(","))


class InboundRepository:
    """Who was written to, and who may have written, inside one transaction."""

    def __init__(self, connection: Connection, tenant_id: UUID) -> None:
        self.connection = connection
        self.tenant_id = tenant_id

    async def find(
        self, channel_id: UUID, identities: Sequence[Identity]
    ) -> tuple[Tenant, Channel, list[Customer]] | None:
        """The tenant, its channel, and the customers who have any of the identities; None: tenant
        or channel are deleted, or gone."""
        cursor = await self.connection.execute(
            _query(len(identities)).encode(),
            {
                "tenant_id": self.tenant_id,
                "channel_id": channel_id,
                **customers.one_by_one(identities),
            },
        )
        rows = await cursor.fetchall()
        if not rows:
            return None
        told = [row[_CUSTOMERS_FROM:] for row in rows]
        found = [customers.customer_of(each) for each in told if each and each[0]]
        return (
            tenants.tenant_of(rows[0][channels.WIDTH : _CUSTOMERS_FROM]),
            channels.channel_of(rows[0][: channels.WIDTH]),
            found,
        )


@functools.cache
def _query(count: int) -> str:
    """For so many identities; for none, without customers."""
    reached = f"""
SELECT {channels.COLUMNS}, {tenants.COLUMNS} {", found.*" if count else ""}
  FROM channels JOIN tenants USING (tenant_id)"""  # noqa: S608 (constants)
    if count:
        reached += f" LEFT JOIN LATERAL ({customers.having_query(count)}) found ON true"
    return f"""{reached}
 WHERE channels.tenant_id = %(tenant_id)s AND channels.channel_id = %(channel_id)s
   AND channels.delete_time IS NULL AND tenants.delete_time IS NULL"""
