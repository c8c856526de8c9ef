"""Plays one command to its end: the reducer decides, tools do, until nothing is left to do."""

from services.assistant.domain import commands, tools
from services.assistant.domain.dialogue import Dialogue
from services.assistant.domain.reducer import Event, reduce
from services.assistant.domain.replies import Reply
from services.assistant.domain.scene import Scene
from services.assistant.providers.booking import BookingTools
from services.assistant.usecases.asking import Asking

MOST_STEPS = 5
"""Calls of tools for one command. More is a circle: a bug."""


class Steps:
    """The same for rules and for a language model."""

    def __init__(self, booking: BookingTools, asking: Asking) -> None:
        self.booking = booking
        self.asking = asking

    async def play(
        self, dialogue: Dialogue, event: Event, scene: Scene, session: tools.Session
    ) -> tuple[Dialogue, list[Reply]]:
        """Where the dialogue stands then, and what is to be said."""
        said: list[Reply] = []
        for _ in range(MOST_STEPS):
            outcome = reduce(dialogue, event, scene)
            dialogue = outcome.dialogue
            said += outcome.replies
            if outcome.call is None:
                return dialogue, said
            event = await self._run(outcome.call, session)
        raise RuntimeError(f"a command takes more than {MOST_STEPS} steps: {event}")

    async def _run(self, call: tools.Call, session: tools.Session) -> Event:
        if isinstance(call, tools.FindAnswer):
            return await self.asking.answer(call, session)
        return await self.booking.run(call, session)

    async def propose(
        self, dialogue: Dialogue, command: commands.Command, scene: Scene, session: tools.Session
    ) -> tuple[Dialogue, list[Reply]]:
        """What a language model proposed. A question is looked up first."""
        event: Event = command
        if isinstance(command, commands.AskQuestion):
            event = await self.asking.ask(command, command.text, session)
        return await self.play(dialogue, event, scene, session)
