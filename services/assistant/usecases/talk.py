"""The talk of one turn: each message is understood, done and answered, in order.

A language model stands beside `understand`: it yields the same commands, and what they lead to is
decided by the same reducer and done by the same tools.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from services.assistant.domain import answering
from services.assistant.domain.answer import Spoken
from services.assistant.domain.commands import (
    AskHours,
    AskPrices,
    AskQuestion,
    AskToBook,
    Bye,
    CancelBooking,
    Greet,
    Help,
    MoveBooking,
    NotUnderstood,
    SentSomethingElse,
    SetDetails,
    Silence,
    Thank,
)
from services.assistant.domain.conversation import Inbound, Kind, Message, Turn, inbound_id
from services.assistant.domain.dialogue import Dialogue
from services.assistant.domain.manners import sensible
from services.assistant.domain.reducer import Event
from services.assistant.domain.replies import Reply
from services.assistant.domain.scene import Scene, zone_of
from services.assistant.domain.tools import Session
from services.assistant.domain.understanding.commanding import understand
from services.assistant.domain.understanding.language import first_spoken, vote
from services.assistant.domain.understanding.message import Reading
from services.assistant.providers.catalog import Catalogs
from services.assistant.providers.tenant import Tenant
from services.assistant.usecases.asking import Asking
from services.assistant.usecases.modelled import Modelled
from services.assistant.usecases.steps import Steps
from services.assistant.wording.rendering import render
from services.common import metrics
from services.common.clock import Clock

UNDERSTOOD = metrics.counter(
    "assistant_commands_total", "What customers meant, as it was understood.", ["command"]
)
OLDEST = timedelta(days=8)
"""As long as platforms deliver a message again, its own time is believed."""
WORTH_A_MODEL = (AskToBook, SetDetails, MoveBooking, CancelBooking, AskQuestion, NotUnderstood)
"""What a language model is asked about, where there is one. Taps, picks, yes and no, and what needs
no thought are dealt with by the rules at once."""
LONGEST_TALK = timedelta(seconds=40)
"""With a model, of the 45 seconds that a turn has."""
NEEDS_NO_CATALOG = (Help, Greet, Thank, Bye, Silence, SentSomethingElse, NotUnderstood)
"""Answered though nobody can be asked what there is to book."""


@dataclass(frozen=True)
class Played:
    """What a turn led to."""

    language: str
    dialogue: Dialogue
    spoken: list[Spoken]


class Talk:
    """Plays turns. Nothing is kept here; what a tool does is kept by whom it calls."""

    def __init__(
        self,
        steps: Steps,
        catalogs: Catalogs,
        asking: Asking,
        modelled: Modelled | None = None,
        *,
        now: Clock,
        open_for: timedelta,
    ) -> None:
        self.steps = steps
        self.modelled = modelled
        self.asking = asking
        self.catalogs = catalogs
        self.now = now
        self.open_for = open_for

    async def play(
        self,
        turn: Turn,
        messages: Sequence[Inbound],
        tenant: Tenant,
        *,
        conversation_id: UUID,
        before: Sequence[Message],
        dialogue: Dialogue,
        language: str,
    ) -> Played:
        """What the messages lead to, from this dialogue and in this language so far. `before`: the
        last messages before them, the oldest first."""
        now = self.now()
        scene = Scene(
            at=now,
            now=now,
            language=_language(turn, messages, tenant, language),
            zone=tenant.zone,
            customer_zone=zone_of(turn.time_zone) or tenant.zone,
            business=tenant.display_name,
            open_for=self.open_for,
            catalog=await self.catalogs.get_if_possible(turn.tenant_id),
        )
        said: list[Reply] = []
        shown = dialogue
        for message in messages:
            unread = dialogue.asked is not None and dialogue != shown
            missed = dialogue.misses > shown.misses
            written = replace(scene, at=_written(message, now), unread=unread, missed=missed)
            session = _session(turn, message, conversation_id, scene.language)
            dialogue, replies = await self._react(
                dialogue, message, written, session, before=before
            )
            said += replies
        spoken = [render(each, scene) for each in sensible(said)]
        return Played(scene.language, dialogue, spoken)

    async def _react(
        self,
        dialogue: Dialogue,
        message: Inbound,
        scene: Scene,
        session: Session,
        *,
        before: Sequence[Message],
    ) -> tuple[Dialogue, list[Reply]]:
        """One message: its command, then the results of the tools that it takes."""
        event: Event
        event, reading = understand(message, answering.frame(dialogue, scene))
        dialogue = _heard(dialogue, event)
        if not (scene.catalog.known or isinstance(event, NEEDS_NO_CATALOG)):
            scene = replace(scene, catalog=await self.catalogs.get(session.tenant_id))
        UNDERSTOOD.labels(type(event).__name__).inc()
        if self.modelled and reading and isinstance(event, WORTH_A_MODEL):
            until = self.now() + LONGEST_TALK
            answered = await self.modelled.react(
                dialogue, message.text, scene, session, before=before, until=until
            )
            if answered:
                return answered
        if reading and _may_be_a_question(event, reading, dialogue, scene):
            event = await self.asking.ask(event, message.text, session)
        return await self.steps.play(dialogue, event, scene, session)


def _session(turn: Turn, message: Inbound, conversation_id: UUID, language: str) -> Session:
    return Session(
        tenant_id=turn.tenant_id,
        customer_id=turn.customer_id,
        channel_id=turn.channel_id,
        provider_message_id=message.provider_message_id,
        conversation_id=conversation_id,
        message_id=inbound_id(turn, message),
        language=language,
    )


def _may_be_a_question(event: Event, reading: Reading, dialogue: Dialogue, scene: Scene) -> bool:
    """Whether the business may have answered this: a question, or words that mean nothing to us.
    What the catalog knows it says itself."""
    match event:
        case AskQuestion():
            return True
        case NotUnderstood():
            return dialogue.question_at(scene.at) is None
        case AskToBook():
            return reading.question and not reading.details.moment.said
        case AskHours():
            return not scene.catalog.hours
        case AskPrices():
            return not any(each.price_cents for each in scene.catalog.offerings)
        case _:
            return False


def _heard(dialogue: Dialogue, event: Event) -> Dialogue:
    """What is understood ends the count of what was not."""
    if isinstance(event, NotUnderstood | Silence):
        return dialogue
    return replace(dialogue, misses=0, waiting=False)


def _written(message: Inbound, now: datetime) -> datetime:
    """When the customer wrote: "the next 24 December" and "in time" are counted from there.

    So a message that waited does not book a year later, and a repeated turn decides the same. A
    platform's time that cannot be right is not believed.
    """
    return message.send_time if now - OLDEST <= message.send_time <= now else now


def _language(turn: Turn, messages: Sequence[Inbound], tenant: Tenant, before: str) -> str:
    """Known of the customer, else as they wrote now or before, else the tenant's first."""
    votes = [vote(each.text) for each in messages if each.kind is not Kind.CHOICE]
    voted = next((each for each in reversed(votes) if each), before)
    return first_spoken([turn.language, voted, *tenant.languages])
