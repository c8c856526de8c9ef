"""What the booking service says of a tenant's catalog, remembered for a while."""

import asyncio
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from lyo.booking.v1 import catalog_service_pb2 as pb

from services.assistant.domain.catalog import UNKNOWN, Catalog, Hours, Offered, Performer
from services.common.clock import Clock
from services.common.errors import Unavailable
from services.common.grpc_errors import UpstreamFailed

if TYPE_CHECKING:
    from lyo.booking.v1.catalog_service_pb2_grpc import CatalogServiceAsyncStub

MOST_REMEMBERED = 2_000
PAGE = 200


class Catalogs:
    """Asks once, then answers from memory for `keep_for`."""

    def __init__(self, stub: "CatalogServiceAsyncStub", *, now: Clock, keep_for: timedelta) -> None:
        self.stub = stub
        self.now = now
        self.keep_for = keep_for
        self._known: dict[UUID, tuple[datetime, Catalog]] = {}

    async def get(self, tenant_id: UUID) -> Catalog:
        """The tenant's; an empty one where nothing was laid down."""
        known = self._known.get(tenant_id)
        if known and self.now() < known[0]:
            return known[1]
        catalog = await self._ask(str(tenant_id))
        self._known.pop(tenant_id, None)
        if len(self._known) >= MOST_REMEMBERED:
            del self._known[next(iter(self._known))]
        self._known[tenant_id] = (self.now() + self.keep_for, catalog)
        return catalog

    async def get_if_possible(self, tenant_id: UUID) -> Catalog:
        """The tenant's; UNKNOWN where the booking service cannot be asked."""
        try:
            return await self.get(tenant_id)
        except (Unavailable, UpstreamFailed):
            return UNKNOWN

    async def _ask(self, tenant_id: str) -> Catalog:
        offerings, resources = await asyncio.gather(
            self.stub.ListOfferings(pb.ListOfferingsRequest(tenant_id=tenant_id, page_size=PAGE)),
            self.stub.ListResources(pb.ListResourcesRequest(tenant_id=tenant_id, page_size=PAGE)),
        )
        return Catalog(
            offerings=tuple(map(_offered, offerings.offerings)),
            resources=tuple(
                Performer(each.resource_id, each.display_name) for each in resources.resources
            ),
            hours=tuple(_hours(offerings.rules, resources.resources)),
            special=_special(offerings.rules),
        )


def _offered(wire: pb.Offering) -> Offered:
    return Offered(
        offering_id=wire.offering_id,
        name=wire.display_name,
        minutes=int(wire.length.ToTimedelta() / timedelta(minutes=1)),
        price_cents=wire.price_cents,
        currency=wire.currency_code,
        most=wire.max_party,
        is_default=wire.is_default,
    )


def _hours(rules: pb.Rules, resources: Iterable[pb.Resource]) -> list[Hours]:
    """The hours of the business; where it laid down none, those in which anybody works."""
    openings = list(rules.weekly_hours)
    if not openings:
        openings = [opening for each in resources for opening in each.weekly_hours]
    found = {
        Hours(each.weekday - pb.WEEKDAY_MONDAY, each.start_minute, each.end_minute)
        for each in openings
    }
    return sorted(found, key=lambda each: (each.weekday, each.start, each.end))


def _special(rules: pb.Rules) -> dict[date, tuple[tuple[int, int], ...]]:
    return {
        date.fromisoformat(day.date): tuple(
            (each.start_minute, each.end_minute) for each in day.hours
        )
        for day in rules.special_days
    }
