"""What two tenants and their customers say, and what of it must show up nowhere else."""

import base64
from dataclasses import dataclass
from typing import Any

from tests.isolation.sides import Side
from tests.journeys.phone import Phone, Town, book


@dataclass(frozen=True)
class Talk:
    """One customer of one side who books, lists, cancels, and says something private."""

    side: Side
    phone: Phone

    @classmethod
    def of(cls, side: Side, town: Town, number: str) -> "Talk":
        return cls(side, Phone(town, side.address, number))

    @property
    def private(self) -> str:
        return f"my {self.side.mark} secret is four words"

    async def go(self) -> list[dict[str, Any]]:
        """The main talk of the journeys; all answers."""
        day = self.phone.town.open_day()
        await self.phone.write(self.private, name=f"{self.side.mark} Rossi")
        answers = [await self.phone.answer()]
        said = (book(day, "15:30"), "list", book(day, "03:00"), "cancel", "yes", "list")
        return [*answers, *[await self.phone.ask(words) for words in said]]

    def hidden(self) -> list[str]:
        """What no log and no span may hold: texts, names and tokens by their mark; the phone."""
        return [self.side.mark, self.phone.customer, *in_base64(self.phone.customer)]


def in_base64(text: str) -> list[str]:
    """The text as it stands inside something longer in base64, wherever it begins there: message
    ids of WhatsApp hold the phone so."""
    found = []
    for skipped in range(3):
        coded = base64.b64encode(b"\0" * skipped + text.encode() + b"\0\0").decode()
        begin, end = -(-8 * skipped // 6), 8 * (skipped + len(text)) // 6
        found.append(coded[begin:end])
    return found


def holding(texts: list[str], hidden: list[str]) -> list[str]:
    """Those of the texts in which something hidden stands."""
    return [text for text in texts if any(each in text for each in hidden)]
