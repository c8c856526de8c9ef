"""Knowledge, wired: by words alone, or with a model of embeddings beside them."""

import contextlib
import logging
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.assistant.domain.knowledge.embedding import EmbeddingModel, RecordUsage
from services.assistant.settings import Settings
from services.assistant.usecases.embedding import Embedder
from services.assistant.usecases.knowledge import Knowledge
from services.assistant.usecases.meaning import Meaning, Vectors
from services.common.clock import Clock
from services.common.database import Database
from services.common.logs import event
from services.common.process import Worker

log = logging.getLogger(__name__)

OFF = "off"


@dataclass(frozen=True)
class Known:
    """What finds answers, and who works for it."""

    knowledge: Knowledge
    workers: Sequence[Worker] = ()


async def logged(
    tenant_id: UUID,
    *,
    kind: str,
    model: str,
    prompt_tokens: int,
    completion_tokens: int,
    message_id: str,
    now: datetime,
) -> None:
    """What a call cost, as a line of the log."""
    event(
        log,
        "model_used",
        tenant_id=str(tenant_id),
        kind=kind,
        model=model,
        prompt_tokens=prompt_tokens,
        completion_tokens=completion_tokens,
        message_id=message_id,
        time=now.isoformat(),
    )


@contextlib.asynccontextmanager
async def knowing(
    database: Database, settings: Settings, record: RecordUsage = logged, *, now: Clock
) -> AsyncIterator[Known]:
    """What finds answers, as the settings say; a client of the model is closed with the block."""
    if settings.openai_api_key is None or settings.embedding_model == OFF:
        yield Known(Knowledge(database))
        return
    # Imported here: it takes a second, and who has no key shall not pay for it.
    from services.assistant.providers.embeddings import OpenAIEmbeddings  # noqa: PLC0415

    key = settings.openai_api_key.get_secret_value()
    async with OpenAIEmbeddings(settings.embedding_model, key, settings.openai_base_url) as model:
        yield meant(database, model, record, near=settings.embedding_near, now=now)


def meant(
    database: Database, model: EmbeddingModel, record: RecordUsage, *, near: float, now: Clock
) -> Known:
    """What finds answers by words and by meaning."""
    vectors = Vectors(database, now=now)
    meaning = Meaning(database, model, record, vectors, now=now)
    return Known(
        Knowledge(database, meaning, near=near),
        [Embedder(database, model, record, vectors, now=now)],
    )
