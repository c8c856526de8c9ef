"""API keys: made and shown once, listed, ended."""

import os
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.common import context, requests
from services.common.clock import Clock
from services.common.database import Connection, Database
from services.common.errors import MeshError
from services.common.fields import RequestKey
from services.common.logs import Secret
from services.tenant.domain.api_key import (
    CALLS_PER_MINUTE,
    MOST_ACTIVE,
    RANDOM_BYTES,
    ApiKey,
    Presented,
    check_expire_time,
    check_scopes,
    made,
)
from services.tenant.domain.errors import KeyOutlivesMaker, KeyShownBefore, TwoKeysActive
from services.tenant.storage.api_keys import ApiKeyRepository
from services.tenant.storage.tenants import TenantRepository
from services.tenant.usecases.access import DEVELOPMENT_KEY, Pepper, kept_key


@dataclass(frozen=True)
class WantedKey:
    """What CreateApiKey asks for."""

    client: str
    scopes: tuple[str, ...]
    tenant_ids: tuple[UUID, ...]
    all_tenants: bool
    calls_per_minute: int
    expire_time: datetime | None

    @property
    def for_its_tenant(self) -> bool:
        """Whether it is the key of a tenant, and so for that one alone."""
        return not self.tenant_ids and not self.all_tenants

    def key(
        self, tenant_id: UUID, api_key_id: str, now: datetime, *, most_calls: int = CALLS_PER_MINUTE
    ) -> ApiKey:
        """The key; `most_calls` are all that its maker may give."""
        return ApiKey(
            api_key_id=api_key_id,
            client=self.client,
            scopes=self.scopes,
            tenant_ids=(tenant_id,) if self.for_its_tenant else self.tenant_ids,
            all_tenants=self.all_tenants,
            calls_per_minute=self.calls_per_minute or min(CALLS_PER_MINUTE, most_calls),
            created_by=_who_asks(),
            create_time=now,
            expire_time=self.expire_time,
        )


class ApiKeyUseCases:
    """The keys of a tenant; those of the installation are the nil UUID's."""

    def __init__(
        self,
        database: Database,
        pepper: Pepper,
        environment: str,
        scopes: frozenset[str],
        now: Clock,
    ) -> None:
        """`scopes`: all that there are."""
        self.database = database
        self.pepper = pepper
        self.environment = environment
        self.scopes = scopes
        self.now = now

    async def get_api_key(self, tenant_id: UUID, api_key_id: str) -> ApiKey:
        async with self.database.tenant_transaction(tenant_id) as connection:
            return await ApiKeyRepository(connection, tenant_id).find(api_key_id)

    async def list_api_keys(
        self, tenant_id: UUID, *, before: tuple[datetime, str], limit: int, show_ended: bool
    ) -> list[ApiKey]:
        """The newest first."""
        async with self.database.tenant_transaction(tenant_id) as connection:
            return await ApiKeyRepository(connection, tenant_id).page(
                before=before, limit=limit, show_ended=show_ended, now=self.now()
            )

    async def create_api_key(
        self, tenant_id: UUID, request: RequestKey, wanted: WantedKey
    ) -> tuple[ApiKey, Secret]:
        """The key, and what opens: nobody can be told that a second time."""
        check_scopes(wanted.scopes, self.scopes)
        if actor := context.actor.get():
            actor.require_scopes(wanted.scopes)
        presented = made(self.environment, os.urandom(RANDOM_BYTES))
        try:
            key = await self._wanted(tenant_id, wanted, presented.api_key_id)
        except MeshError:  # whoever asks again hears of their key, whatever has changed since
            async with self.database.tenant_transaction(tenant_id) as connection:
                await _refuse_repeated(connection, tenant_id, request)
                raise
        async with self.database.tenant_transaction(tenant_id) as connection:
            await _refuse_repeated(connection, tenant_id, request)
            if wanted.for_its_tenant:
                await TenantRepository(connection, tenant_id).find()
            await self._add(connection, tenant_id, key, presented)
            await requests.keep(connection, tenant_id, request, key.api_key_id)
        return key, Secret(presented.plain)

    async def _wanted(self, tenant_id: UUID, wanted: WantedKey, api_key_id: str) -> ApiKey:
        """The key that is wanted, or why the one that asks cannot make it."""
        await self._require_tenants(wanted.tenant_ids)
        now = self.now()
        check_expire_time(wanted.expire_time, now)
        maker = await self._maker()
        if maker is None:
            return wanted.key(tenant_id, api_key_id, now)
        key = wanted.key(tenant_id, api_key_id, now, most_calls=maker.calls_per_minute)
        maker.check_made(key)
        return key

    async def _maker(self) -> ApiKey | None:
        """The key that asks; None: a service asks by itself."""
        actor = context.actor.get()
        if actor is None:
            return None
        api_key_id = actor.name.removeprefix("key:")
        if api_key_id == DEVELOPMENT_KEY.api_key_id:
            return DEVELOPMENT_KEY
        _, kept = await kept_key(self.database, api_key_id)
        if kept is None:
            raise KeyOutlivesMaker
        return kept.key

    async def _add(
        self, connection: Connection, tenant_id: UUID, key: ApiKey, presented: Presented
    ) -> None:
        keys = ApiKeyRepository(connection, tenant_id)
        if await keys.count_active(key.client, key.create_time) >= MOST_ACTIVE:
            raise TwoKeysActive(key.client)
        await keys.add(key, self.pepper.digest(presented.secret))

    async def _require_tenants(self, tenant_ids: tuple[UUID, ...]) -> None:
        """Each in a transaction of its own: none may see two tenants."""
        for tenant_id in tenant_ids:
            async with self.database.tenant_transaction(tenant_id) as connection:
                await TenantRepository(connection, tenant_id).find()

    async def revoke_api_key(self, tenant_id: UUID, request: RequestKey, api_key_id: str) -> ApiKey:
        async with self.database.tenant_transaction(tenant_id) as connection:
            keys = ApiKeyRepository(connection, tenant_id)
            if await requests.earlier(connection, tenant_id, request) is not None:
                return await keys.find(api_key_id)
            revoked = (await keys.lock(api_key_id)).revoked(self.now())
            await keys.save(revoked)
            await requests.keep(connection, tenant_id, request, api_key_id)
            return revoked


async def _refuse_repeated(connection: Connection, tenant_id: UUID, request: RequestKey) -> None:
    earlier = await requests.earlier(connection, tenant_id, request)
    if earlier is not None:
        raise KeyShownBefore(earlier)


def _who_asks() -> str:
    """The API key or person for whom the request is made, else the service that makes it."""
    actor = context.actor.get()
    return actor.name if actor else context.caller.get()
