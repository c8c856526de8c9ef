"""What a model makes of a text: numbers that are near each other where meanings are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.assistant.domain.knowledge.entry import Entry
from services.assistant.domain.usage import ModelKind

LONGEST = 6000
"""Characters of an entry that are embedded: every model takes so many."""


class EmbeddingFailed(Exception):
    """The model did not answer, or not with what it was asked for."""


@dataclass(frozen=True)
class Embedded:
    """A vector of each text, and what they cost."""

    vectors: Sequence[Sequence[float]]
    prompt_tokens: int


class EmbeddingModel(Protocol):
    """Makes vectors of texts."""

    name: str

    async def embed(self, texts: Sequence[str]) -> Embedded:
        """One vector for each text, in their order, or EmbeddingFailed."""


class RecordUsage(Protocol):
    """Keeps what a call of a model cost."""

    async def __call__(
        self,
        tenant_id: UUID,
        *,
        kind: ModelKind,
        model: str,
        prompt_tokens: int,
        completion_tokens: int,
        message_id: UUID | None,
        now: datetime,
    ) -> object: ...


def text_of(entry: Entry) -> str:
    """What is embedded of an entry: all ways of asking, then the answer."""
    return "\n".join([*entry.phrasings, entry.answer])[:LONGEST]
