"""Which entries are near a question by their meaning, where a model is there to ask."""

import asyncio
import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

import psycopg

from services.assistant.domain.knowledge.embedding import (
    Embedded,
    EmbeddingFailed,
    EmbeddingModel,
    RecordUsage,
)
from services.assistant.domain.knowledge.words import READ
from services.assistant.domain.usage import ModelKind
from services.assistant.storage.embeddings import Embeddings, vector_schema
from services.common.clock import Clock
from services.common.database import Database
from services.common.logs import event
from services.common.metrics import counter

log = logging.getLogger(__name__)

PATIENCE = timedelta(seconds=1)
"""A customer waits: after so long the words alone decide."""
SILENCE = timedelta(seconds=30)
"""A model that failed is not asked again for so long."""
LOOKED_AGAIN = timedelta(minutes=10)
"""For pgvector, where it was not there."""
SEARCHES = counter(
    "assistant_faq_embedding_total", "Questions for which a model was asked.", ["outcome"]
)


class Vectors:
    """Where pgvector is in the database; that it is not there is said once."""

    def __init__(self, database: Database, *, now: Clock) -> None:
        self.database = database
        self.now = now
        self._schema: str | None = None
        self._look_after: datetime | None = None

    async def schema(self) -> str | None:
        """The schema of the extension, or None."""
        now = self.now()
        if self._schema or (self._look_after and now < self._look_after):
            return self._schema
        async with self.database.transaction() as connection:
            self._schema = await vector_schema(connection)
        if self._schema is None and self._look_after is None:
            event(log, "no_pgvector", level=logging.WARNING, faq="searched by words alone")
        self._look_after = now + LOOKED_AGAIN
        return self._schema

    def forget(self) -> None:
        """It is not where it was: look again, in a while."""
        self._schema, self._look_after = None, self.now() + LOOKED_AGAIN


class Meaning:
    """Asks a model for a question, and PostgreSQL for the entries that are near it."""

    def __init__(
        self,
        database: Database,
        model: EmbeddingModel,
        record: RecordUsage,
        vectors: Vectors,
        *,
        now: Clock,
        patience: timedelta = PATIENCE,
    ) -> None:
        self.database = database
        self.model = model
        self.record = record
        self.vectors = vectors
        self.now = now
        self.patience = patience
        self._silent_until: datetime | None = None

    async def near(
        self, tenant_id: UUID, text: str, *, limit: int, message_id: UUID | None
    ) -> Mapping[str, float]:
        """Similarity by entry id; nothing where the model or pgvector is not there, or is slow."""
        if self._silent_until and self.now() < self._silent_until:
            return {}
        schema = await self.vectors.schema()
        if schema is None:
            return {}
        made = await self._embedded(text)
        if made is None:
            return {}
        await self._recorded(tenant_id, made, message_id)
        try:
            async with self.database.tenant_transaction(tenant_id) as connection:
                embeddings = Embeddings(connection, tenant_id, self.model.name)
                return await embeddings.nearest(made.vectors[0], schema=schema, limit=limit)
        except psycopg.Error as error:  # the extension went, or is not for our role
            event(log, "meaning_not_compared", level=logging.ERROR, error=error)
            self.vectors.forget()
            return {}

    async def _embedded(self, text: str) -> Embedded | None:
        try:
            async with asyncio.timeout(self.patience.total_seconds()):
                made = await self.model.embed([text[:READ]])
        except (EmbeddingFailed, TimeoutError) as error:
            self._silent_until = self.now() + SILENCE
            SEARCHES.labels("failed").inc()
            event(log, "question_not_embedded", level=logging.WARNING, why=type(error).__name__)
            return None
        SEARCHES.labels("embedded").inc()
        return made

    async def _recorded(self, tenant_id: UUID, made: Embedded, message_id: UUID | None) -> None:
        await self.record(
            tenant_id,
            kind=ModelKind.EMBEDDING,
            model=self.model.name,
            prompt_tokens=made.prompt_tokens,
            completion_tokens=0,
            message_id=message_id,
            now=self.now(),
        )
