"""What is wrong with a tenant's file though each value by itself is well."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise

from lyoctl.phones import is_e164
from lyoctl.tenant_schema import Profile, TenantFile
from services.tenant.domain.languages import wrong_with_language
from services.tenant.domain.time_zones import wrong_with_time_zone

Path = tuple[str | int, ...]
Complaint = tuple[Path, str]


def complaints(file: TenantFile) -> Iterator[Complaint]:
    """Each rule that is broken, with the path to where."""
    yield from _unknown(file.tenant)
    addresses = [(each.platform, each.address) for each in file.channels]
    yield from _twice("channels", "address", addresses)
    for part, named in (("offerings", file.offerings), ("resources", file.resources)):
        yield from _twice(part, "name", [each.name for each in named])
    for field in ("phone", "email"):
        yield from _twice("members", field, [getattr(each, field) for each in file.members])
    yield from _phones(file)
    yield from _defaults(file)
    yield from _lengths(file)
    for number, resource in enumerate(file.resources):
        yield from _performed(file, number)
        for (day, _, end), (next_day, begin, _) in pairwise(sorted(resource.openings())):
            if day == next_day and begin < end:
                yield ("resources", number, "hours"), "two stretches of one day overlap"
                break


def _unknown(profile: Profile) -> Iterator[Complaint]:
    for wrong in wrong_with_time_zone("time_zone", profile.time_zone):
        yield ("tenant", "time_zone"), wrong.message
    for number, language in enumerate(profile.languages):
        for wrong in wrong_with_language("languages", language):
            yield ("tenant", "languages", number), wrong.message


def _twice(part: str, field: str, values: Iterable[object]) -> Iterator[Complaint]:
    known: Counter[object] = Counter()
    for number, value in enumerate(values):
        known[value] += 1
        if value and known[value] == 2:
            shown = " ".join(value) if isinstance(value, tuple) else value
            yield (part, number, field), f"{shown} is given twice"


def _phones(file: TenantFile) -> Iterator[Complaint]:
    for number, channel in enumerate(file.channels):
        if channel.platform == "twilio" and not is_e164(channel.address.removeprefix("whatsapp:")):
            yield ("channels", number, "address"), "is no possible phone number"
    for number, member in enumerate(file.members):
        if member.phone and not is_e164(member.phone):
            yield ("members", number, "phone"), "is no possible phone number"


def _defaults(file: TenantFile) -> Iterator[Complaint]:
    defaults = [number for number, each in enumerate(file.offerings) if each.default]
    for number in defaults[1:]:
        yield ("offerings", number, "default"), "another offering is the default"


def _lengths(file: TenantFile) -> Iterator[Complaint]:
    for number, each in enumerate(file.offerings):
        for field, least, most in (
            ("length", 5, 24 * 60),
            ("step", 5, 24 * 60),
            ("buffer_before", 0, 240),
            ("buffer_after", 0, 240),
        ):
            length = getattr(each, field)
            if length is not None and not least * 60 <= length.total_seconds() <= most * 60:
                yield ("offerings", number, field), f"must be {least} minutes to {most // 60} hours"


def _performed(file: TenantFile, number: int) -> Iterator[Complaint]:
    offered = {each.name for each in file.offerings}
    performs = file.resources[number].performs
    for position, name in enumerate(performs):
        if name not in offered:
            yield ("resources", number, "performs", position), f"there is no offering {name}"
        elif name in performs[:position]:
            yield ("resources", number, "performs", position), f"{name} is given twice"
