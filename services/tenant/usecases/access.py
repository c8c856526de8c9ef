"""API keys: who from outside the mesh is let in."""

import hmac
import secrets
from dataclasses import dataclass
from hashlib import sha256

from services.common.logs import Secret
from services.tenant.domain.errors import KeyUnknown

EVERYTHING = "*"


@dataclass(frozen=True)
class ApiKey:
    """What a key may do, for all tenants."""

    api_key_id: str
    scopes: tuple[str, ...]


DEVELOPMENT_KEY = ApiKey("development", (EVERYTHING,))


class AccessUseCases:
    """Knows one key, which opens everything; None outside development and test: no key is known."""

    def __init__(self, development_key: Secret | None, pepper: bytes) -> None:
        self._pepper = pepper
        # Without a key something that nothing matches, so that the answer takes as long.
        self._known = self._digest(development_key) if development_key else secrets.token_bytes(32)

    async def verify_api_key(self, presented: Secret) -> ApiKey:
        if not hmac.compare_digest(self._digest(presented), self._known):
            raise KeyUnknown
        return DEVELOPMENT_KEY

    def _digest(self, key: Secret) -> bytes:
        return hmac.new(self._pepper, key.reveal().encode(), sha256).digest()
