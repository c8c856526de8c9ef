"""The prepared entries of tenants, kept in the process until they change."""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass
from uuid import UUID

from services.assistant.domain.knowledge.index import Index
from services.assistant.domain.knowledge.preparing import prepared
from services.assistant.storage.faq import Faq
from services.common.database import Database

MOST_PHRASINGS = 15_000
"""Of all tenants together, some 30 MB; whoever was asked for longest ago goes first."""

_NOTHING = prepared([])


@dataclass(frozen=True)
class _Prepared:
    version: int
    index: Index

    @property
    def size(self) -> int:
        return max(1, len(self.index.phrasings))


class PreparedFaqs:
    """Asks for the version with every question, and for the entries where it is another."""

    def __init__(self, database: Database, *, most: int = MOST_PHRASINGS) -> None:
        self.database = database
        self.most = most
        self._known: OrderedDict[UUID, _Prepared] = OrderedDict()
        self._one_at_a_time = asyncio.Lock()

    async def get(self, tenant_id: UUID) -> Index:
        """The entries of the tenant as they are now."""
        async with self.database.tenant_transaction(tenant_id) as connection:
            version = await Faq(connection, tenant_id).version()
        if version == 0:
            return _NOTHING
        known = self._of(tenant_id, version)
        if known is None:
            async with self._one_at_a_time:
                known = self._of(tenant_id, version) or await self._prepare(tenant_id)
        return known.index

    def _of(self, tenant_id: UUID, version: int) -> _Prepared | None:
        known = self._known.get(tenant_id)
        if known is None or known.version < version:
            return None
        self._known.move_to_end(tenant_id)
        return known

    async def _prepare(self, tenant_id: UUID) -> _Prepared:
        """In a thread of its own: ten thousand phrasings take half a second."""
        async with self.database.tenant_transaction(tenant_id) as connection:
            faq = Faq(connection, tenant_id)
            # First the version: entries that are newer than it are read again, never too seldom.
            version, entries = await faq.version(), await faq.entries()
        new = _Prepared(version, await asyncio.to_thread(prepared, entries))
        self._known[tenant_id] = new
        self._known.move_to_end(tenant_id)
        while len(self._known) > 1 and sum(each.size for each in self._known.values()) > self.most:
            self._known.popitem(last=False)
        return new
