"""What can be booked, as a tenant's file says. The catalog is one thing: the file has all of it."""

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from google.protobuf.message import Message
from lyo.booking.v1 import catalog_service_pb2 as pb

from lyoctl.apply_change import Change, Target, shown
from lyoctl.operator import new_id, pages
from lyoctl.tenant_schema import Offering, Resource
from services.common.fields import duration

APPROVALS = {"automatic": pb.APPROVAL_AUTOMATIC, "by-hand": pb.APPROVAL_BY_HAND}
DEFAULT_STEP = timedelta(minutes=15)
"""What the contract says of a step that is absent."""
DAYS = ("", "mon", "tue", "wed", "thu", "fri", "sat", "sun")


async def catalog_changes(target: Target) -> list[Change]:
    """Nothing where the file says nothing of offerings and resources, else all in one change."""
    if not (target.source.gives("offerings") or target.source.gives("resources")):
        return []
    wanted, where = _wanted(target), target.where("offerings")
    stored = await _stored(target)
    lines = [
        *_lines("offering", stored.offerings, wanted.offerings),
        *_lines("resource", stored.resources, wanted.resources),
    ]
    # Approval and zone are not told by the lists, so it is applied even where these are the same.
    act = partial(_apply, target, wanted, told=bool(lines) or target.zone_changes)
    return [Change("catalog", tuple(lines), where, act)]


async def _stored(target: Target) -> pb.ApplyCatalogRequest:
    """What stands there, in the form in which it would be applied."""
    if not target.tenant_id:
        return pb.ApplyCatalogRequest()
    tenant_id, calls = target.tenant_id, target.stubs.catalogs
    of_offerings = pb.ListOfferingsRequest(tenant_id=tenant_id)
    of_resources = pb.ListResourcesRequest(tenant_id=tenant_id)
    offerings = pages(calls.ListOfferings, of_offerings, "offerings")
    resources = pages(calls.ListResources, of_resources, "resources")
    return pb.ApplyCatalogRequest(
        offerings=[each async for each in offerings], resources=[each async for each in resources]
    )


def _wanted(target: Target) -> pb.ApplyCatalogRequest:
    file = target.source.says
    return pb.ApplyCatalogRequest(
        time_zone=file.tenant.time_zone,
        approval=APPROVALS[file.approval],
        offerings=[_offering(offering) for offering in file.offerings],
        resources=[_resource(resource) for resource in file.resources],
    )


def _offering(said: Offering) -> pb.Offering:
    cents, currency = said.price or (0, "")
    return pb.Offering(
        name=said.name,
        display_name=said.display_name,
        length=duration(said.length),
        step=duration(said.step or DEFAULT_STEP),
        buffer_before=duration(said.buffer_before or timedelta()),
        buffer_after=duration(said.buffer_after or timedelta()),
        price_cents=cents,
        currency_code=currency,
        is_default=said.default,
    )


def _resource(said: Resource) -> pb.Resource:
    openings = [
        pb.Opening(weekday=weekday, start_minute=begin, end_minute=end)  # type: ignore[arg-type]
        for weekday, begin, end in sorted(said.openings())
    ]
    return pb.Resource(
        name=said.name,
        display_name=said.display_name,
        offering_names=sorted(said.performs),
        weekly_hours=openings,
        capacity=said.capacity,
        # The smallest that fits is taken first.
        rank=said.capacity,
    )


def _lines(kind: str, stored: Any, wanted: Any) -> list[str]:
    before = {each.name: _values(each) for each in stored}
    after = {each.name: _values(each) for each in wanted}
    lines = []
    for name, values in after.items():
        if name in before:
            lines += _differing(f"{kind} {name}", before[name], values)
        else:
            lines.append(f"+ {kind} {name}")
    return lines + [f"- {kind} {name}, not offered any more" for name in before.keys() - after]


def _differing(what: str, before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    return [
        f"~ {what} {field}: {shown(before[field])} -> {shown(value)}"
        for field, value in after.items()
        if before[field] != value
    ]


def _values(message: Message) -> dict[str, str]:
    """Each field that an operator may set, as text."""
    fields = message.DESCRIPTOR.fields_by_name
    return {name: _text(getattr(message, name)) for name in fields if not name.endswith("_id")}


def _text(value: Any) -> str:
    if hasattr(value, "ToTimedelta"):
        return f"{value.seconds // 60}m"
    if isinstance(value, str | int):
        return shown(value) if isinstance(value, bool) else str(value)
    return ", ".join(sorted(_hours(each) if isinstance(each, Message) else each for each in value))


def _hours(opening: Any) -> str:
    begin, end = (
        f"{minute // 60:02}:{minute % 60:02}"
        for minute in (opening.start_minute, opening.end_minute)
    )
    return f"{DAYS[opening.weekday]} {begin}-{end}"


async def _apply(target: Target, wanted: pb.ApplyCatalogRequest, *, told: bool) -> str | None:
    wanted.tenant_id, wanted.request_id = target.tenant_id, new_id()
    answer = await target.stubs.catalogs.ApplyCatalog(wanted)
    return "~ catalog: approval or time zone" if answer.changed and not told else None
