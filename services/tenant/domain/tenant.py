"""A business that Lyo works for, and what may be said of it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from services.common.errors import Violation
from services.tenant.domain.deletion import KEPT
from services.tenant.domain.errors import FieldsWrong
from services.tenant.domain.languages import wrong_with_language
from services.tenant.domain.revision import etag_of
from services.tenant.domain.texts import wrong_with_text
from services.tenant.domain.time_zones import wrong_with_time_zone

MOST_LANGUAGES = 20

_NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")
_LINES = re.compile(r"[\t\r\n]")


@dataclass(frozen=True)
class Profile:
    """What may change of a tenant."""

    display_name: str
    time_zone: str
    languages: tuple[str, ...]
    persona: str = ""
    """How the assistant shall speak, in words, of many lines."""


PROFILE_FIELDS = ("display_name", "time_zone", "languages", "persona")


@dataclass(frozen=True)
class Tenant:
    tenant_id: UUID
    name: str
    profile: Profile
    create_time: datetime
    update_time: datetime
    revision: int = 1
    delete_time: datetime | None = None
    purge_time: datetime | None = None

    @property
    def etag(self) -> str:
        return etag_of(self.tenant_id, self.revision)

    def changed(self, profile: Profile, now: datetime) -> "Tenant":
        """The next revision of it."""
        return replace(self, profile=profile, update_time=now, revision=self.revision + 1)

    def deleted(self, now: datetime) -> "Tenant":
        """The next revision of it, to be removed when its time is over."""
        return replace(self.changed(self.profile, now), delete_time=now, purge_time=now + KEPT)

    def undeleted(self, now: datetime) -> "Tenant":
        """The next revision of it, as it was before."""
        return replace(self.changed(self.profile, now), delete_time=None, purge_time=None)

    def ended(self, now: datetime) -> "Tenant":
        """The next revision of it, with nothing left to take back."""
        return replace(self.changed(self.profile, now), purge_time=now)


def is_name(text: str) -> bool:
    """Whether a tenant could be called so."""
    return _NAME.fullmatch(text) is not None


def check_profile(
    profile: Profile, fields: Iterable[str] = PROFILE_FIELDS, *, inside: str = ""
) -> None:
    """Refuse a profile, naming each of `fields` that is wrong; `inside` is what leads to it."""
    found: list[Violation] = []
    for field in fields:
        found += _CHECKS[field](profile, inside + field)
    if found:
        raise FieldsWrong(found)


def _wrong_with_display_name(profile: Profile, field: str) -> list[Violation]:
    text = profile.display_name
    return wrong_with_text(field, text.strip() and text, least=1, most=100)


def _wrong_with_time_zone(profile: Profile, field: str) -> list[Violation]:
    return wrong_with_time_zone(field, profile.time_zone)


def _wrong_with_languages(profile: Profile, field: str) -> list[Violation]:
    languages = profile.languages
    if not languages:
        return [Violation(field, "FIELD_MISSING", "names no language")]
    if len(languages) > MOST_LANGUAGES or len(set(languages)) < len(languages):
        rule = f"names more than {MOST_LANGUAGES} languages, or one twice"
        return [Violation(field, "FIELD_INVALID", rule)]
    return [
        wrong
        for n, language in enumerate(languages)
        for wrong in wrong_with_language(f"{field}[{n}]", language)
    ]


def _wrong_with_persona(profile: Profile, field: str) -> list[Violation]:
    return wrong_with_text(field, _LINES.sub(" ", profile.persona), most=4000)


_CHECKS = {
    "display_name": _wrong_with_display_name,
    "time_zone": _wrong_with_time_zone,
    "languages": _wrong_with_languages,
    "persona": _wrong_with_persona,
}
