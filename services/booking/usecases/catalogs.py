"""Catalogs: applied as a whole, listed by name."""

from dataclasses import dataclass
from uuid import UUID

from services.booking.domain.catalog import Catalog, Offering, Resource
from services.booking.storage.catalogs import Catalogs
from services.common import requests
from services.common.clock import Clock
from services.common.database import Database
from services.common.fields import RequestKey

_CHANGED, _UNCHANGED = "changed", "unchanged"


@dataclass(frozen=True)
class Applied:
    """A catalog as stored, and whether that was a change."""

    catalog: Catalog
    changed: bool


class CatalogUseCases:
    """What can be done with catalogs."""

    def __init__(self, database: Database, *, now: Clock) -> None:
        self.database = database
        self.now = now

    async def apply_catalog(self, tenant_id: UUID, wanted: Catalog, *, key: RequestKey) -> Applied:
        """Make the catalog what is wanted. A repeated request is answered with what stands now."""
        wanted.check()
        async with self.database.tenant_transaction(tenant_id) as connection:
            catalogs = Catalogs(connection, tenant_id)
            known = await requests.earlier(connection, tenant_id, key)
            await catalogs.lock()
            stands = await catalogs.get()
            if known is not None and stands is not None:
                return Applied(stands, known == _CHANGED)
            catalog = wanted.with_ids(await catalogs.offering_ids(), await catalogs.resource_ids())
            changed = catalog != stands
            if changed:
                await catalogs.put(catalog, self.now())
            await requests.keep(connection, tenant_id, key, _CHANGED if changed else _UNCHANGED)
            return Applied(catalog, changed)

    async def list_offerings(self, tenant_id: UUID, limit: int, *, after: str) -> list[Offering]:
        """At most so many offerings by name, beginning behind that name."""
        async with self.database.tenant_transaction(tenant_id) as connection:
            return await Catalogs(connection, tenant_id).offerings(after=after, limit=limit)

    async def list_resources(self, tenant_id: UUID, limit: int, *, after: str) -> list[Resource]:
        """At most so many resources by name, beginning behind that name."""
        async with self.database.tenant_transaction(tenant_id) as connection:
            return await Catalogs(connection, tenant_id).resources(after=after, limit=limit)
