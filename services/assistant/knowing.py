"""Knowledge, wired: by words alone, or with a model of embeddings beside them."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.assistant.domain.knowledge.embedding import EmbeddingModel, RecordUsage
from services.assistant.providers.embeddings import OpenAIEmbeddings
from services.assistant.providers.model_host import ModelHost
from services.assistant.settings import OFF, Settings
from services.assistant.usecases.embedding import Embedder
from services.assistant.usecases.knowledge import Knowledge
from services.assistant.usecases.meaning import Meaning, Vectors
from services.common.clock import Clock
from services.common.database import Database
from services.common.process import Worker


@dataclass(frozen=True)
class Known:
    """What finds answers, and who works for it."""

    knowledge: Knowledge
    workers: Sequence[Worker] = ()


def knowing(
    database: Database,
    settings: Settings,
    host: ModelHost | None,
    record: RecordUsage,
    *,
    now: Clock,
) -> Known:
    """What finds answers, as the settings say; without a host of models by words alone."""
    if host is None or settings.embedding_model == OFF:
        return Known(Knowledge(database))
    model = OpenAIEmbeddings(host, settings.embedding_model, now=now)
    return meant(database, model, record, near=settings.embedding_near, now=now)


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
