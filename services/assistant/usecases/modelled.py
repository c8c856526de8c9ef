"""A language model answers a message: it proposes, the code does, its words are looked through.

Where it fails, talks nonsense or takes too long nothing of it counts: the rules answer the message.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from services.assistant.domain import replies
from services.assistant.domain.conversation import Message
from services.assistant.domain.dialogue import Dialogue
from services.assistant.domain.model import (
    Failure,
    FromModel,
    FromTool,
    ModelAnswer,
    ModelFailed,
    Said,
    TokenUse,
    ToolCall,
)
from services.assistant.domain.model_text import data
from services.assistant.domain.modelling.claims import may_be_said
from services.assistant.domain.modelling.prompt import prompt, state_of
from services.assistant.domain.modelling.proposals import Impossible, command_of
from services.assistant.domain.modelling.toolbox import toolbox
from services.assistant.domain.replies import Reply
from services.assistant.domain.scene import Scene
from services.assistant.domain.tools import Session
from services.assistant.domain.usage import OK, Budget, ModelKind
from services.assistant.providers.model import ChatModel
from services.assistant.usecases.steps import Steps
from services.assistant.usecases.usage import UsageUseCases
from services.assistant.wording.rendering import render
from services.common import metrics
from services.common.clock import Clock
from services.common.logs import event as log_event

log = logging.getLogger(__name__)

MOST_ROUNDS = 5
MOST_MISTAKES = 1
"""Calls that could not be done, in one turn; after one more the rules answer."""
ATTEMPT = timedelta(seconds=20)
UNASKED = frozenset({Failure.BREAKER_OPEN, Failure.TOO_LATE})
"""Nobody was called, so nothing is billed."""

TURNS = metrics.counter(
    "assistant_model_turns_total",
    "Messages that a language model was asked about, by who answered in the end.",
    ["answered"],
)


class GivesUp(Exception):
    """The model leads nowhere: the rules answer."""


@dataclass
class _Turn:
    """What a model has brought about so far."""

    dialogue: Dialogue
    said: list[Said]
    found: list[str] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)
    mistakes: int = 0


class Modelled:
    """`until`, of `react`: when the turn is over."""

    def __init__(self, model: ChatModel, steps: Steps, usage: UsageUseCases, *, now: Clock) -> None:
        self.model = model
        self.steps = steps
        self.usage = usage
        self.now = now

    async def react(
        self,
        dialogue: Dialogue,
        text: str,
        scene: Scene,
        session: Session,
        *,
        before: Sequence[Message],
        until: datetime,
    ) -> tuple[Dialogue, list[Reply]] | None:
        """Where the dialogue stands then and what to say; None: the rules have to answer."""
        if await self.usage.budget(session.tenant_id, self.now()) is Budget.SPENT:
            return None
        turn = _Turn(dialogue, prompt(text, dialogue, scene, before))
        turn.found += [data(state_of(dialogue, scene)), *_shown(before)]
        try:
            await self._rounds(turn, scene, session, until)
        except (ModelFailed, GivesUp) as error:
            log_event(log, "model_gave_up", level=logging.WARNING, reason=str(error))
            TURNS.labels("rules").inc()
            return None
        TURNS.labels("model").inc()
        return turn.dialogue, turn.replies

    async def _rounds(self, turn: _Turn, scene: Scene, session: Session, until: datetime) -> None:
        for _ in range(MOST_ROUNDS):
            answer = await self._ask(turn, scene, session, until)
            if not answer.calls:
                return self._conclude(turn, answer.text, scene)
            turn.said.append(FromModel(answer.text, answer.calls))
            first, *others = answer.calls
            await self._do(turn, first, scene, session)
            turn.said += [FromTool(each.call_id, _ONE_AT_A_TIME) for each in others]
            if _asks_for_a_yes(turn):
                return None
        raise GivesUp("TOO_MANY_ROUNDS")

    async def _ask(
        self, turn: _Turn, scene: Scene, session: Session, until: datetime
    ) -> ModelAnswer:
        begun = self.now()
        tools = toolbox(scene.catalog, turn.dialogue)
        outcome, used = OK, TokenUse()
        try:
            answer = await self.model.answer(turn.said, tools, until=min(begun + ATTEMPT, until))
            used = answer.usage
        except ModelFailed as failed:
            outcome, used = failed.reason.value, failed.usage
            raise
        finally:
            if outcome not in UNASKED:
                await self._record(session, begun, used, outcome)
        return answer

    async def _record(
        self, session: Session, begun: datetime, used: TokenUse, outcome: str
    ) -> None:
        now = self.now()
        await self.usage.record(
            session.tenant_id,
            kind=ModelKind.CHAT,
            model=self.model.name,
            prompt_tokens=used.prompt_tokens,
            completion_tokens=used.completion_tokens,
            message_id=session.message_id,
            duration=now - begun,
            outcome=outcome,
            now=now,
        )

    async def _do(self, turn: _Turn, call: ToolCall, scene: Scene, session: Session) -> None:
        """What it proposes, by the reducer; what came of it is told to it as data."""
        try:
            command = command_of(call, turn.dialogue, scene)
        except Impossible as wrong:
            turn.mistakes += 1
            if turn.mistakes > MOST_MISTAKES:
                raise GivesUp("TOO_MANY_MISTAKES") from None
            turn.said.append(FromTool(call.call_id, data({"error": str(wrong)})))
            return
        turn.dialogue, said = await self.steps.propose(turn.dialogue, command, scene, session)
        turn.replies = said
        text = "\n".join(render(each, scene).text for each in said)
        turn.found.append(text)
        told = {"shown": text, "state": state_of(turn.dialogue, scene)}
        turn.said.append(FromTool(call.call_id, data(told)))

    def _conclude(self, turn: _Turn, text: str, scene: Scene) -> None:
        """Its own words where they say nothing that nobody found; else what the tools said."""
        if _offers_something(turn):
            return
        if may_be_said(text, turn.found, scene):
            turn.replies = [replies.Words(text.strip())]
        elif not turn.replies:
            raise GivesUp("WORDS_NOT_COVERED")


_ONE_AT_A_TIME = data({"error": "one tool at a time; ask again"})


def _asks_for_a_yes(turn: _Turn) -> bool:
    return any(isinstance(each, replies.AskToBook | replies.AskToCancel) for each in turn.replies)


def _offers_something(turn: _Turn) -> bool:
    """Whether what the tools said has buttons: it is said in their words."""
    kinds = (
        replies.FreeSlots,
        replies.NotFree,
        replies.WhichQuestion,
        replies.WhichOffering,
        replies.WhichToCancel,
        replies.WhichToMove,
        replies.PersonAsked,
        replies.Bookings,
    )
    return any(isinstance(each, kinds) for each in turn.replies)


def _shown(before: Sequence[Message]) -> list[str]:
    """What we said ourselves a moment ago stands."""
    return [each.text for each in before if each.role != "inbound"]
