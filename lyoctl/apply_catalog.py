"""What can be booked, as a tenant's file says. The catalog is one thing: the file has all of it."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from lyo.booking.v1 import catalog_service_pb2 as pb

from lyoctl.apply_change import Change, Target
from lyoctl.catalog_wire import catalog_of
from lyoctl.catalog_words import approval_word, differences, values
from lyoctl.misfits import customers_of, misfit_lines
from lyoctl.operator import new_id, pages
from lyoctl.resources.bookings import Bookings
from lyoctl.resources.tenants import find_tenant


async def catalog_changes(target: Target) -> list[Change]:
    """Nothing where the file says nothing of offerings and resources, else all in one change."""
    if not (target.source.gives("offerings") or target.source.gives("resources")):
        return []
    wanted, where = catalog_of(target.source.says), target.where("offerings")
    stored = await _stored(target)
    lines = (
        *_lines("offering", stored.offerings, wanted.offerings),
        *_lines("resource", stored.resources, wanted.resources),
        *_of_all(stored, wanted, zone_told=target.zone_changes),
    )
    if not lines and stored.time_zone == wanted.time_zone:
        return []
    return [Change("catalog", lines, where, partial(_apply, target, wanted))]


async def _stored(target: Target) -> pb.ApplyCatalogRequest:
    """What stands there, in the form in which it would be applied."""
    if not target.tenant_id:
        return pb.ApplyCatalogRequest()
    tenant_id, calls = target.tenant_id, target.stubs.catalogs
    of_offerings = pb.ListOfferingsRequest(tenant_id=tenant_id)
    of_resources = pb.ListResourcesRequest(tenant_id=tenant_id)
    of_all = await calls.ListOfferings(pb.ListOfferingsRequest(tenant_id=tenant_id, page_size=1))
    offerings = pages(calls.ListOfferings, of_offerings, "offerings")
    resources = pages(calls.ListResources, of_resources, "resources")
    return pb.ApplyCatalogRequest(
        offerings=[each async for each in offerings],
        resources=[each async for each in resources],
        time_zone=of_all.time_zone,
        approval=of_all.approval,
        rules=of_all.rules,
    )


def _lines(kind: str, stored: Any, wanted: Any) -> Iterator[str]:
    before = {each.name: values(each) for each in stored}
    after = {each.name: values(each) for each in wanted}
    for name, said in after.items():
        if name in before:
            yield from differences(f"{kind} {name}", before[name], said)
        else:
            yield f"+ {kind} {name}"
    yield from (f"- {kind} {name}, not offered any more" for name in sorted(before.keys() - after))


def _of_all(
    stored: pb.ApplyCatalogRequest, wanted: pb.ApplyCatalogRequest, *, zone_told: bool
) -> Iterator[str]:
    """What holds for all bookings. Of a catalog that is new only its rules are told."""
    if stored.time_zone:
        before = {"approval": approval_word(stored.approval), "time_zone": stored.time_zone}
        after = {"approval": approval_word(wanted.approval), "time_zone": wanted.time_zone}
        if zone_told:
            before["time_zone"] = wanted.time_zone
        yield from differences("catalog", before, after)
    yield from differences("rules", values(stored.rules), values(wanted.rules))


async def _apply(target: Target, wanted: pb.ApplyCatalogRequest) -> str | None:
    wanted.tenant_id, wanted.request_id = target.tenant_id, new_id()
    answer = await target.stubs.catalogs.ApplyCatalog(wanted)
    if not answer.misfit_count:
        return None
    bookings = Bookings(target.stubs, await find_tenant(target.stubs.tenants, target.name))
    customers = await customers_of(answer, bookings)
    return "\n  ".join(misfit_lines(answer, bookings, customers))
