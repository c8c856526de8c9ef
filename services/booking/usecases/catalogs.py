"""Catalogs: applied as a whole, listed by name."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from services.booking.domain.catalog import Catalog, Resource
from services.booking.domain.catalog_rules import check
from services.booking.domain.misfits import Fit, Misfit
from services.booking.storage.catalogs import Catalogs
from services.booking.storage.misfits import coming_bookings
from services.common import requests
from services.common.clock import Clock
from services.common.database import Connection, Database
from services.common.fields import RequestKey

_CHANGED, _UNCHANGED = "changed", "unchanged"


MISFITS_AT_MOST = 200


@dataclass(frozen=True)
class Misfits:
    """Coming bookings that do not fit: the first of them, and how many there are."""

    first: Sequence[Misfit] = ()
    count: int = 0


@dataclass(frozen=True)
class Applied:
    """A catalog as stored, whether that was a change, and what fits no more because of it."""

    catalog: Catalog
    changed: bool
    misfits: Misfits = field(default_factory=Misfits)


class CatalogUseCases:
    """What can be done with catalogs."""

    def __init__(self, database: Database, *, now: Clock) -> None:
        self.database = database
        self.now = now

    async def apply_catalog(self, tenant_id: UUID, wanted: Catalog, *, key: RequestKey) -> Applied:
        """Make the catalog what is wanted. A repeated request is answered with what stands now.

        No booking is touched, whatever the catalog says now.
        """
        check(wanted)
        async with self.database.tenant_transaction(tenant_id) as connection:
            catalogs = Catalogs(connection, tenant_id)
            known = await requests.earlier(connection, tenant_id, key)
            await catalogs.lock()
            stands = await catalogs.get()
            if known is not None and stands is not None:
                catalog, changed = stands, known == _CHANGED
            else:
                catalog = await _with_known_ids(catalogs, wanted)
                changed = catalog != stands
                if changed:
                    await catalogs.put(catalog, self.now())
                await requests.keep(connection, tenant_id, key, _CHANGED if changed else _UNCHANGED)
            misfits = await self._misfits(connection, tenant_id, catalog) if changed else Misfits()
            return Applied(catalog, changed, misfits)

    async def list_offerings(self, tenant_id: UUID, limit: int, *, after: str) -> Catalog | None:
        """The catalog with at most so many offerings by name, beginning behind that name, and no
        resources; None where none was ever applied."""
        async with self.database.tenant_transaction(tenant_id) as connection:
            catalogs = Catalogs(connection, tenant_id)
            frame = await catalogs.frame()
            found = await catalogs.offerings(after=after, limit=limit)
            return frame and replace(frame, offerings=tuple(found))

    async def list_resources(self, tenant_id: UUID, limit: int, *, after: str) -> list[Resource]:
        """At most so many resources by name, beginning behind that name."""
        async with self.database.tenant_transaction(tenant_id) as connection:
            return await Catalogs(connection, tenant_id).resources(after=after, limit=limit)

    async def _misfits(self, connection: Connection, tenant_id: UUID, catalog: Catalog) -> Misfits:
        fit, first, count = Fit(catalog), list[Misfit](), 0
        async for coming in coming_bookings(connection, tenant_id, self.now()):
            misfit = fit.misfit(coming)
            if misfit is not None:
                count += 1
                if count <= MISFITS_AT_MOST:
                    first.append(misfit)
        return Misfits(first, count)


async def _with_known_ids(catalogs: Catalogs, wanted: Catalog) -> Catalog:
    return wanted.with_ids(await catalogs.offering_ids(), await catalogs.resource_ids())
