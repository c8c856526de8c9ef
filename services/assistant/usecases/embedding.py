"""Embeds entries in the background: those that are new, changed, or known to another model only."""

import asyncio
import contextlib
import logging
from datetime import timedelta
from uuid import UUID

import psycopg

from services.assistant.domain.knowledge.embedding import (
    EmbeddingFailed,
    EmbeddingModel,
    RecordUsage,
    text_of,
)
from services.assistant.domain.usage import ModelKind
from services.assistant.storage.embeddings import Embeddings, Stale, unembedded
from services.assistant.usecases.meaning import Vectors
from services.common.clock import Clock
from services.common.database import Database
from services.common.errors import Unavailable
from services.common.logs import event

log = logging.getLogger(__name__)

EVERY = timedelta(seconds=15)
CLAIM = timedelta(minutes=2)
"""So long a tenant's entries are ours; whoever died with them has them taken away."""
PAUSE = timedelta(minutes=1)
"""So long a tenant is left alone whose entries a model did not take."""
AT_ONCE = 32
TENANTS_AT_ONCE = 20


class Embedder:
    """A worker. Several processes may do it: each tenant is claimed by one of them."""

    def __init__(
        self,
        database: Database,
        model: EmbeddingModel,
        record: RecordUsage,
        vectors: Vectors,
        *,
        now: Clock,
        every: timedelta = EVERY,
    ) -> None:
        self.database = database
        self.model = model
        self.record = record
        self.vectors = vectors
        self.now = now
        self.every = every

    async def run(self, stop: asyncio.Event) -> None:
        """Embed what there is, rest, and so on until told to stop."""
        while not stop.is_set():
            with contextlib.suppress(Unavailable):  # the database: there is no hurry
                await self._tried(stop)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self.every.total_seconds()):
                    await stop.wait()

    async def embed_all(self, stop: asyncio.Event) -> None:
        """All tenants that wait, those included that come meanwhile."""
        if await self.vectors.schema() is None:
            return  # nobody could compare them
        while waiting := await self._waiting():
            for tenant_id in waiting:
                if stop.is_set():
                    return
                await self._embed(tenant_id, stop)

    async def _waiting(self) -> list[UUID]:
        """Some of them. Whoever was tried is busy or done, and not among them."""
        async with self.database.transaction() as connection:
            return await unembedded(
                connection, self.model.name, now=self.now(), limit=TENANTS_AT_ONCE
            )

    async def _tried(self, stop: asyncio.Event) -> None:
        """What the database refuses is told, and tried again the next time."""
        try:
            await self.embed_all(stop)
        except psycopg.Error as error:
            event(log, "not_embedded", level=logging.ERROR, error=error)

    async def _embed(self, tenant_id: UUID, stop: asyncio.Event) -> None:
        version = await self._claim(tenant_id)
        while version is not None and not stop.is_set():
            stale = await self._stale(tenant_id)
            if not stale:
                await self._finish(tenant_id, version)
                return
            if not await self._made(tenant_id, stale):
                return

    async def _claim(self, tenant_id: UUID) -> int | None:
        now = self.now()
        async with self.database.tenant_transaction(tenant_id) as connection:
            embeddings = Embeddings(connection, tenant_id, self.model.name)
            return await embeddings.claim(now=now, until=now + CLAIM)

    async def _stale(self, tenant_id: UUID) -> list[Stale]:
        async with self.database.tenant_transaction(tenant_id) as connection:
            return await Embeddings(connection, tenant_id, self.model.name).stale(AT_ONCE)

    async def _finish(self, tenant_id: UUID, version: int) -> None:
        async with self.database.tenant_transaction(tenant_id) as connection:
            await Embeddings(connection, tenant_id, self.model.name).finish(version)

    async def _made(self, tenant_id: UUID, stale: list[Stale]) -> bool:
        """Whether the model took these; if not, the tenant is left alone for a while."""
        try:
            made = await self.model.embed([text_of(each.entry) for each in stale])
        except EmbeddingFailed as error:
            event(log, "entries_not_embedded", level=logging.WARNING, why=str(error))
            await self._extend(tenant_id, PAUSE)
            return False
        async with self.database.tenant_transaction(tenant_id) as connection:
            embeddings = Embeddings(connection, tenant_id, self.model.name)
            await embeddings.put(list(zip(stale, made.vectors, strict=True)))
            await embeddings.extend(self.now() + CLAIM)
        await self.record(
            tenant_id,
            kind=ModelKind.EMBEDDING,
            model=self.model.name,
            prompt_tokens=made.prompt_tokens,
            completion_tokens=0,
            message_id=None,
            now=self.now(),
        )
        return True

    async def _extend(self, tenant_id: UUID, length: timedelta) -> None:
        async with self.database.tenant_transaction(tenant_id) as connection:
            embeddings = Embeddings(connection, tenant_id, self.model.name)
            await embeddings.extend(self.now() + length)
