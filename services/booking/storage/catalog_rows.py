"""Between rows and values: offerings and resources."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, LiteralString

from psycopg.types.json import Jsonb

from services.booking.domain.calendar import Opening, Pace
from services.booking.domain.catalog import Approval, Offering, Resource
from services.booking.domain.hours import Group, Notices, Party, Venue
from services.booking.storage.documents import (
    dated_of,
    hours_document,
    hours_of,
    occurrences_document,
    weekly_of,
)

OFFERING: LiteralString = """
    o.offering_id, o.name, o.display_name, o.length_seconds, o.step_seconds,
    o.buffer_before_seconds, o.buffer_after_seconds, o.price_cents, o.currency_code,
    o.offering_id IS NOT DISTINCT FROM c.default_offering_id,
    o.min_notice_seconds, o.book_ahead_seconds, o.cancel_notice_seconds, o.move_notice_seconds,
    o.approval, o.min_party, o.max_party, o.venue_name, o.venue_address, o.seats, o.occurrences
"""
"""What `offering_of` reads, of a row of `offerings o` and its `catalogs c`: 21 columns."""

Row = Sequence[Any]

_SECOND = timedelta(seconds=1)


def offering_of(row: Row) -> Offering:
    offering_id, name, display_name = row[:3]
    price_cents, currency_code, is_default = row[7:10]
    approval, *rest = row[14:]
    least, most, venue_name, venue_address, seats, occurrences = rest
    return Offering(
        offering_id=offering_id,
        name=name,
        display_name=display_name,
        pace=Pace(*(each * _SECOND for each in row[3:7])),
        price_cents=price_cents,
        currency_code=currency_code,
        is_default=is_default,
        notices=_notices(*row[10:14]),
        approval=Approval(approval) if approval else None,
        party=Party(least, most),
        venue=Venue(venue_name, venue_address) if venue_name else None,
        group=Group(seats, weekly_of(occurrences), dated_of(occurrences)) if seats else None,
    )


def offering_values(offering: Offering) -> dict[str, Any]:
    """The columns of an offering."""
    pace, notices = offering.pace, offering.notices
    party, venue = offering.party, offering.venue or Venue("")
    return {
        "offering_id": offering.offering_id,
        "name": offering.name,
        "display_name": offering.display_name,
        "length_seconds": pace.length // _SECOND,
        "step_seconds": pace.step // _SECOND,
        "buffer_before_seconds": pace.buffer_before // _SECOND,
        "buffer_after_seconds": pace.buffer_after // _SECOND,
        "price_cents": offering.price_cents,
        "currency_code": offering.currency_code,
        "min_notice_seconds": notices.book // _SECOND,
        "book_ahead_seconds": None if notices.ahead is None else notices.ahead // _SECOND,
        "cancel_notice_seconds": notices.cancel // _SECOND,
        "move_notice_seconds": notices.move // _SECOND,
        "approval": offering.approval and offering.approval.value,
        "min_party": party.least,
        "max_party": party.most,
        "venue_name": venue.name,
        "venue_address": venue.address,
        **_group_values(offering.group),
    }


def resource_of(row: Row) -> Resource:
    """Of its id, names, capacity, rank, hours, the names of its offerings, and its openings."""
    resource_id, name, display_name, capacity, rank, hours, offering_names, openings = row
    return Resource(
        resource_id=resource_id,
        name=name,
        display_name=display_name,
        offering_names=frozenset(offering_names),
        openings=tuple(sorted(Opening(*each) for each in openings)),
        capacity=capacity,
        rank=rank,
        hours=hours_of(hours),
    )


def resource_values(resource: Resource) -> dict[str, Any]:
    """The columns of a resource."""
    return {
        "resource_id": resource.resource_id,
        "name": resource.name,
        "display_name": resource.display_name,
        "capacity": resource.capacity,
        "rank": resource.rank,
        "hours": Jsonb(hours_document(resource.hours)),
    }


def _notices(book: int, ahead: int | None, cancel: int, move: int) -> Notices:
    return Notices(
        book=book * _SECOND,
        ahead=None if ahead is None else ahead * _SECOND,
        cancel=cancel * _SECOND,
        move=move * _SECOND,
    )


def _group_values(group: Group | None) -> dict[str, Any]:
    if group is None:
        return {"seats": None, "occurrences": Jsonb({})}
    occurrences = occurrences_document(group.weekly, group.dated)
    return {"seats": group.seats, "occurrences": Jsonb(occurrences)}
