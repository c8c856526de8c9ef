"""What a turn answers, in words. Kept as JSON, so that a repeated turn answers the same."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from pydantic import TypeAdapter


@dataclass(frozen=True)
class Button:
    """A choice to tap: what comes back, and what the customer reads."""

    choice_id: str
    title: str


@dataclass(frozen=True)
class Spoken:
    """A reply in words."""

    text: str
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True)
class Said:
    """A reply with the id under which it is kept and sent."""

    message_id: UUID
    spoken: Spoken


@dataclass(frozen=True)
class Answer:
    """All replies of a turn, in order; none where nothing asks for one."""

    conversation_id: UUID
    replies: tuple[Said, ...] = ()


_JSON = TypeAdapter(Answer)

MOST_REPLIES = 20
"""What the notifier takes at once."""
LONGEST = 4096


def to_json(answer: Answer) -> str:
    return _JSON.dump_json(answer).decode()


def from_json(text: str) -> Answer:
    return _JSON.validate_json(text)


def at_most(limit: int, replies: Iterable[Spoken]) -> list[Spoken]:
    """No more replies than the limit: neighbours without buttons become one, the earliest first.

    Only a customer who writes very many messages at once ever sees this.
    """
    joined = list(replies)
    n = 0
    while len(joined) > limit and n + 1 < len(joined):
        one, other = joined[n], joined[n + 1]
        text = f"{one.text}\n\n{other.text}"
        if one.buttons or other.buttons or len(text) > LONGEST:
            n += 1
        else:
            joined[n : n + 2] = [Spoken(text)]
    return joined[-limit:]
