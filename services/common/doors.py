"""Who may come in: the door of the mesh, for services, and the door for teams, with API keys.

A door says who calls and whether that caller may; the interceptor of the server does the rest.
"""

from collections.abc import Mapping
from typing import Any, Protocol

from services.common import context as work
from services.common.actor import ACTOR_KEY, Actors
from services.common.errors import PermissionDenied, Unauthenticated
from services.common.grants import Grants
from services.common.mesh import CALLER_KEY, Policy, Verifier
from services.common.rates import Rates
from services.common.scopes import Scopes

AUTHORIZATION = "authorization"
API_KEY = "x-api-key"
_BEARER = "bearer "

Metadata = Mapping[str, Any]


class Door(Protocol):
    """Lets callers in, or raises Unauthenticated, PermissionDenied or ResourceExhausted."""

    async def enter(self, method: str | None, metadata: Metadata) -> str:
        """The name of the caller of the method (None: there is no such method, and a stranger
        learns not even that). Whom the caller acts for is set in the context."""

    def require_method(self, method: str) -> None:
        """Raise where nobody decided who may call it; asked once, before the server starts."""


class MeshDoor:
    """For services of the mesh: by their token, along the call graph."""

    def __init__(self, verifier: Verifier, policy: Policy, actors: Actors) -> None:
        self._verifier = verifier
        self._policy = policy
        self._actors = actors
        self._allowed: dict[tuple[str, str], bool] = {}

    async def enter(self, method: str | None, metadata: Metadata) -> str:
        """The service that calls. An actor that it brings is read from its own token only."""
        caller = self._verifier.caller(metadata.get(CALLER_KEY))
        if method is not None and not self._allows(caller, method):
            raise PermissionDenied("CALLER_NOT_ALLOWED", f"not a method for {caller}")
        token = metadata.get(ACTOR_KEY)
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


class TeamDoor:
    """For internal teams: by API key, its scopes and its tenants. What they say else of who calls
    is not looked at."""

    def __init__(self, grants: Grants, scopes: Scopes, rates: Rates, actors: Actors) -> None:
        self._grants = grants
        self._scopes = scopes
        self._rates = rates
        self._actors = actors

    async def enter(self, method: str | None, metadata: Metadata) -> str:
        """The key that calls, which is the actor of all that follows."""
        grant = await self._grants.of(key_in(metadata))
        self._rates.take(grant.key_id, grant.calls_per_minute)
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
    """The API key that was sent, in one of its two places; KEY_MISSING where there is none."""
    bearer = str(metadata.get(AUTHORIZATION, ""))
    if bearer.lower().startswith(_BEARER):
        return bearer[len(_BEARER) :].strip()
    if key := str(metadata.get(API_KEY, "")):
        return key
    raise Unauthenticated("KEY_MISSING", "send an API key: authorization: Bearer lyo_...")


def require_tenant(method: str, request: Any, narrowing: frozenset[str]) -> None:
    """Refuse a request about a tenant that is not the actor's, where one acts."""
    actor = work.actor.get()
    if actor is None or actor.tenants is None:
        return
    tenant_id = getattr(request, "tenant_id", "")
    if tenant_id or method not in narrowing:
        actor.require_tenant(tenant_id)
