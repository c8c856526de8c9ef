"""Embeddings by the API of OpenAI, or of whoever speaks it: the only file that knows it."""

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Self

from openai import AsyncOpenAI, OpenAIError

from services.assistant.domain.knowledge.embedding import Embedded, EmbeddingFailed

if TYPE_CHECKING:
    from openai.types import CreateEmbeddingResponse

TIMEOUT = timedelta(seconds=20)


class OpenAIEmbeddings:
    """One model at one address. Close it, or use it in a block."""

    def __init__(
        self, name: str, api_key: str, base_url: str | None, *, timeout: timedelta = TIMEOUT
    ) -> None:
        self.name = name
        self.client = AsyncOpenAI(
            api_key=api_key,
            base_url=base_url,
            timeout=timeout.total_seconds(),
            max_retries=0,  # who asks knows better when to ask again
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.client.close()

    async def embed(self, texts: Sequence[str]) -> Embedded:
        """One vector for each text, in their order, or EmbeddingFailed."""
        try:
            answer = await self.client.embeddings.create(
                model=self.name, input=list(texts), encoding_format="float"
            )
        except (OpenAIError, ValueError) as error:
            raise EmbeddingFailed(type(error).__name__) from error
        return _checked(answer, len(texts))


def _checked(answer: "CreateEmbeddingResponse", wanted: int) -> Embedded:
    """What was asked for; servers of others answer all sorts of things."""
    try:
        vectors = [
            [float(number) for number in each.embedding]
            for each in sorted(answer.data, key=lambda each: each.index)
        ]
        usage = getattr(answer, "usage", None)  # some tell nothing of it
        tokens = int(usage.prompt_tokens) if usage else 0
    except (AttributeError, TypeError, ValueError) as error:
        raise EmbeddingFailed("the answer cannot be read") from error
    if len(vectors) != wanted or len({len(each) for each in vectors}) != 1 or not vectors[0]:
        raise EmbeddingFailed(f"{wanted} vectors of one length were asked for")
    return Embedded(vectors, tokens)
