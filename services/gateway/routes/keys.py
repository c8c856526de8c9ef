"""The lock of /admin and of the old /api paths: which API key knocks, and for whom it acts.

A key is presented as `Authorization: Bearer KEY` or `X-API-Key: KEY`. Its calls are counted, and so
are the wrong keys of an address, so that guessing ends soon.
"""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from services.common import context
from services.common.actor import Actor, Actors
from services.common.clock import Clock, utc_now
from services.common.errors import ResourceExhausted, Unauthenticated
from services.common.grants import Grant, Grants
from services.common.rates import Rates

WRONG_AT_MOST = 20
"""Wrong keys that an address may present in a minute."""
ADDRESSES_AT_MOST = 10_000
KEYS_AT_MOST = 4096
LONGEST_KEY = 200


class KeyDoor:
    """Lets in who has a key, in the name of whom everything is done then."""

    def __init__(
        self,
        grants: Grants,
        actors: Actors,
        *,
        proxies: int = 0,
        now: Clock = utc_now,
    ) -> None:
        """`proxies`: how many of ours stand in front and say who came to them."""
        self._grants = grants
        self._actors = actors
        self._rates = Rates(now)
        self._wrong = WrongKeys(now)
        self._right: OrderedDict[bytes, None] = OrderedDict()
        self._proxies = proxies

    async def enter(self, scope: Any) -> Actor:
        """Who acts from here on; Unauthenticated, or ResourceExhausted where it is too much."""
        key = key_in(scope["headers"])
        grant = await self._grant(key, address_of(scope, self._proxies))
        self._rates.take(grant.key_id, grant.calls_per_minute)
        actor = self._actors.signed(grant.actor)
        context.actor.set(actor)
        return actor

    async def _grant(self, key: str, address: str) -> Grant:
        """A key that was right before is asked for even where its address guesses: many may come
        from there, and one of them must not shut the others out."""
        name = sha256(key.encode()).digest()
        if name not in self._right:
            self._wrong.require_few(address)
        try:
            grant = await self._grants.of(key)
        except Unauthenticated:
            self._right.pop(name, None)
            self._wrong.count(address)
            raise
        self._right[name] = None
        if len(self._right) > KEYS_AT_MOST:
            self._right.popitem(last=False)
        return grant


@dataclass
class _Minute:
    begin: datetime
    count: int = 0


class WrongKeys:
    """How many wrong keys an address presented in the minute that began with its first."""

    def __init__(self, now: Clock = utc_now) -> None:
        self._now = now
        self._minutes: OrderedDict[str, _Minute] = OrderedDict()

    def require_few(self, address: str) -> None:
        """Raise ResourceExhausted where there were too many."""
        minute = self._minutes.get(address)
        left = minute.begin + timedelta(minutes=1) - self._now() if minute else timedelta()
        if minute and minute.count >= WRONG_AT_MOST and left > timedelta():
            raise ResourceExhausted("RATE_LIMITED", "too many wrong API keys", retry_after=left)

    def count(self, address: str) -> None:
        now = self._now()
        minute = self._minutes.get(address)
        if minute is None or now >= minute.begin + timedelta(minutes=1):
            self._minutes.pop(address, None)
            minute = self._minutes[address] = _Minute(now)
        minute.count += 1
        if len(self._minutes) > ADDRESSES_AT_MOST:
            self._minutes.popitem(last=False)


def key_in(headers: Sequence[tuple[bytes, bytes]]) -> str:
    """The one key that is presented."""
    found = [value.strip() for name, value in headers if name == b"x-api-key"]
    for name, value in headers:
        scheme, _, given = value.strip().partition(b" ")
        if name == b"authorization" and scheme.lower() == b"bearer":
            found.append(given.strip())
    if len(found) != 1 or not found[0]:
        said = "present one API key: `Authorization: Bearer KEY` or `X-API-Key: KEY`"
        raise Unauthenticated("KEY_MISSING", said)
    key = found[0]
    if len(key) > LONGEST_KEY or not key.isascii() or not key.decode("ascii").isprintable():
        raise Unauthenticated("KEY_UNKNOWN", "no such API key")
    return key.decode("ascii")


def address_of(scope: Any, proxies: int) -> str:
    """Where the request comes from, as far as that can be trusted."""
    peer = scope.get("client") or ("unknown", 0)
    values = [value for name, value in scope["headers"] if name == b"x-forwarded-for"]
    said = [part.strip().decode("latin-1") for value in values for part in value.split(b",")]
    return said[-proxies] if 0 < proxies <= len(said) else str(peer[0])
