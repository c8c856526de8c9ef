"""What is wrong with a tenant's file though each value by itself is well."""

from collections import Counter
from collections.abc import Iterable, Iterator

from lyoctl.bookable_rules import Complaint, catalog_complaints
from lyoctl.faq_entries import id_of
from lyoctl.phones import is_e164
from lyoctl.tenant_schema import Profile, TenantFile
from services.tenant.domain.languages import wrong_with_language
from services.tenant.domain.time_zones import wrong_with_time_zone


def complaints(file: TenantFile) -> Iterator[Complaint]:
    """Each rule that is broken, with the path to where."""
    yield from _unknown(file.tenant)
    addresses = [(each.platform, each.address) for each in file.channels]
    yield from _twice("channels", "address", addresses)
    for part, named in (("offerings", file.offerings), ("resources", file.resources)):
        yield from _twice(part, "name", [each.name for each in named])
    for field in ("phone", "email"):
        yield from _twice("members", field, [getattr(each, field) for each in file.members])
    ids = [each.id or id_of(each.questions[0]) for each in file.faq]
    yield from _twice("faq", "id", ids)
    yield from _phones(file)
    yield from _defaults(file)
    yield from _not_offered(file)
    yield from catalog_complaints(file)


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


def _not_offered(file: TenantFile) -> Iterator[Complaint]:
    """Of a file that names no offerings they are not known here."""
    offered = {each.name for each in file.offerings}
    for number, each in enumerate(file.sending.templates if file.sending else ()):
        if offered and each.offering and each.offering not in offered:
            yield (
                ("sending", "templates", number, "offering"),
                f"there is no offering {each.offering}",
            )


def _defaults(file: TenantFile) -> Iterator[Complaint]:
    defaults = [number for number, each in enumerate(file.offerings) if each.default]
    for number in defaults[1:]:
        yield ("offerings", number, "default"), "another offering is the default"
