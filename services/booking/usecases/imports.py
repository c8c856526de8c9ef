"""Bookings as another system knew them, many at once."""

import asyncio
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from uuid import UUID
from weakref import WeakValueDictionary

from services.booking.domain.booking import Booking, Origin
from services.booking.domain.catalog import Approval, Catalog
from services.booking.domain.imports import Line, Outcome, Plan, Planner, Refused, Result
from services.booking.storage.catalogs import Catalogs
from services.booking.storage.imports import Imports, Known
from services.booking.usecases.changes import Change, tried_twice
from services.booking.usecases.import_places import ImportPlaces
from services.booking.usecases.placing import expire
from services.common import requests
from services.common.clock import Clock
from services.common.database import Database
from services.common.fields import RequestKey
from services.common.lanes import Lanes

NOTHING = Catalog("UTC", Approval.AUTOMATIC)
"""The catalog of a tenant that never applied one."""

AT_ONCE = 2
"""Imports of one tenant that hold a connection: they wait for each other, and the connections are
everybody's."""

_TAKEN = Refused("SLOT_TAKEN", "every resource is taken then").result


class ImportUseCases:
    """What can be done with bookings from elsewhere."""

    def __init__(self, database: Database, lanes: Lanes, *, now: Clock) -> None:
        self.database = database
        self.lanes = lanes
        self.now = now
        self._turns: WeakValueDictionary[UUID, asyncio.Semaphore] = WeakValueDictionary()

    async def import_bookings(
        self, tenant_id: UUID, lines: Sequence[Line | Result], *, key: RequestKey
    ) -> list[Result]:
        """Store what can be stored, in one transaction and about as many statements as for one.

        A `Result` among the lines is one that was refused before.
        """
        turns = self._turns.setdefault(tenant_id, asyncio.Semaphore(AT_ONCE))

        async def once() -> list[Result]:
            async with turns:
                return await self._once(tenant_id, lines, key)

        return await tried_twice(once)

    async def _once(
        self, tenant_id: UUID, lines: Sequence[Line | Result], key: RequestKey
    ) -> list[Result]:
        async with self.database.tenant_transaction(tenant_id) as connection:
            earlier = await requests.earlier(connection, tenant_id, key)
            if earlier is not None:
                return _read(earlier)
            catalog = await Catalogs(connection, tenant_id).get() or NOTHING
            change = Change(connection, tenant_id, self.now())
            results = await _Import(change, Planner(catalog, change.now)).run(lines)
            await self.lanes.enqueue(connection, change.jobs)
            await requests.keep(connection, tenant_id, key, _written(results))
        if change.jobs:
            self.lanes.wake()
        return results


class _Import:
    """One import inside one transaction."""

    def __init__(self, change: Change, planner: Planner) -> None:
        self.change = change
        self.imports = Imports(change.connection, change.tenant_id)
        self.places = ImportPlaces(change.connection, change.tenant_id, change.now)
        self.planner = planner
        self.rules = planner.catalog.rules
        self.results: dict[int, Result] = {}

    async def run(self, lines: Sequence[Line | Result]) -> list[Result]:
        """Refuse what is wrong by itself; leave what is known; give places to the others."""
        plans = dict(self._planned(lines))
        repeated = self._take_out_repeated(plans)
        if plans:
            await self._leave_known(plans)
            await self._store(plans)
        for position, (first, line) in repeated.items():
            self.results[position] = self._again(line, lines[first], self.results[first])
        return [self.results[position] for position in range(len(lines))]

    def _planned(self, lines: Sequence[Line | Result]) -> Iterator[tuple[int, Plan]]:
        for position, line in enumerate(lines):
            if isinstance(line, Result):
                self.results[position] = line
                continue
            try:
                yield position, self.planner.plan(line)
            except Refused as wrong:
                self.results[position] = wrong.result

    def _take_out_repeated(self, plans: dict[int, Plan]) -> dict[int, tuple[int, Line]]:
        """Those whose external_ref a line before them has: where that stands, and what they say."""
        first: dict[str, int] = {}
        for position, plan in plans.items():
            first.setdefault(plan.line.external_ref, position)
        repeated = {
            position: (first[plan.line.external_ref], plan.line)
            for position, plan in plans.items()
            if first[plan.line.external_ref] != position
        }
        for position in repeated:
            del plans[position]
        return repeated

    def _again(self, line: Line, first: object, result: Result) -> Result:
        if line != first:
            return Refused("EXTERNAL_REF_TAKEN", "a line before this one has it").result
        return replace(result, outcome=Outcome.KNOWN) if result.booking_id else result

    async def _leave_known(self, plans: dict[int, Plan]) -> None:
        """Take out what is there already."""
        known = await self.imports.known([each.line.external_ref for each in plans.values()])
        for position, plan in list(plans.items()):
            if found := known.get(plan.line.external_ref):
                self.results[position] = _known(plan.line, found)
                del plans[position]

    async def _store(self, plans: dict[int, Plan]) -> None:
        """Those of groups take their seats first, the others their places when they are stored."""
        if not plans:
            return
        await self.places.lock(plans.values())
        await expire(self.change, await self.imports.stale(self.change.now), self.rules)
        seated = await self.places.seated(plans)
        for position in plans.keys() - seated.keys():
            self.results[position] = self.places.refused[position].result
        stored = await self._added(seated)
        await self.places.release(seated[at] for at in seated.keys() - stored.keys())
        placed = await self.places.placed(
            [each for each in stored.values() if not each.offering.group]
        )
        for position, plan in stored.items():
            there = plan.offering.group or plan.booking.booking_id in placed
            self.results[position] = self._created(plan.booking) if there else _TAKEN
        lost = [plan.booking.booking_id for at, plan in stored.items() if not self._is_made(at)]
        await self.imports.remove(lost)

    async def _added(self, plans: dict[int, Plan]) -> dict[int, Plan]:
        """Those whose bookings are stored. Of the others, another import stored the ref while we
        were at it."""
        added = await self.imports.add([each.booking for each in plans.values()])
        if late := {at: each for at, each in plans.items() if each.booking.booking_id not in added}:
            await self._leave_known(late)
        return {at: plan for at, plan in plans.items() if plan.booking.booking_id in added}

    def _created(self, booking: Booking) -> Result:
        self.change.follow(booking, None, self.rules, origin=Origin.IMPORT)
        return Result(Outcome.CREATED, booking.booking_id)

    def _is_made(self, position: int) -> bool:
        return self.results[position].outcome is Outcome.CREATED


def _known(line: Line, found: Known) -> Result:
    """It is there already; unless it is another one that has its ref."""
    moved = found.revision > 1
    if found.customer_id != line.customer_id or (found.start != line.start and not moved):
        detail = f"booking {found.booking_id} has it"
        return Refused("EXTERNAL_REF_TAKEN", detail).result
    return Result(Outcome.KNOWN, found.booking_id)


def _written(results: Sequence[Result]) -> str:
    said = [
        [each.outcome, str(each.booking_id or ""), each.reason, each.detail] for each in results
    ]
    return json.dumps(said)


def _read(kept: str) -> list[Result]:
    """What an earlier request did."""
    return [
        Result(Outcome(outcome), UUID(booking_id) if booking_id else None, reason, detail)
        for outcome, booking_id, reason, detail in json.loads(kept)
    ]
