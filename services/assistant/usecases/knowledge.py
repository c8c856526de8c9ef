"""What a tenant answers to a question, for whoever has to answer one; and what nobody answered."""

from datetime import datetime
from uuid import UUID

from services.assistant.domain.knowledge.asked import masked
from services.assistant.domain.knowledge.bands import MOST_FOUND, Found, Match, fused, judged
from services.assistant.storage.unanswered import UnansweredQuestions
from services.assistant.usecases.meaning import Meaning
from services.assistant.usecases.prepared_faqs import PreparedFaqs
from services.common.database import Database
from services.common.metrics import counter

LONGEST_LANGUAGE = 35

FOUND = counter(
    "assistant_faq_total", "Questions that were looked up, by what was found.", ["band"]
)


class Knowledge:
    """`meaning` None: by words alone. `near`: how near a meaning must be to be offered."""

    def __init__(
        self, database: Database, meaning: Meaning | None = None, *, near: float = 1.0
    ) -> None:
        self.database = database
        self.prepared = PreparedFaqs(database)
        self.meaning = meaning
        self.near = near

    async def find(
        self, tenant_id: UUID, text: str, language: str, *, message_id: UUID | None = None
    ) -> Found:
        """What is answered to the question, and how sure that is. `language`: of the conversation,
        may be empty; `message_id`: of ours, whose cost it is, where a model is asked."""
        index = await self.prepared.get(tenant_id)
        matches = index.search(text, language)
        if self.meaning and index.entries:
            near = await self.meaning.near(
                tenant_id, text, limit=2 * MOST_FOUND, message_id=message_id
            )
            known = {each.entry.entry_id for each in matches}
            others = (each for each in index.entries if each.entry_id in near.keys() - known)
            matches = fused([*matches, *(Match(each, 0.0) for each in others)], near)
        found = judged(matches, near=self.near)
        FOUND.labels(found.band.value).inc()
        return found

    async def answer(self, tenant_id: UUID, entry_id: str) -> str:
        """Of one entry; empty where the tenant has no such entry any more."""
        index = await self.prepared.get(tenant_id)
        found = (each.answer for each in index.entries if each.entry_id == entry_id)
        return next(found, "")

    async def unanswered(
        self,
        tenant_id: UUID,
        text: str,
        language: str,
        *,
        conversation_id: UUID,
        message_id: str,
        now: datetime,
    ) -> None:
        """Keep a question that was not answered, without what tells who asked. The same question
        is one that was asked twice; the same message counts once."""
        question = masked(text)
        if not question:
            return
        async with self.database.tenant_transaction(tenant_id) as connection:
            await UnansweredQuestions(connection, tenant_id).add(
                question,
                language[:LONGEST_LANGUAGE],
                conversation_id=conversation_id,
                message_id=message_id,
                now=now,
            )
