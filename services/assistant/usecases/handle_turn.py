"""A turn: what a customer wrote is understood, done and answered, once however often it is asked.

No transaction is open while other services are called. The first one notes the request and takes
the conversation for this turn; the second keeps messages, state and answer together and lets the
conversation go. A request that was noted but has no answer was interrupted: it is played again.
"""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.assistant.domain import answer as answers
from services.assistant.domain import dialogue
from services.assistant.domain.answer import Answer, Said
from services.assistant.domain.conversation import (
    Inbound,
    Kind,
    Message,
    Role,
    State,
    Turn,
    inbound_id,
)
from services.assistant.domain.errors import ConversationBusy
from services.assistant.domain.modelling.prompt import LAST
from services.assistant.providers.tenant import Tenant, Tenants
from services.assistant.storage.conversations import Conversations, Taken
from services.assistant.storage.messages import Messages, NewMessage
from services.assistant.usecases.talk import Played, Talk
from services.common import failpoints, requests
from services.common.clock import Clock
from services.common.database import Database
from services.common.errors import MeshError
from services.common.fields import RequestKey, derived
from services.common.flags import Flags

ANSWERING = "assistant"
"""The flag: whether this customer of the tenant is answered."""
LEASE = timedelta(seconds=50)
"""A little more than a turn may take: then it has ended, or nobody will hear of it."""


@dataclass(frozen=True)
class Begun:
    """A conversation that this turn holds, and those of its messages that are new."""

    taken: Taken
    messages: tuple[Inbound, ...]
    before: tuple[Message, ...]
    """The last that were written before them, the oldest first."""
    state: State
    """Who answers them."""


class TurnUseCases:
    """Answers customers."""

    def __init__(
        self,
        database: Database,
        tenants: Tenants,
        talk: Talk,
        flags: Flags,
        *,
        back_after: timedelta,
        now: Clock,
    ) -> None:
        """`back_after`: so long may a member who answers be silent."""
        self.database = database
        self.tenants = tenants
        self.talk = talk
        self.flags = flags
        self.back_after = back_after
        self.now = now

    async def handle_turn(self, turn: Turn, *, key: RequestKey) -> Answer:
        """The answer; the same one where the turn was answered before."""
        tenant = await self.tenants.get(turn.tenant_id)
        begun = await self._begin(turn, key)
        if isinstance(begun, Answer):
            return begun
        try:
            return await self._finish(turn, key, begun, await self._play(turn, begun, tenant))
        except BaseException:
            # The lease would end by itself; the customer need not wait for that.
            with contextlib.suppress(MeshError):
                await self._give_back(turn, begun.taken)
            raise

    async def _begin(self, turn: Turn, key: RequestKey) -> Begun | Answer:
        """Take the conversation, or find the answer that was given before."""
        now = self.now()
        async with self.database.tenant_transaction(turn.tenant_id) as connection:
            conversations = Conversations(connection, turn.tenant_id)
            earlier = await requests.earlier(connection, turn.tenant_id, key)
            if earlier:
                return answers.from_json(earlier)
            taken = await conversations.take(
                turn.customer_id, turn.turn_id, now=now, until=now + LEASE
            )
            if earlier is not None:
                # A twin of this turn may have ended while we waited for the conversation.
                answered = await requests.earlier(connection, turn.tenant_id, key)
                if answered:
                    await conversations.give_back(taken, turn.turn_id)
                    return answers.from_json(answered)
            ids = [each.provider_message_id for each in turn.messages]
            messages = Messages(connection, turn.tenant_id)
            known = await messages.known(turn.channel_id, ids)
            last = await messages.page(taken.conversation_id, before=None, limit=LAST)
        new: dict[str, Inbound] = {}
        for each in turn.messages:
            if each.provider_message_id not in known:
                new.setdefault(each.provider_message_id, each)
        return Begun(taken, tuple(new.values()), tuple(reversed(last)), self._state(taken, now))

    def _state(self, taken: Taken, now: datetime) -> State:
        """Who answers: where a member was silent for long, the assistant again."""
        silent = taken.state is State.HUMAN and now - taken.update_time >= self.back_after
        return State.BOT if silent else taken.state

    async def _play(self, turn: Turn, begun: Begun, tenant: Tenant) -> Played:
        """Talk; where a member of the tenant answers, or nobody shall, only listen."""
        taken = begun.taken
        before = dialogue.from_json(taken.dialogue)
        on = await self.flags.on(ANSWERING, turn.tenant_id, str(turn.customer_id), otherwise=True)
        if begun.state is State.HUMAN or not on:
            return Played(taken.language, before, [])
        return await self.talk.play(
            turn,
            begun.messages,
            tenant,
            conversation_id=taken.conversation_id,
            before=begun.before,
            dialogue=before,
            language=taken.language,
        )

    async def _finish(self, turn: Turn, key: RequestKey, begun: Begun, played: Played) -> Answer:
        """Keep all of it, or nothing: a turn that had the conversation meanwhile was faster."""
        conversation_id, now = begun.taken.conversation_id, self.now()
        spoken = answers.at_most(answers.MOST_REPLIES, played.spoken)
        said = [Said(derived(turn.turn_id, "reply", str(n)), each) for n, each in enumerate(spoken)]
        answer = Answer(conversation_id, tuple(said))
        async with self.database.tenant_transaction(turn.tenant_id) as connection:
            kept = await Conversations(connection, turn.tenant_id).finish(
                begun.taken,
                turn.turn_id,
                language=played.language,
                dialogue=dialogue.to_json(played.dialogue),
                state=_after(begun.state, played),
                now=now,
            )
            if not kept:
                raise ConversationBusy
            await Messages(connection, turn.tenant_id).add(
                conversation_id,
                turn.channel_id,
                turn.turn_id,
                [*_inbound(turn, begun.messages), *_outbound(said, now)],
                now=now,
            )
            await requests.keep(connection, turn.tenant_id, key, answers.to_json(answer))
        failpoints.reach("assistant.turn_committed")
        return answer

    async def _give_back(self, turn: Turn, taken: Taken) -> None:
        async with self.database.tenant_transaction(turn.tenant_id) as connection:
            await Conversations(connection, turn.tenant_id).give_back(taken, turn.turn_id)


def _after(state: State, played: Played) -> State:
    """Who answers next: a person who was asked for is waited for."""
    return State.WAITING if state is State.BOT and played.dialogue.waiting else state


def _inbound(turn: Turn, messages: Sequence[Inbound]) -> list[NewMessage]:
    return [
        NewMessage(
            message_id=inbound_id(turn, each),
            role=Role.INBOUND,
            kind=each.kind,
            text=each.text,
            send_time=each.send_time,
            provider_message_id=each.provider_message_id,
            choice_id=each.choice_id,
            about=each.about,
        )
        for each in messages
    ]


def _outbound(replies: Sequence[Said], now: datetime) -> list[NewMessage]:
    return [
        NewMessage(each.message_id, Role.ASSISTANT, Kind.TEXT, each.spoken.text, now)
        for each in replies
    ]
