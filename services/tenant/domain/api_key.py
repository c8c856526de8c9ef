"""API keys: what one may do, and the text by which it is presented.

`lyo_<environment>_<id>_<secret>_<checksum>`: the checksum tells a mistyped key from an unknown one
without asking anybody, and lets scanners find keys that stand where they should not.
"""

import re
import zlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from services.common.actor import EVERYTHING
from services.tenant.domain.errors import (
    ExpireTimePast,
    KeyFasterThanMaker,
    KeyMistyped,
    KeyOutlivesMaker,
    KeyUnknown,
    ScopeUnknown,
)

CALLS_PER_MINUTE = 600
"""Where nothing is said."""
MOST_ACTIVE = 2
"""Of one client: the one it has and the one it changes to."""

RANDOM_BYTES = 40
"""What a key is made of: 8 for the id, 32 for the secret."""

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_ID_LENGTH, _SECRET_LENGTH, _CHECKSUM_LENGTH = 12, 43, 6
_FORM = re.compile(
    r"lyo_(?P<environment>development|test|production)"
    rf"_(?P<id>[0-9A-Za-z]{{{_ID_LENGTH}}})_(?P<secret>[0-9A-Za-z]{{{_SECRET_LENGTH}}})"
)
_LENGTH_OF_A_SLIP = 60
"""What begins as a key and is at least so long was one, before somebody copied it badly."""


@dataclass(frozen=True)
class ApiKey:
    """What a key may do, without what opens with it."""

    api_key_id: str
    client: str
    scopes: tuple[str, ...]
    tenant_ids: tuple[UUID, ...]
    all_tenants: bool
    calls_per_minute: int
    created_by: str
    create_time: datetime
    expire_time: datetime | None = None
    revoke_time: datetime | None = None
    last_use_time: datetime | None = None
    """To the minute."""

    def is_active(self, now: datetime) -> bool:
        """Whether it opens."""
        ended = self.expire_time is not None and self.expire_time <= now
        return self.revoke_time is None and not ended

    def revoked(self, now: datetime) -> "ApiKey":
        """The key as it is from now on; one that was revoked before stays so."""
        return self if self.revoke_time else replace(self, revoke_time=now)

    def check_made(self, key: "ApiKey") -> None:
        """Refuse a key that this one would make although it is itself less."""
        if not self.is_active(key.create_time) or _ends_later(key.expire_time, self.expire_time):
            raise KeyOutlivesMaker
        if key.calls_per_minute > self.calls_per_minute:
            raise KeyFasterThanMaker(self.calls_per_minute)


@dataclass(frozen=True, repr=False)
class Presented:
    """A key as it is presented. Not for logs: it has no repr."""

    environment: str
    api_key_id: str
    secret: str

    @property
    def plain(self) -> str:
        """The whole text."""
        said = f"lyo_{self.environment}_{self.api_key_id}_{self.secret}"
        return f"{said}_{_checksum(said)}"


def made(environment: str, randomness: bytes) -> Presented:
    """A new key out of RANDOM_BYTES that nobody can guess."""
    if len(randomness) != RANDOM_BYTES:
        raise ValueError(f"a key is made of {RANDOM_BYTES} bytes")
    return Presented(
        environment,
        base_62(int.from_bytes(randomness[:8]), _ID_LENGTH),
        base_62(int.from_bytes(randomness[8:]), _SECRET_LENGTH),
    )


def parsed(text: str) -> Presented:
    """The key in the text: KeyMistyped where it was one once, KeyUnknown where it never was."""
    said, _, checksum = text.rpartition("_")
    if checksum != _checksum(said):
        slip = text.startswith("lyo_") and len(text) >= _LENGTH_OF_A_SLIP
        raise KeyMistyped if slip else KeyUnknown
    form = _FORM.fullmatch(said)
    if form is None:
        raise KeyUnknown
    return Presented(form["environment"], form["id"], form["secret"])


def check_scopes(scopes: Sequence[str], known: Collection[str]) -> None:
    """Refuse scopes that there are not, naming each."""
    if unknown := [each for each in scopes if each not in known and each != EVERYTHING]:
        raise ScopeUnknown(unknown, sorted(known))


def check_expire_time(expire_time: datetime | None, now: datetime) -> None:
    """Refuse an end that has been."""
    if expire_time is not None and expire_time <= now:
        raise ExpireTimePast


def _ends_later(end: datetime | None, other: datetime | None) -> bool:
    """None: never."""
    return other is not None and (end is None or end > other)


def base_62(number: int, length: int) -> str:
    """The number in digits and letters, the higher places first."""
    digits = []
    for _ in range(length):
        number, digit = divmod(number, 62)
        digits.append(_DIGITS[digit])
    return "".join(reversed(digits))


def _checksum(said: str) -> str:
    return base_62(zlib.crc32(said.encode()), _CHECKSUM_LENGTH)
