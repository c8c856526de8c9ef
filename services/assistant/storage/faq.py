"""The entries of one tenant's FAQ, inside one transaction."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.assistant.domain.knowledge.entry import Entry
from services.common.database import Connection


class Faq:
    def __init__(self, connection: Connection, tenant_id: UUID) -> None:
        self.connection = connection
        self.tenant_id = tenant_id

    async def version(self) -> int:
        """Grows with every change; 0: nothing was ever laid down."""
        cursor = await self.connection.execute(
            "SELECT version FROM faqs WHERE tenant_id = %s", (self.tenant_id,)
        )
        row = await cursor.fetchone()
        return int(row[0]) if row else 0

    async def lock(self, now: datetime) -> int:
        """The version, held against other changes until the transaction ends."""
        await self.connection.execute(
            "INSERT INTO faqs (tenant_id, version, update_time) VALUES (%s, 0, %s)"
            " ON CONFLICT DO NOTHING",
            (self.tenant_id, now),
        )
        cursor = await self.connection.execute(
            "SELECT version FROM faqs WHERE tenant_id = %s FOR UPDATE", (self.tenant_id,)
        )
        row = await cursor.fetchone()
        return int(row[0]) if row else 0

    async def set_version(self, version: int, now: datetime) -> None:
        await self.connection.execute(
            "UPDATE faqs SET version = %s, update_time = %s WHERE tenant_id = %s",
            (version, now, self.tenant_id),
        )

    async def entries(self) -> list[Entry]:
        """All of them, by id."""
        return await self.page(after="", limit=None, source="")

    async def page(self, *, after: str, limit: int | None, source: str) -> list[Entry]:
        """Entries by id, beginning behind that one; those of one source, or of all."""
        cursor = await self.connection.execute(
            """
            SELECT entry_id, phrasings, answer, language, tags, source FROM faq_entries
            WHERE tenant_id = %(tenant_id)s AND entry_id > %(after)s
              AND (%(source)s = '' OR source = %(source)s)
            ORDER BY entry_id LIMIT %(limit)s
            """,
            {"tenant_id": self.tenant_id, "after": after, "source": source, "limit": limit},
        )
        return [
            Entry(entry_id, tuple(phrasings), answer, language, tuple(tags), of)
            for entry_id, phrasings, answer, language, tags, of in await cursor.fetchall()
        ]

    async def put(self, entries: Sequence[Entry], version: int) -> None:
        """Store these, new or changed; what was embedded of them is forgotten."""
        async with self.connection.cursor() as cursor:
            await cursor.executemany(
                """
                INSERT INTO faq_entries (
                    tenant_id, entry_id, phrasings, answer, language, tags, source, version
                )
                VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
                ON CONFLICT (tenant_id, entry_id) DO UPDATE
                SET phrasings = EXCLUDED.phrasings, answer = EXCLUDED.answer,
                    language = EXCLUDED.language, tags = EXCLUDED.tags,
                    source = EXCLUDED.source, version = EXCLUDED.version,
                    embedding = NULL, embedding_model = ''
                """,
                [
                    (
                        *(self.tenant_id, each.entry_id, list(each.phrasings), each.answer),
                        *(each.language, list(each.tags), each.source, version),
                    )
                    for each in entries
                ],
            )

    async def remove(self, entry_ids: Sequence[str]) -> None:
        await self.connection.execute(
            "DELETE FROM faq_entries WHERE tenant_id = %s AND entry_id = ANY (%s)",
            (self.tenant_id, list(entry_ids)),
        )
