"""The lock of /admin and /api: which API key knocks, and for whom it acts.

A key is presented as `Authorization: Bearer KEY` or `X-API-Key: KEY`. Its calls are counted, and so
are the wrong keys of an address, so that guessing ends soon.
"""

from typing import Any

from services.common import context
from services.common.actor import Actor, Actors
from services.common.clock import Clock, utc_now
from services.common.doors import Lock, key_in
from services.common.grants import Grants
from services.common.rates import Rates, WrongKeys


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
        self._lock = Lock(grants, Rates(now), WrongKeys(now))
        self._actors = actors
        self._proxies = proxies

    async def enter(self, scope: Any) -> Actor:
        """Who acts from here on; Unauthenticated, or ResourceExhausted where it is too much."""
        fields = [
            (name.decode("latin-1"), text.decode("latin-1")) for name, text in scope["headers"]
        ]
        grant = await self._lock.opened(key_in(fields), address_of(scope, self._proxies))
        actor = self._actors.signed(grant.actor)
        context.actor.set(actor)
        return actor


def address_of(scope: Any, proxies: int) -> str:
    """Where the request comes from, as far as that can be trusted."""
    peer = scope.get("client") or ("unknown", 0)
    values = [value for name, value in scope["headers"] if name == b"x-forwarded-for"]
    said = [part.strip().decode("latin-1") for value in values for part in value.split(b",")]
    return said[-proxies] if 0 < proxies <= len(said) else str(peer[0])
