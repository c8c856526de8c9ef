"""Who may come in: the door of the mesh, for services, and the door for teams, with API keys.

A door says who calls and whether that caller may; the interceptor of the server does the rest.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Iterable
from hashlib import sha256
from typing import Any, Protocol

from services.common import context as work
from services.common.actor import ACTOR_KEY, Actors
from services.common.clock import Clock, utc_now
from services.common.errors import PermissionDenied, Unauthenticated
from services.common.grants import Grant, Grants
from services.common.mesh import CALLER_KEY, Policy, Verifier
from services.common.rates import Rates, WrongKeys
from services.common.scopes import Scopes

AUTHORIZATION = "authorization"
API_KEY = "x-api-key"
LONGEST_KEY = 200
KEYS_AT_MOST = 4096

Metadata = Iterable[tuple[str, Any]]
"""Pairs, of which some may have the same name. Names are in lower case."""


class Door(Protocol):
    """Lets callers in, or raises Unauthenticated, PermissionDenied or ResourceExhausted."""

    async def enter(self, method: str | None, metadata: Metadata, peer: str, /) -> str:
        """The name of the caller of the method (None: there is no such method, and a stranger
        learns not even that), who comes from `peer`, as gRPC names it. Whom the caller acts for is
        set in the context."""

    def require_method(self, method: str) -> None:
        """Raise where nobody decided who may call it; asked once, before the server starts."""


class MeshDoor:
    """For services of the mesh: by their token, along the call graph."""

    def __init__(self, verifier: Verifier, policy: Policy, actors: Actors) -> None:
        self._verifier = verifier
        self._policy = policy
        self._actors = actors
        self._allowed: dict[tuple[str, str], bool] = {}

    async def enter(self, method: str | None, metadata: Metadata, _: str) -> str:
        """The service that calls. An actor that it brings is read from its own token only."""
        sent = dict(metadata)
        caller = self._verifier.caller(sent.get(CALLER_KEY))
        if method is not None and not self._allows(caller, method):
            raise PermissionDenied("CALLER_NOT_ALLOWED", f"not a method for {caller}")
        token = sent.get(ACTOR_KEY)
        work.actor.set(self._actors.read(token) if token else None)
        return caller

    def require_method(self, method: str) -> None:
        """The call graph refuses what it does not name."""

    def _allows(self, caller: str, method: str) -> bool:
        """The policy's answer, asked once for each caller and method."""
        known = self._allowed.get((caller, method))
        if known is None:
            known = self._allowed[caller, method] = self._policy.allows(caller, method)
        return known


class Lock:
    """Which API key opens what, as often as it may.

    A key that was never right counts as a wrong one of its address until it is found to be right,
    so that guessing ends soon, however many guesses come at once. One that was right before is
    asked for in any case: many may come from one address, and who guesses shuts out no other.
    """

    def __init__(self, grants: Grants, rates: Rates, wrong: WrongKeys) -> None:
        self._grants = grants
        self._rates = rates
        self._wrong = wrong
        self._right: OrderedDict[bytes, None] = OrderedDict()
        self._tried: set[tuple[str, bytes]] = set()

    async def opened(self, key: str, address: str) -> Grant:
        """The grant of the key; Unauthenticated, or ResourceExhausted where it is too much."""
        name = sha256(key.encode()).digest()
        trial = (address, name)
        try:
            if name in self._right or trial in self._tried:
                grant = await self._grants.of(key)
            else:
                grant = await self._first(key, trial)
        except Unauthenticated:
            self._right.pop(name, None)
            raise
        self._right[name] = None
        if len(self._right) > KEYS_AT_MOST:
            self._right.popitem(last=False)
        self._rates.take(grant.key_id, grant.calls_per_minute)
        return grant

    async def _first(self, key: str, trial: tuple[str, bytes]) -> Grant:
        """Of many who come at once with one key only the first is counted: it is one guess."""
        address, _ = trial
        self._wrong.count(address)
        self._tried.add(trial)
        try:
            grant = await self._grants.of(key)
        except (Unauthenticated, asyncio.CancelledError):
            raise  # also who did not wait for the answer has guessed
        except Exception:
            self._wrong.take_back(address)
            raise
        finally:
            self._tried.discard(trial)
        self._wrong.take_back(address)
        return grant


class TeamDoor:
    """For internal teams: by API key, its scopes and its tenants. What they say else of who calls
    is not looked at."""

    def __init__(
        self,
        grants: Grants,
        scopes: Scopes,
        rates: Rates,
        actors: Actors,
        *,
        now: Clock = utc_now,
    ) -> None:
        self._lock = Lock(grants, rates, WrongKeys(now))
        self._scopes = scopes
        self._actors = actors

    async def enter(self, method: str | None, metadata: Metadata, peer: str) -> str:
        """The key that calls, which is the actor of all that follows."""
        grant = await self._lock.opened(key_in(metadata), address_of(peer))
        actor = grant.actor
        if method is not None:
            actor.require_scopes([self._scope(method)])
        work.actor.set(self._actors.signed(actor))
        return actor.name

    def require_method(self, method: str) -> None:
        """Raise ScopeMissing where services/scopes.toml says nothing of the method."""
        self._scopes.require_all([method])

    def _scope(self, method: str) -> str:
        scope = self._scopes.of(method)
        if scope is None:
            raise PermissionDenied("CALLER_NOT_ALLOWED", "not a method for callers from outside")
        return scope


def key_in(metadata: Metadata) -> str:
    """The one API key that was sent. What can be none is refused before anybody is asked."""
    found = []
    for name, value in metadata:
        if name == API_KEY:
            found.append(value.strip())
        elif name == AUTHORIZATION:
            scheme, _, given = value.strip().partition(" ")
            if scheme.lower() == "bearer":
                found.append(given.strip())
    if len(found) != 1 or not found[0]:
        said = "send one API key: `Authorization: Bearer KEY` or `X-API-Key: KEY`"
        raise Unauthenticated("KEY_MISSING", said)
    key: str = found[0]
    if len(key) > LONGEST_KEY or not (key.isascii() and key.isprintable()):
        raise Unauthenticated("KEY_UNKNOWN", "no such API key")
    return key


def address_of(peer: str) -> str:
    """Where a call comes from (`ipv4:10.0.0.1:5000`), without the port of its connection."""
    return peer.rpartition(":")[0]


def require_tenant(method: str, request: Any, narrowing: frozenset[str]) -> None:
    """Refuse a request about a tenant that is not the actor's, where one acts."""
    actor = work.actor.get()
    if actor is None or actor.tenants is None:
        return
    tenant_id = getattr(request, "tenant_id", "").lower()  # a UUID may be written in capitals
    if tenant_id or method not in narrowing:
        actor.require_tenant(tenant_id)
