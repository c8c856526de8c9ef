"""What a model makes of the entries of one tenant's FAQ, inside one transaction, and whose entries
are yet to be embedded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import isnan
from uuid import UUID

from psycopg import sql

from services.assistant.domain.knowledge.entry import Entry
from services.common.database import Connection


@dataclass(frozen=True)
class Stale:
    """An entry without an embedding of the model; `version` tells whether it changed meanwhile."""

    entry: Entry
    version: int


async def unembedded(
    connection: Connection, model: str, *, now: datetime, limit: int
) -> list[UUID]:
    """Tenants with entries that the model has not seen, and nobody at work on them."""
    # every tenant: the function of the owner gives ids, nothing else
    cursor = await connection.execute("SELECT faqs_unembedded(%s, %s, %s)", (model, now, limit))
    return [tenant_id for (tenant_id,) in await cursor.fetchall()]


async def vector_schema(connection: Connection) -> str | None:
    """Where pgvector is in this database; None: it is not there."""
    # every tenant: the catalogue of the database has no tenants
    cursor = await connection.execute(
        "SELECT n.nspname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace"
        " WHERE e.extname = 'vector'"
    )
    row = await cursor.fetchone()
    return str(row[0]) if row else None


class Embeddings:
    """The embeddings of one tenant's entries by one model."""

    def __init__(self, connection: Connection, tenant_id: UUID, model: str) -> None:
        self.connection = connection
        self.tenant_id = tenant_id
        self.model = model

    async def claim(self, *, now: datetime, until: datetime) -> int | None:
        """The version of the entries, which are ours to embed; None: somebody is at it."""
        cursor = await self.connection.execute(
            """
            UPDATE faqs SET busy_until = %(until)s
            WHERE tenant_id = %(tenant_id)s AND (busy_until IS NULL OR busy_until <= %(now)s)
            RETURNING version
            """,
            {"tenant_id": self.tenant_id, "now": now, "until": until},
        )
        row = await cursor.fetchone()
        return int(row[0]) if row else None

    async def extend(self, until: datetime) -> None:
        """Keep the claim, or leave the tenant alone, for so long."""
        await self.connection.execute(
            "UPDATE faqs SET busy_until = %s WHERE tenant_id = %s", (until, self.tenant_id)
        )

    async def finish(self, version: int) -> None:
        """All entries of this version are embedded; let go."""
        await self.connection.execute(
            """
            UPDATE faqs SET embedded_version = %s, embedded_model = %s, busy_until = NULL
            WHERE tenant_id = %s
            """,
            (version, self.model, self.tenant_id),
        )

    async def stale(self, limit: int) -> list[Stale]:
        """Entries that the model has not seen as they are."""
        cursor = await self.connection.execute(
            """
            SELECT entry_id, phrasings, answer, language, tags, source, version FROM faq_entries
            WHERE tenant_id = %s AND embedding_model <> %s ORDER BY entry_id LIMIT %s
            """,
            (self.tenant_id, self.model, limit),
        )
        return [
            Stale(Entry(entry_id, tuple(phrasings), answer, language, tuple(tags), source), version)
            for entry_id, phrasings, answer, language, tags, source, version in (
                await cursor.fetchall()
            )
        ]

    async def put(self, made: Sequence[tuple[Stale, Sequence[float]]]) -> None:
        """Store what the model made, but of entries that changed meanwhile."""
        async with self.connection.cursor() as cursor:
            await cursor.executemany(
                """
                UPDATE faq_entries
                SET embedding = %s, embedding_size = %s, embedding_model = %s
                WHERE tenant_id = %s AND entry_id = %s AND version = %s
                """,
                [
                    (
                        *(list(vector), len(vector), self.model),
                        *(self.tenant_id, each.entry.entry_id, each.version),
                    )
                    for each, vector in made
                ],
            )

    async def nearest(
        self, vector: Sequence[float], *, schema: str, limit: int
    ) -> Mapping[str, float]:
        """The entries whose meaning is nearest, by the cosine: -1 to 1."""
        query = sql.SQL(
            """
            SELECT entry_id, 1 - (
                embedding::{schema}.vector
                OPERATOR({schema}.<=>) %(vector)s::real[]::{schema}.vector
            ) AS similarity
            FROM faq_entries
            WHERE tenant_id = %(tenant_id)s AND embedding_model = %(model)s
              AND embedding_size = %(size)s
            ORDER BY similarity DESC LIMIT %(limit)s
            """
        )
        cursor = await self.connection.execute(
            query.format(schema=sql.Identifier(schema)),
            {
                "tenant_id": self.tenant_id,
                "model": self.model,
                "vector": list(vector),
                "size": len(vector),
                "limit": limit,
            },
        )
        found = await cursor.fetchall()
        return {entry_id: similarity for entry_id, similarity in found if not isnan(similarity)}
