"""API keys as they are presented: who from outside the mesh is let in."""

import contextlib
import hmac
import secrets
from datetime import UTC, datetime
from hashlib import sha256
from uuid import UUID

from services.common.actor import EVERYTHING
from services.common.clock import Clock
from services.common.database import Database
from services.common.errors import Unavailable
from services.common.logs import Secret
from services.tenant.domain.api_key import ApiKey, parsed
from services.tenant.domain.errors import KeyUnknown
from services.tenant.domain.installation import INSTALLATION
from services.tenant.storage.api_keys import ApiKeyIds, ApiKeyRepository, Kept

DEVELOPMENT_KEY = ApiKey(
    api_key_id="development",
    client="development",
    scopes=(EVERYTHING,),
    tenant_ids=(),
    all_tenants=True,
    calls_per_minute=60_000,
    created_by="settings",
    create_time=datetime.min.replace(tzinfo=UTC),
)


class Pepper:
    """What API keys are kept as: whoever has the database alone cannot try keys out."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def digest(self, secret: str) -> bytes:
        return hmac.new(self._key, secret.encode(), sha256).digest()


class AccessUseCases:
    """`environment` is the word in the keys that open here; `development_key` opens everything,
    None outside development and test."""

    def __init__(
        self,
        database: Database,
        pepper: Pepper,
        environment: str,
        development_key: Secret | None,
        now: Clock,
    ) -> None:
        self.database = database
        self.pepper = pepper
        self.environment = environment
        self.now = now
        # In place of a key that is not there: nothing matches it, and the answer takes as long.
        self._nothing = secrets.token_bytes(32)
        self._development = (
            pepper.digest(development_key.reveal()) if development_key else self._nothing
        )

    async def verify_api_key(self, presented: Secret) -> ApiKey:
        """The key, or KeyUnknown or KeyMistyped. An id that is not there is looked for as well."""
        text = presented.reveal()
        if hmac.compare_digest(self.pepper.digest(text), self._development):
            return DEVELOPMENT_KEY
        given, now = parsed(text), self.now()
        tenant_id, kept = await kept_key(self.database, given.api_key_id)
        known = kept.digest if kept else self._nothing
        right = hmac.compare_digest(self.pepper.digest(given.secret), known)
        if kept is None or not right or given.environment != self.environment:
            raise KeyUnknown
        if not kept.key.is_active(now):
            raise KeyUnknown
        await self._note_use(tenant_id, kept.key, now)
        return kept.key

    async def _note_use(self, tenant_id: UUID, key: ApiKey, now: datetime) -> None:
        """Once a minute, in a transaction of its own: the key opens also where that fails."""
        minute = now.replace(second=0, microsecond=0)
        if key.last_use_time is not None and key.last_use_time >= minute:
            return
        with contextlib.suppress(Unavailable):
            async with self.database.tenant_transaction(tenant_id) as connection:
                await ApiKeyRepository(connection, tenant_id).note_use(key.api_key_id, minute)


async def kept_key(database: Database, api_key_id: str) -> tuple[UUID, Kept | None]:
    """Whose key has this id, and the key; None where there is none, or its tenant is deleted."""
    async with database.autocommit() as connection:
        owner = await ApiKeyIds(connection).find(api_key_id)
    tenant_id = owner or INSTALLATION
    async with database.tenant_transaction(tenant_id) as connection:
        return tenant_id, await ApiKeyRepository(connection, tenant_id).opening(api_key_id)
