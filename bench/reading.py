"""What it takes the rules to read a message: in the languages we speak, and as long as one is read.

In this process, without any service. The messages are ours: what the product itself tells customers
that they may write, and wishes made of it.
"""

import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from bench.report import Figure
from services.assistant.domain.understanding import languages
from services.assistant.domain.understanding.heard import Frame
from services.assistant.domain.understanding.message import read
from services.assistant.domain.understanding.names import Named, Names
from services.assistant.domain.understanding.text import UNDERSTOOD
from services.assistant.wording.voice import LANGUAGES

PART = "reading"
DEMAND, DEMAND_LONG = 1.0, 2.0
NOW = datetime.fromisoformat("2026-11-23T10:00")
OFFERINGS = Names(
    [Named(str(n), each) for n, each in enumerate(("Haircut", "Colour", "Beard trim"))]
)
RESOURCES = Names([Named(str(n), each) for n, each in enumerate(("Anna", "Marco", "Sophie"))])
WISH = "hello, a haircut with Sophie on Friday the 27th at half past 3, or after 5 please? "


async def measure(quick: bool) -> list[Figure]:
    """Milliseconds a message, by language and by length."""
    rounds = 20 if quick else 300
    figures = [
        Figure(PART, f"a message in {name}", _each(lines, name, rounds), "ms", demand=DEMAND)
        for name, lines in sorted(_examples().items())
    ]
    for length in (UNDERSTOOD // 4, UNDERSTOOD // 2, UNDERSTOOD):
        text = (WISH * (UNDERSTOOD // len(WISH) + 1))[:length]
        demand = DEMAND_LONG if length == UNDERSTOOD else None
        took = _each([text], "en", rounds)
        figures.append(Figure(PART, f"{length} characters", took, "ms", demand=demand))
    return figures


def _examples() -> dict[str, list[str]]:
    """What the help of each language says one may write."""
    return {
        language: [
            line.removeprefix("• ")
            for line in LANGUAGES[language].help.split("\n")
            if line.startswith("•")
        ]
        for language in languages.tables()
    }


def _each(texts: Sequence[str], language: str, rounds: int) -> float:
    """The median of the rounds: others use this machine too."""
    frame = Frame(NOW, language, OFFERINGS, RESOURCES)
    took = sorted(_timed(lambda: [read(each, frame) for each in texts]) for _ in range(rounds))
    return took[len(took) // 2] / timedelta(milliseconds=1) / len(texts)


def _timed(act: Callable[[], object]) -> timedelta:
    begun = time.perf_counter()
    act()
    return timedelta(seconds=time.perf_counter() - begun)
