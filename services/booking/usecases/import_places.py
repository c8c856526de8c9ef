"""Where bookings from elsewhere find their places: resources that are free, seats that are left."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from services.booking.domain.booking import State
from services.booking.domain.calendar import TimeRange
from services.booking.domain.catalog import Resource
from services.booking.domain.imports import Plan, Refused
from services.booking.storage.import_occurrences import ImportOccurrences, Key, Occurrence
from services.booking.storage.imports import Imports, Place
from services.booking.storage.occurrences import Occurrences
from services.booking.storage.places import Places
from services.common.database import Connection


@dataclass(frozen=True)
class _Wish:
    """Somebody of these is wanted, by a booking or by an occurrence."""

    owner_id: UUID
    offering_id: UUID
    candidates: tuple[Resource, ...]
    time: TimeRange
    state: State
    of_occurrence: bool = False

    def place(self, resource: Resource) -> Place:
        return Place(
            self.owner_id,
            resource.resource_id,
            self.offering_id,
            self.time,
            self.state,
            self.of_occurrence,
        )


class ImportPlaces:
    """The places of one tenant, inside one transaction."""

    def __init__(self, connection: Connection, tenant_id: UUID, now: datetime) -> None:
        self.imports = Imports(connection, tenant_id)
        self.places = Places(connection, tenant_id)
        self.occurrences = ImportOccurrences(connection, tenant_id)
        self.seats = Occurrences(connection, tenant_id)
        self.now = now
        self.refused: dict[int, Refused] = {}
        """Why a position is not among those that `seated` gave back."""

    async def lock(self, plans: Iterable[Plan]) -> None:
        """Wait until nobody else who needs several places or occurrences is at these."""
        ids = set[UUID]()
        for plan in plans:
            ids |= {each.resource_id for each in plan.candidates}
            if plan.offering.group:
                ids.add(plan.booking.offering_id)
        await self.places.lock(ids)

    async def release(self, plans: Iterable[Plan]) -> None:
        """Give back the places of occurrences that only these had a seat in."""
        ids = {at for each in plans if (at := each.booking.occurrence_id)}
        for occurrence_id in ids:
            await self.seats.release(occurrence_id)

    async def placed(self, plans: Sequence[Plan]) -> Collection[UUID]:
        """The bookings, stored before, that found somebody who is free."""
        return await self._given(
            [
                _Wish(
                    plan.booking.booking_id,
                    plan.booking.offering_id,
                    plan.candidates,
                    plan.taken,
                    plan.booking.state,
                )
                for plan in plans
            ]
        )

    async def seated(self, plans: Mapping[int, Plan]) -> dict[int, Plan]:
        """The plans, those of group offerings with their occurrence; without those that found no
        seat."""
        shared = {at: plan for at, plan in plans.items() if plan.offering.group}
        if not shared:
            return dict(plans)
        wanted = {plan.occurrence: plan for plan in shared.values()}
        times = [(plan.booking.offering_id, plan.occurrence_time) for plan in wanted.values()]
        found = await self.occurrences.locked(times, self.now)
        await self._give_resources(found, [each for each in shared.values() if each.holds])
        seated = {at: self._seat(at, plan, found) for at, plan in shared.items()}
        return {at: plan for at, each in plans.items() if (plan := seated.get(at, each))}

    async def _give_resources(self, found: Mapping[Key, Occurrence], plans: Sequence[Plan]) -> None:
        """Occurrences that have none yet, and need one, take somebody who is free."""
        wishes: dict[UUID, _Wish] = {}
        for plan in plans:
            occurrence = found[plan.occurrence]
            if plan.candidates and occurrence.resource_id is None:
                wish = _Wish(
                    occurrence.occurrence_id,
                    plan.booking.offering_id,
                    plan.candidates,
                    plan.occurrence_taken,
                    State.CONFIRMED,
                    of_occurrence=True,
                )
                wishes.setdefault(occurrence.occurrence_id, wish)
        given = await self._given(list(wishes.values()))
        for occurrence in found.values():
            occurrence.resource_id = given.get(occurrence.occurrence_id, occurrence.resource_id)

    def _seat(self, at: int, plan: Plan, found: Mapping[Key, Occurrence]) -> Plan | None:
        """The plan with a seat, or None: it is refused."""
        occurrence = found[plan.occurrence]
        if plan.holds:
            if not plan.is_performed_by(occurrence.resource_id):
                self.refused[at] = Refused("SLOT_TAKEN", "every resource is taken then")
                return None
            if occurrence.taken + plan.booking.party_size > plan.seats:
                left = max(0, plan.seats - occurrence.taken)
                self.refused[at] = Refused("SOLD_OUT", f"the occurrence has {left} seats left")
                return None
            occurrence.taken += plan.booking.party_size
        booking = replace(plan.booking, occurrence_id=occurrence.occurrence_id)
        return replace(plan, booking=booking)

    async def _given(self, wishes: Sequence[_Wish]) -> dict[UUID, UUID]:
        """The owners that found somebody, and whom.

        All ask for who is first on their list at the same time; those that were not given it ask
        for the next.
        """
        given: dict[UUID, UUID] = {}
        load: Counter[UUID] = Counter()
        waiting = {each.owner_id: (each, set(each.candidates)) for each in wishes}
        while waiting:
            asked = {at: _least_loaded(load, left) for at, (_, left) in waiting.items()}
            free = await self.imports.place([waiting[at][0].place(asked[at]) for at in asked])
            given |= {at: asked[at].resource_id for at in free}
            for at, who in asked.items():
                waiting[at][1].discard(who)
            waiting = {at: each for at, each in waiting.items() if at not in free and each[1]}
        return given


def _least_loaded(load: Counter[UUID], left: Collection[Resource]) -> Resource:
    """The preferred one; of several alike who was asked least by this import."""
    who = min(left, key=lambda each: (each.rank, each.capacity, load[each.resource_id], each.name))
    load[who.resource_id] += 1
    return who
