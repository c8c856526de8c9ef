"""What OpenAI's sides share: the key, what was scripted, and how often models answered."""

from dataclasses import dataclass, field

from sandbox.clock import Clock
from sandbox.openai.scripts import Scripts


@dataclass
class Parts:
    key: str
    now: Clock
    scripts: Scripts = field(default_factory=Scripts)
    answered: int = 0
    rubbish: int = -1
    """What `garbage` said last."""

    def next_number(self) -> int:
        self.answered += 1
        return self.answered

    def next_rubbish(self) -> int:
        self.rubbish += 1
        return self.rubbish

    def reset(self) -> None:
        self.scripts.clear()
        self.rubbish = -1
