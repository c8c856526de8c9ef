"""For whom a service acts: the API key or person who asked, as the door that let them in says it.

The door signs it, each service sends it on with its own calls, and each checks it again: a request
about a tenant that is not the actor's is answered as if there were no such tenant. Work that nobody
asked for has no actor: it acts as the service that does it.
"""

import base64
import binascii
import hmac
import json
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256
from typing import Any

from services.common.clock import Clock, utc_now
from services.common.errors import NotFound, PermissionDenied, Unauthenticated

ACTOR_KEY = "x-lyo-actor"
VALID_FOR = timedelta(seconds=60)
"""Longer than a turn takes, with all calls that it makes."""
EVERYTHING = "*"
"""The scope that is all scopes."""


@dataclass(frozen=True)
class Actor:
    """`tenants` None: all of them, and what belongs to none. `token`: what is sent on."""

    name: str
    """`key:<id of the API key>`; may be logged."""
    scopes: frozenset[str]
    tenants: frozenset[str] | None
    token: str = ""

    def require_tenant(self, tenant_id: str) -> None:
        """Raise NotFound unless the tenant is the actor's, PermissionDenied where none is named."""
        if self.tenants is None or tenant_id in self.tenants:
            return
        if not tenant_id:
            raise PermissionDenied("TENANTS_LIMITED", "this key is for some tenants only: name one")
        raise NotFound("TENANT_NOT_FOUND", f"no tenant {tenant_id}")

    def require_scopes(self, scopes: Collection[str]) -> None:
        """Raise PermissionDenied unless the actor may do all of this."""
        if EVERYTHING in self.scopes:
            return
        if missing := sorted(set(scopes) - self.scopes):
            raise scope_missing(*missing)


def scope_missing(*scopes: str) -> PermissionDenied:
    """What is said to a caller who may not do that."""
    named = " ".join(scopes)
    return PermissionDenied("SCOPE_MISSING", f"the key lacks {named}", details={"scope": named})


class Actors:
    """Signs actors and reads them, with one key of the installation."""

    def __init__(self, key: bytes, *, now: Clock = utc_now) -> None:
        self._key = key
        self._now = now

    def signed(self, actor: Actor) -> Actor:
        """The actor with a token that holds for a minute."""
        tenants = None if actor.tenants is None else sorted(actor.tenants)
        said = {
            "name": actor.name,
            "scopes": sorted(actor.scopes),
            "tenants": tenants,
            "until": int((self._now() + VALID_FOR).timestamp()),
        }
        content = base64.urlsafe_b64encode(json.dumps(said).encode()).decode()
        return replace(actor, token=f"v1.{content}.{self._mac(content)}")

    def read(self, token: str) -> Actor:
        """The actor in a token, or Unauthenticated ACTOR_UNKNOWN or TOKEN_EXPIRED."""
        said = self._said(token)
        if self._now().timestamp() >= said["until"]:
            raise Unauthenticated("TOKEN_EXPIRED", "the actor's token has expired")
        tenants = said["tenants"]
        return Actor(
            name=said["name"],
            scopes=frozenset(said["scopes"]),
            tenants=None if tenants is None else frozenset(tenants),
            token=token,
        )

    def _said(self, token: str) -> dict[str, Any]:
        version, _, rest = token.partition(".")
        content, _, mac = rest.partition(".")
        if version != "v1" or not hmac.compare_digest(mac.encode(), self._mac(content).encode()):
            raise Unauthenticated("ACTOR_UNKNOWN", "the actor's token is not ours")
        try:
            said: dict[str, Any] = json.loads(base64.urlsafe_b64decode(content))
        except (binascii.Error, ValueError):
            raise Unauthenticated("ACTOR_UNKNOWN", "the actor's token is not ours") from None
        return said

    def _mac(self, content: str) -> str:
        return hmac.new(self._key, f"v1.{content}".encode(), sha256).hexdigest()
