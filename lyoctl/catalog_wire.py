"""What can be booked, from a tenant's file to the wire."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from google.protobuf.duration_pb2 import Duration
from lyo.booking.v1 import catalog_service_pb2 as pb

from lyoctl.bookable_schema import NoShows, Offering, Party, Resource, openings_of
from lyoctl.bookable_schema import Venue as SaidVenue
from lyoctl.file_values import Hours, Occurrences, SpecialDays
from lyoctl.tenant_schema import TenantFile
from lyoctl.tenant_words import is_date, minute_of, minutes_of, time_off_of, weekdays_of
from services.common.fields import duration

APPROVALS = {
    None: pb.APPROVAL_UNSPECIFIED,
    "automatic": pb.APPROVAL_AUTOMATIC,
    "by-hand": pb.APPROVAL_BY_HAND,
}


def catalog_of(file: TenantFile) -> pb.ApplyCatalogRequest:
    """All that the file says of what can be booked; of whose catalog it is, nothing."""
    return pb.ApplyCatalogRequest(
        time_zone=file.tenant.time_zone,
        approval=APPROVALS[file.approval],
        offerings=[_offering(offering) for offering in file.offerings],
        resources=[_resource(resource) for resource in file.resources],
        rules=_rules(file),
    )


def _offering(said: Offering) -> pb.Offering:
    cents, currency = said.price or (0, "")
    party = said.party or Party()
    times = said.occurrences or {}
    return pb.Offering(
        name=said.name,
        display_name=said.display_name,
        length=duration(said.length),
        step=_length(said.step),
        buffer_before=_length(said.buffer_before),
        buffer_after=_length(said.buffer_after),
        price_cents=cents,
        currency_code=currency,
        is_default=said.default,
        min_notice=_length(said.min_notice),
        book_ahead=_length(said.book_ahead),
        cancel_notice=_length(said.cancel_notice),
        move_notice=_length(said.move_notice),
        approval=APPROVALS[said.approval],
        min_party=party.min,
        max_party=party.max or 0,
        venue=_venue(said.venue),
        seats=said.seats or 0,
        weekly_occurrences=list(_weekly(times)),
        dated_occurrences=list(_dated(times)),
    )


def _resource(said: Resource) -> pb.Resource:
    return pb.Resource(
        name=said.name,
        display_name=said.display_name,
        offering_names=sorted(said.performs),
        weekly_hours=_openings(said.hours),
        capacity=said.capacity,
        rank=said.rank,
        weekly_breaks=_openings(said.breaks),
        special_days=_special_days(said.special_days),
        time_off=[_time_off(each) for each in said.time_off],
    )


def _rules(file: TenantFile) -> pb.Rules:
    reminders = None
    if file.reminders is not None:
        reminders = pb.Reminders(leads=[duration(each) for each in file.reminders])
    return pb.Rules(
        weekly_hours=_openings(file.hours),
        weekly_breaks=_openings(file.breaks),
        special_days=_special_days(file.special_days),
        holiday_country=file.holidays.country if file.holidays else "",
        holiday_region=file.holidays.region if file.holidays else "",
        pending_expiry=_length(file.pending_expiry),
        reminders=reminders,
        no_show_rule=_no_shows(file.no_shows),
    )


def _length(said: timedelta | None) -> Duration | None:
    return duration(said) if said is not None else None


def _venue(said: SaidVenue | None) -> pb.Venue | None:
    return pb.Venue(name=said.name, address=said.address) if said else None


def _no_shows(said: NoShows | None) -> pb.NoShowRule | None:
    return pb.NoShowRule(limit=said.limit, days=said.days) if said else None


def _openings(said: Hours) -> list[pb.Opening]:
    return [
        pb.Opening(weekday=weekday, start_minute=begin, end_minute=end)  # type: ignore[arg-type]
        for weekday, begin, end in sorted(openings_of(said))
    ]


def _special_days(said: SpecialDays) -> list[pb.SpecialDay]:
    return [
        pb.SpecialDay(
            date=day,
            hours=[
                pb.Stretch(start_minute=begin, end_minute=end)
                for begin, end in sorted(map(minutes_of, stretches))
            ],
        )
        for day, stretches in sorted(said.items())
    ]


def _time_off(said: str) -> pb.TimeOff:
    begin, end = map(_wall, time_off_of(said))
    return pb.TimeOff(start=begin, end=end)


def _wall(time: datetime) -> str:
    return time.isoformat(timespec="minutes")


def _weekly(said: Occurrences) -> Iterator[pb.WeeklyOccurrence]:
    for days, clocks in said.items():
        for weekday in () if is_date(days) else weekdays_of(days):
            for clock in clocks:
                yield pb.WeeklyOccurrence(
                    weekday=weekday,  # type: ignore[arg-type]
                    start_minute=minute_of(clock),
                )


def _dated(said: Occurrences) -> Iterator[pb.DatedOccurrence]:
    for day, clocks in said.items():
        for clock in clocks if is_date(day) else ():
            yield pb.DatedOccurrence(date=day, start_minute=minute_of(clock))
