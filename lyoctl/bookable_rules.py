"""What is wrong with what can be booked, though each value by itself is well."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import pairwise

from lyoctl.bookable_schema import Offering, Resource, openings_of
from lyoctl.file_values import Hours, SpecialDays
from lyoctl.tenant_schema import TenantFile
from lyoctl.tenant_words import is_date, minute_of, minutes_of, weekdays_of
from services.booking.domain.holidays import is_known

Path = tuple[str | int, ...]
Complaint = tuple[Path, str]

RULES = (
    "hours",
    "breaks",
    "special_days",
    "holidays",
    "pending_expiry",
    "reminders",
    "no_shows",
)
"""Keys that hold for all bookings of the tenant."""
_NOTICE = (timedelta(), timedelta(days=90), "90 days at most")
LENGTHS = {
    "length": (timedelta(minutes=5), timedelta(hours=24), "5 minutes to 24 hours"),
    "step": (timedelta(minutes=5), timedelta(hours=24), "5 minutes to 24 hours"),
    "buffer_before": (timedelta(), timedelta(hours=4), "0 minutes to 4 hours"),
    "buffer_after": (timedelta(), timedelta(hours=4), "0 minutes to 4 hours"),
    "min_notice": _NOTICE,
    "book_ahead": (timedelta(hours=1), timedelta(days=1095), "1 hour to 1095 days"),
    "cancel_notice": _NOTICE,
    "move_notice": _NOTICE,
}
"""The least, the most, and both in words."""
EXPIRY = (timedelta(minutes=1), timedelta(days=90))
LEAD = (timedelta(minutes=5), timedelta(days=30))


def catalog_complaints(file: TenantFile) -> Iterator[Complaint]:
    """Each rule of offerings, resources and hours that is broken, with the path to where."""
    for number, offering in enumerate(file.offerings):
        for path, text in _of_offering(offering):
            yield ("offerings", number, *path), text
    for number, resource in enumerate(file.resources):
        yield from _performed(file, number)
        for path, text in _of_hours(resource):
            yield ("resources", number, *path), text
    yield from _of_hours(file)
    yield from _of_rules(file)


def _of_offering(offering: Offering) -> Iterator[Complaint]:
    for field, (least, most, told) in LENGTHS.items():
        length = getattr(offering, field)
        if length is not None and not least <= length <= most:
            yield (field,), f"must be {told}"
    if (party := offering.party) and party.max is not None and party.min > party.max:
        yield ("party",), "the most must not be less than the least"
    yield from _of_group(offering)


def _of_group(offering: Offering) -> Iterator[Complaint]:
    times = offering.occurrences or {}
    if offering.seats is not None and not any(times.values()):
        yield ("seats",), "needs occurrences beside it: when it takes place"
    if offering.seats is None and offering.occurrences is not None:
        yield ("occurrences",), "need seats beside them: how many people share one"
    starts = sorted(
        (day, minute_of(clock))
        for days, clocks in times.items()
        for day in ([days] if is_date(days) else map(str, weekdays_of(days)))
        for clock in clocks
    )
    if any(one == other for one, other in pairwise(starts)):
        yield ("occurrences",), "one time is given twice"


def _performed(file: TenantFile, number: int) -> Iterator[Complaint]:
    offered = {each.name for each in file.offerings}
    performs = file.resources[number].performs
    for position, name in enumerate(performs):
        if name not in offered:
            yield ("resources", number, "performs", position), f"there is no offering {name}"
        elif name in performs[:position]:
            yield ("resources", number, "performs", position), f"{name} is given twice"


def _of_hours(part: Resource | TenantFile) -> Iterator[Complaint]:
    weekly: dict[str, Hours] = {"hours": part.hours, "breaks": part.breaks}
    for field, hours in weekly.items():
        if _overlap([(str(day), begin, end) for day, begin, end in openings_of(hours)]):
            yield (field,), "two stretches of one day overlap"
    for day in _overlapping(part.special_days):
        yield ("special_days", day), "two stretches overlap"


def _overlapping(days: SpecialDays) -> Iterator[str]:
    for day, stretches in days.items():
        if _overlap([(day, *minutes_of(each)) for each in stretches]):
            yield day


def _overlap(stretches: Sequence[tuple[str, int, int]]) -> bool:
    return any(
        day == next_day and begin < end
        for (day, _, end), (next_day, begin, _) in pairwise(sorted(stretches))
    )


def _of_rules(file: TenantFile) -> Iterator[Complaint]:
    bookable = {"offerings", "resources"} & file.model_fields_set
    for field in RULES:
        if field in file.model_fields_set and not bookable:
            yield (field,), "needs offerings and resources beside it"
    if (of := file.holidays) and not is_known(of.country, of.region):
        named = f"{of.country}-{of.region}" if of.region else of.country
        yield ("holidays",), f"the public holidays of {named} are not known"
    if file.pending_expiry is not None and not EXPIRY[0] <= file.pending_expiry <= EXPIRY[1]:
        yield ("pending_expiry",), "must be 1 minute to 90 days"
    for number, lead in enumerate(file.reminders or ()):
        if not LEAD[0] <= lead <= LEAD[1]:
            yield ("reminders", number), "must be 5 minutes to 30 days"
        elif lead in (file.reminders or [])[:number]:
            yield ("reminders", number), "is given twice"
