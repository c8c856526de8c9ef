"""The rules that a catalog keeps. Of those that are broken the first is told, with its field."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import timedelta
from itertools import pairwise

from services.booking.domain.calendar import Opening
from services.booking.domain.catalog import Catalog, Offering, Resource
from services.booking.domain.errors import CatalogWrong
from services.booking.domain.holidays import is_known
from services.booking.domain.hours import Group, Rules, SpecialDay, Stretch
from services.booking.domain.wall_time import is_time_zone
from services.common.texts import has_control

_MINUTE = timedelta(minutes=1)
_SECOND = timedelta(seconds=1)


def check(catalog: Catalog) -> None:
    """Refuse a catalog that breaks a rule."""
    if not is_time_zone(catalog.time_zone):
        raise CatalogWrong("TIME_ZONE_UNKNOWN", "time_zone", "must be the name of a zone")
    _check_names("offerings", [each.name for each in catalog.offerings])
    _check_names("resources", [each.name for each in catalog.resources])
    if sum(each.is_default for each in catalog.offerings) > 1:
        raise CatalogWrong("DEFAULT_REPEATED", "offerings", "only one can be the default")
    for offering in catalog.offerings:
        _check_offering(offering)
    known = {each.name for each in catalog.offerings}
    for resource in catalog.resources:
        _check_resource(resource, known)
    _check_rules(catalog.rules)


def _check_names(field: str, names: Iterable[str]) -> None:
    for name, count in Counter(names).items():
        if count > 1:
            raise CatalogWrong("NAME_REPEATED", field, f"two are named {name}")


def _check_offering(offering: Offering) -> None:
    field = f'offerings["{offering.name}"]'
    _check_lengths(offering, field)
    _check_texts(offering, field)
    if offering.price_cents and not offering.currency_code:
        raise CatalogWrong("FIELD_MISSING", f"{field}.currency_code", "a price needs its currency")
    most = offering.party.most
    if most is not None and most < offering.party.least:
        raise CatalogWrong("FIELD_INVALID", f"{field}.max_party", "must not be below min_party")
    if offering.group is not None:
        _check_group(offering.group, field)


def _check_lengths(offering: Offering, field: str) -> None:
    pace, notices = offering.pace, offering.notices
    _check_minutes(f"{field}.length", pace.length)
    _check_minutes(f"{field}.step", pace.step)
    _check_minutes(f"{field}.min_notice", notices.book)
    _check_minutes(f"{field}.book_ahead", notices.ahead)
    _check_minutes(f"{field}.cancel_notice", notices.cancel)
    _check_minutes(f"{field}.move_notice", notices.move)
    _check_seconds(f"{field}.buffer_before", pace.buffer_before)
    _check_seconds(f"{field}.buffer_after", pace.buffer_after)


def _check_minutes(field: str, length: timedelta | None) -> None:
    if length is not None and length % _MINUTE:
        raise CatalogWrong("FIELD_INVALID", field, "must be whole minutes")


def _check_seconds(field: str, length: timedelta) -> None:
    if length % _SECOND:
        raise CatalogWrong("FIELD_INVALID", field, "must be whole seconds")


def _check_texts(offering: Offering, field: str) -> None:
    _check_text(f"{field}.display_name", offering.display_name)
    if offering.venue is not None:
        _check_text(f"{field}.venue.name", offering.venue.name)
        _check_text(f"{field}.venue.address", offering.venue.address)


def _check_text(field: str, text: str) -> None:
    if has_control(text):
        raise CatalogWrong("FIELD_INVALID", field, "has control characters")


def _check_group(group: Group, field: str) -> None:
    if not group.seats:
        raise CatalogWrong("FIELD_INVALID", f"{field}.seats", "occurrences have seats")
    if not (group.weekly or group.dated):
        rule = "seats are seats of an occurrence: name one"
        raise CatalogWrong("FIELD_INVALID", f"{field}.seats", rule)


def _check_resource(resource: Resource, offering_names: set[str]) -> None:
    field = f'resources["{resource.name}"]'
    _check_text(f"{field}.display_name", resource.display_name)
    unknown = sorted(resource.offering_names - offering_names)
    if unknown:
        rule = f"{unknown[0]} is no offering of this catalog"
        raise CatalogWrong("OFFERING_UNKNOWN", f"{field}.offering_names", rule)
    hours = resource.hours
    _check_week(f"{field}.weekly_hours", resource.openings)
    _check_week(f"{field}.weekly_breaks", hours.breaks)
    _check_days(f"{field}.special_days", hours.special_days)
    if any(each.end <= each.start for each in hours.time_off):
        raise CatalogWrong("FIELD_INVALID", f"{field}.time_off", "must end after it begins")


def _check_rules(rules: Rules) -> None:
    _check_week("rules.weekly_hours", rules.weekly)
    _check_week("rules.weekly_breaks", rules.breaks)
    _check_days("rules.special_days", rules.special_days)
    _check_minutes("rules.pending_expiry", rules.pending_expiry)
    for lead in rules.leads:
        _check_minutes("rules.reminders.leads", lead)
    _check_holidays(rules.holiday_country, rules.holiday_region)


def _check_holidays(country: str, region: str) -> None:
    if country and not is_known(country):
        rule = f"the public holidays of {country} are not known"
        raise CatalogWrong("COUNTRY_UNKNOWN", "rules.holiday_country", rule)
    if region and not is_known(country, region):
        rule = f"{region} is no part of {country or 'a country'} with holidays of its own"
        raise CatalogWrong("COUNTRY_UNKNOWN", "rules.holiday_region", rule)


def _check_week(field: str, openings: Sequence[Opening]) -> None:
    days: dict[int, list[Stretch]] = {}
    for each in openings:
        stretch = Stretch(each.start_minute, each.end_minute)
        days.setdefault(each.weekday, []).append(stretch)
    for stretches in days.values():
        _check_day(field, stretches)


def _check_days(field: str, days: Sequence[SpecialDay]) -> None:
    for day, count in Counter(each.date for each in days).items():
        if count > 1:
            raise CatalogWrong("DATE_REPEATED", field, f"{day} is named twice")
    for each in days:
        _check_day(field, each.hours)


def _check_day(field: str, stretches: Sequence[Stretch]) -> None:
    if any(each.start_minute >= each.end_minute for each in stretches):
        raise CatalogWrong("HOURS_EMPTY", field, "must end after it begins")
    for one, other in pairwise(sorted(stretches)):
        if other.start_minute < one.end_minute:
            raise CatalogWrong("HOURS_OVERLAP", field, "two of one day overlap")
