"""Catalogs: offerings, resources, openings."""

from collections.abc import Sequence
from uuid import uuid4

from lyo.booking.v1 import catalog_service_pb2 as pb

from services.booking.domain.calendar import Opening, Pace
from services.booking.domain.catalog import (
    DEFAULT_STEP,
    Approval,
    Catalog,
    Offering,
    Resource,
)
from services.common.fields import duration, length_of

_APPROVALS = {
    pb.APPROVAL_AUTOMATIC: Approval.AUTOMATIC,
    pb.APPROVAL_BY_HAND: Approval.BY_HAND,
}

_WEEKDAYS = pb.Weekday.values()  # each at the place of its number, which is that of ISO 8601


def to_catalog(request: pb.ApplyCatalogRequest) -> Catalog:
    """What the request wants, by name. Each part has a new id, for the case that it is new."""
    offerings = [_offering(each) for each in request.offerings]
    resources = [_resource(each) for each in request.resources]
    return Catalog(
        time_zone=request.time_zone,
        approval=_APPROVALS[request.approval],
        offerings=tuple(sorted(offerings, key=lambda each: each.name)),
        resources=tuple(sorted(resources, key=lambda each: each.name)),
    )


def offering_messages(offerings: Sequence[Offering]) -> list[pb.Offering]:
    """The offerings for the wire."""
    return [
        pb.Offering(
            offering_id=str(each.offering_id),
            name=each.name,
            display_name=each.display_name,
            length=duration(each.pace.length),
            step=duration(each.pace.step),
            buffer_before=duration(each.pace.buffer_before),
            buffer_after=duration(each.pace.buffer_after),
            price_cents=each.price_cents,
            currency_code=each.currency_code,
            is_default=each.is_default,
        )
        for each in offerings
    ]


def resource_messages(resources: Sequence[Resource]) -> list[pb.Resource]:
    """The resources for the wire."""
    return [
        pb.Resource(
            resource_id=str(each.resource_id),
            name=each.name,
            display_name=each.display_name,
            offering_names=sorted(each.offering_names),
            weekly_hours=[_opening_message(opening) for opening in each.openings],
            capacity=each.capacity,
            rank=each.rank,
        )
        for each in resources
    ]


def _offering(message: pb.Offering) -> Offering:
    step = message.step.ToTimedelta() if message.HasField("step") else DEFAULT_STEP
    return Offering(
        offering_id=uuid4(),
        name=message.name,
        display_name=message.display_name,
        pace=Pace(
            length=length_of(message, "length"),
            step=step,
            buffer_before=message.buffer_before.ToTimedelta(),
            buffer_after=message.buffer_after.ToTimedelta(),
        ),
        price_cents=message.price_cents,
        currency_code=message.currency_code,
        is_default=message.is_default,
    )


def _resource(message: pb.Resource) -> Resource:
    openings = [
        Opening(each.weekday, each.start_minute, each.end_minute) for each in message.weekly_hours
    ]
    return Resource(
        resource_id=uuid4(),
        name=message.name,
        display_name=message.display_name,
        offering_names=frozenset(message.offering_names),
        openings=tuple(sorted(openings)),
        capacity=message.capacity,
        rank=message.rank,
    )


def _opening_message(opening: Opening) -> pb.Opening:
    return pb.Opening(
        weekday=_WEEKDAYS[opening.weekday],
        start_minute=opening.start_minute,
        end_minute=opening.end_minute,
    )
