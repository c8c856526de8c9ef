"""Finds what the business says to a question of a conversation, and keeps what nobody answers."""

from services.assistant.domain import tools
from services.assistant.domain.commands import AskQuestion
from services.assistant.domain.knowledge.bands import Band
from services.assistant.domain.reducer import Event
from services.assistant.domain.tools import Session
from services.assistant.usecases.knowledge import Knowledge
from services.common.clock import Clock


class Asking:
    """What a customer asks is found in the tenant's own words, or it is said that nobody knows."""

    def __init__(self, knowledge: Knowledge, *, now: Clock) -> None:
        self.knowledge = knowledge
        self.now = now

    async def ask(self, event: Event, text: str, session: Session) -> Event:
        """The answer, where there is one; else the event goes on as what it was."""
        found = await self.knowledge.find(
            session.tenant_id, text, session.language, message_id=session.message_id
        )
        if found.band is Band.SURE:
            return tools.Answered(found.answer)
        if not isinstance(event, AskQuestion):
            return event
        if found.choices:
            return tools.MayBeMeant(
                tuple(tools.FaqChoice(each.entry_id, each.phrasings[0]) for each in found.choices)
            )
        await self._keep(text, session)
        return tools.NotAnswered()

    async def answer(self, call: tools.FindAnswer, session: Session) -> tools.Result:
        text = await self.knowledge.answer(session.tenant_id, call.entry_id)
        return tools.Answered(text) if text else tools.NotAnswered()

    async def _keep(self, text: str, session: Session) -> None:
        await self.knowledge.unanswered(
            session.tenant_id,
            text,
            session.language,
            conversation_id=session.conversation_id,
            message_id=session.provider_message_id,
            now=self.now(),
        )
