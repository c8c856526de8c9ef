"""Customers as another system knew them, many at once."""

import asyncio
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from uuid import UUID, uuid4
from weakref import WeakValueDictionary

from services.common import requests
from services.common.clock import Clock
from services.common.database import Connection, Database
from services.common.fields import RequestKey
from services.tenant.domain.imports import Ledger, Outcome, Refused, Row, check_row
from services.tenant.storage.customers import CustomerRepository
from services.tenant.storage.identities import IdentityRepository
from services.tenant.storage.tenants import TenantRepository


@dataclass(frozen=True)
class Refusal:
    """Why the row at this position, from 0, was not taken."""

    position: int
    reason: str
    detail: str


@dataclass(frozen=True)
class Imported:
    """What became of the rows."""

    created: int
    updated: int
    unchanged: int
    refusals: tuple[Refusal, ...]


AT_ONCE = 2
"""Imports of one tenant that hold a connection: they wait for each other, and the connections are
everybody's."""


class ImportUseCases:
    def __init__(self, database: Database, now: Clock) -> None:
        self.database = database
        self.now = now
        self._turns: WeakValueDictionary[UUID, asyncio.Semaphore] = WeakValueDictionary()

    async def import_customers(
        self, tenant_id: UUID, key: RequestKey, rows: Sequence[Row]
    ) -> Imported:
        """Add or change many customers in one transaction, in about as many statements as for one.

        Whoever writes in this moment waits for the end, and is found.
        """
        turns = self._turns.setdefault(tenant_id, asyncio.Semaphore(AT_ONCE))
        async with turns, self.database.tenant_transaction(tenant_id) as connection:
            earlier = await requests.earlier(connection, tenant_id, key)
            if earlier is not None:
                return _read(earlier)
            await TenantRepository(connection, tenant_id).lock()
            work = _Import(connection, tenant_id, self.now)
            imported = await work.run(rows)
            await requests.keep(connection, tenant_id, key, json.dumps(asdict(imported)))
            return imported


class _Import:
    """One import inside one transaction that holds the external_refs of its tenant."""

    def __init__(self, connection: Connection, tenant_id: UUID, now: Clock) -> None:
        self.customers = CustomerRepository(connection, tenant_id)
        self.identities = IdentityRepository(connection, tenant_id)
        self.claimed_for = uuid4()
        self.time = now()
        self.refusals: list[Refusal] = []

    async def run(self, rows: Sequence[Row]) -> Imported:
        """Refuse what is wrong by itself; reserve all identities; see who has them; store."""
        good = dict(self._judged(rows))
        ledger = await self._ledger(list(good.values()))
        outcomes = Counter(self._taken(ledger, good))
        await self._store(ledger)
        refusals = tuple(sorted(self.refusals, key=lambda each: each.position))
        return Imported(
            created=outcomes[Outcome.CREATED],
            updated=outcomes[Outcome.UPDATED],
            unchanged=outcomes[Outcome.UNCHANGED],
            refusals=refusals,
        )

    def _judged(self, rows: Sequence[Row]) -> Iterator[tuple[int, Row]]:
        for position, row in enumerate(rows):
            try:
                check_row(row)
            except Refused as refused:
                self._refuse(position, refused)
            else:
                yield position, row

    async def _ledger(self, rows: Sequence[Row]) -> Ledger:
        """Those whom the rows may be about, held against changes."""
        identities = list({each for row in rows for each in row.identities})
        refs = list({row.profile.external_ref for row in rows} - {""})
        held: list[UUID] = []
        while True:
            await self.identities.claim(self.claimed_for, identities, self.time)
            found = await self.customers.involved(identities, refs)
            customer_ids = sorted(each.customer_id for each in found)
            if customer_ids == held:
                return Ledger(found)
            await self.customers.hold(customer_ids)
            held = customer_ids

    def _taken(self, ledger: Ledger, rows: dict[int, Row]) -> Iterator[Outcome]:
        for position, row in rows.items():
            try:
                yield ledger.take(row, uuid4(), self.time)
            except Refused as refused:
                self._refuse(position, refused)

    async def _store(self, ledger: Ledger) -> None:
        await self.customers.add(list(ledger.created.values()))
        await self.customers.save(list(ledger.updated.values()))
        await self.identities.assign(list(ledger.given), list(ledger.given.values()))
        await self.identities.release(self.claimed_for)

    def _refuse(self, position: int, refused: Refused) -> None:
        self.refusals.append(Refusal(position, refused.reason, refused.detail))


def _read(kept: str) -> Imported:
    """What an earlier request did."""
    told = json.loads(kept)
    refusals = tuple(Refusal(**each) for each in told.pop("refusals"))
    return Imported(**told, refusals=refusals)
