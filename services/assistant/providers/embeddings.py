"""Embeddings by any API like OpenAI's, on the host of models that answers customers too."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from services.assistant.domain.knowledge.embedding import Embedded, EmbeddingFailed
from services.assistant.domain.model import Failure, ModelFailed, TokenUse
from services.assistant.domain.model_answer import usage_in
from services.assistant.providers.model_host import ATTEMPT, ModelHost
from services.common.clock import Clock

if TYPE_CHECKING:
    from openai import AsyncOpenAI


@dataclass(frozen=True)
class _Vectors:
    vectors: Sequence[Sequence[float]]
    usage: TokenUse


class OpenAIEmbeddings:
    """One model of a host. It keeps nothing between calls."""

    def __init__(self, host: ModelHost, name: str, *, now: Clock) -> None:
        self.name = name
        self._host = host
        self._now = now

    async def embed(self, texts: Sequence[str]) -> Embedded:
        """One vector for each text, in their order, or EmbeddingFailed."""

        async def ask(client: "AsyncOpenAI") -> Any:
            return await client.embeddings.with_raw_response.create(
                model=self.name, input=list(texts), encoding_format="float"
            )

        def read(body: object) -> _Vectors:
            return _vectors_in(body, len(texts))

        try:
            found = await self._host.call(self.name, ask, read, until=self._now() + ATTEMPT)
        except ModelFailed as failed:
            raise EmbeddingFailed(failed.reason.value) from None
        return Embedded(found.vectors, found.usage.prompt_tokens)


def _vectors_in(body: object, wanted: int) -> _Vectors:
    """What was asked for; servers of others answer all sorts of things."""
    usage = usage_in(body)
    try:
        items = sorted(body["data"], key=lambda each: int(each["index"]))  # type: ignore[index]
        vectors = [[float(number) for number in each["embedding"]] for each in items]
    except (KeyError, TypeError, ValueError, OverflowError):
        raise ModelFailed(Failure.ANSWER_UNREADABLE, usage) from None
    alike = len(vectors) == wanted and len({len(each) for each in vectors}) == 1
    finite = all(math.isfinite(number) for each in vectors for number in each)
    if not (alike and vectors[0] and finite):
        raise ModelFailed(Failure.ANSWER_UNREADABLE, usage)
    return _Vectors(vectors, usage)
