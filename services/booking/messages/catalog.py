"""Catalogs: offerings with their venues and occurrences, resources."""

from collections.abc import Sequence
from uuid import uuid4

from lyo.booking.v1 import catalog_service_pb2 as pb

from services.booking.domain.calendar import Pace
from services.booking.domain.catalog import (
    DEFAULT_STEP,
    Approval,
    Catalog,
    Offering,
    Resource,
)
from services.booking.domain.hours import (
    DatedOccurrence,
    Group,
    Notices,
    Party,
    Venue,
    WeeklyOccurrence,
)
from services.booking.domain.misfits import Misfit
from services.booking.messages.hours import (
    WEEKDAYS,
    date_of,
    opening_messages,
    optional_duration,
    optional_length,
    special_day_messages,
    time_off_messages,
    to_openings,
    to_resource_hours,
    to_rules,
)
from services.common.fields import duration, length_of, timestamp

_APPROVALS = {
    pb.APPROVAL_AUTOMATIC: Approval.AUTOMATIC,
    pb.APPROVAL_BY_HAND: Approval.BY_HAND,
}
_ON_THE_WIRE = {approval: wire for wire, approval in _APPROVALS.items()}


def to_catalog(request: pb.ApplyCatalogRequest) -> Catalog:
    """What the request wants, by name. Each part has a new id, for the case that it is new."""
    offerings = [_offering(each) for each in request.offerings]
    resources = [_resource(each) for each in request.resources]
    return Catalog(
        time_zone=request.time_zone,
        approval=_APPROVALS[request.approval],
        offerings=tuple(sorted(offerings, key=lambda each: each.name)),
        resources=tuple(sorted(resources, key=lambda each: each.name)),
        rules=to_rules(request.rules),
    )


def approval_message(approval: Approval | None) -> "pb.Approval.ValueType":
    """The approval for the wire; None: unspecified."""
    return _ON_THE_WIRE[approval] if approval else pb.APPROVAL_UNSPECIFIED


def venue_message(venue: Venue | None) -> pb.Venue | None:
    """The venue for the wire, or absent."""
    return None if venue is None else pb.Venue(name=venue.name, address=venue.address)


def offering_messages(offerings: Sequence[Offering]) -> list[pb.Offering]:
    """The offerings for the wire."""
    return [_offering_message(each) for each in offerings]


def resource_messages(resources: Sequence[Resource]) -> list[pb.Resource]:
    """The resources for the wire."""
    return [
        pb.Resource(
            resource_id=str(each.resource_id),
            name=each.name,
            display_name=each.display_name,
            offering_names=sorted(each.offering_names),
            weekly_hours=opening_messages(each.openings),
            capacity=each.capacity,
            rank=each.rank,
            weekly_breaks=opening_messages(each.hours.breaks),
            special_days=special_day_messages(each.hours.special_days),
            time_off=time_off_messages(each.hours.time_off),
        )
        for each in resources
    ]


def misfit_messages(misfits: Sequence[Misfit]) -> list[pb.Misfit]:
    """The misfits for the wire."""
    return [
        pb.Misfit(
            booking_id=str(each.booking_id),
            start_time=timestamp(each.start),
            offering_name=each.offering_name,
            resource_name=each.resource_name,
            reason=each.reason,
        )
        for each in misfits
    ]


def _offering(message: pb.Offering) -> Offering:
    return Offering(
        offering_id=uuid4(),
        name=message.name,
        display_name=message.display_name,
        pace=_pace(message),
        price_cents=message.price_cents,
        currency_code=message.currency_code,
        is_default=message.is_default,
        notices=_notices(message),
        approval=_APPROVALS.get(message.approval),
        party=Party(message.min_party or 1, message.max_party or None),
        venue=_venue(message),
        group=_group(message),
    )


def _pace(message: pb.Offering) -> Pace:
    return Pace(
        length=length_of(message, "length"),
        step=optional_length(message, "step") or DEFAULT_STEP,
        buffer_before=message.buffer_before.ToTimedelta(),
        buffer_after=message.buffer_after.ToTimedelta(),
    )


def _notices(message: pb.Offering) -> Notices:
    return Notices(
        book=message.min_notice.ToTimedelta(),
        ahead=optional_length(message, "book_ahead"),
        cancel=message.cancel_notice.ToTimedelta(),
        move=message.move_notice.ToTimedelta(),
    )


def _venue(message: pb.Offering) -> Venue | None:
    said = message.venue
    return Venue(said.name, said.address) if message.HasField("venue") else None


def _group(message: pb.Offering) -> Group | None:
    """Also of what is wrong: seats without occurrences, occurrences without seats."""
    field = f'offerings["{message.name}"].dated_occurrences'
    weekly = {
        WeeklyOccurrence(each.weekday, each.start_minute) for each in message.weekly_occurrences
    }
    dated = {
        DatedOccurrence(date_of(each.date, field), each.start_minute)
        for each in message.dated_occurrences
    }
    if not (message.seats or weekly or dated):
        return None
    return Group(message.seats, tuple(sorted(weekly)), tuple(sorted(dated)))


def _resource(message: pb.Resource) -> Resource:
    return Resource(
        resource_id=uuid4(),
        name=message.name,
        display_name=message.display_name,
        offering_names=frozenset(message.offering_names),
        openings=to_openings(message.weekly_hours),
        capacity=message.capacity,
        rank=message.rank,
        hours=to_resource_hours(message),
    )


def _offering_message(offering: Offering) -> pb.Offering:
    pace, notices, party = offering.pace, offering.notices, offering.party
    message = pb.Offering(
        offering_id=str(offering.offering_id),
        name=offering.name,
        display_name=offering.display_name,
        length=duration(pace.length),
        step=duration(pace.step),
        buffer_before=duration(pace.buffer_before),
        buffer_after=duration(pace.buffer_after),
        price_cents=offering.price_cents,
        currency_code=offering.currency_code,
        is_default=offering.is_default,
        min_notice=duration(notices.book),
        book_ahead=optional_duration(notices.ahead),
        cancel_notice=duration(notices.cancel),
        move_notice=duration(notices.move),
        approval=approval_message(offering.approval),
        min_party=party.least,
        max_party=party.most or 0,
        venue=venue_message(offering.venue),
    )
    if offering.group is not None:
        _seat(message, offering.group)
    return message


def _seat(message: pb.Offering, group: Group) -> None:
    message.seats = group.seats
    for weekly in group.weekly:
        message.weekly_occurrences.add(
            weekday=WEEKDAYS[weekly.weekday], start_minute=weekly.start_minute
        )
    for dated in group.dated:
        message.dated_occurrences.add(date=dated.date.isoformat(), start_minute=dated.start_minute)
