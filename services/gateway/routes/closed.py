"""What is not built below /api and /admin: it asks for a key first, else it tells nothing."""

from typing import Any

from starlette.exceptions import HTTPException
from starlette.routing import Route

from services.gateway.routes.keys import KeyDoor

OPEN = ("/api/integrations/whatsapp/webhook",)
"""Webhooks below /api, which show a signature and no key."""


_BELOW = ("", "/{rest:path}")


class Closed:
    """Answers 401 without a key, and 404 with one."""

    def __init__(self, keys: KeyDoor) -> None:
        self._keys = keys

    async def __call__(self, scope: Any, *_: Any) -> None:
        """Called by the router. The answer is the exception's."""
        if scope["path"] not in OPEN:
            await self._keys.enter(scope)
        raise HTTPException(404)


def closed_routes(keys: KeyDoor) -> list[Route]:
    """To be asked after all others."""
    closed = Closed(keys)
    return [Route(f"{path}{rest}", closed) for path in ("/api", "/admin") for rest in _BELOW]
