"""A question among 500 entries of the FAQ, with five phrasings each.

Our use case, in this process against a real PostgreSQL (the tenant's version is asked with every
question), and in turn PostgreSQL's own full text: the same words joined by OR over a GIN index,
ranked by ts_rank, in the same kind of transaction.
"""

import random
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from typing import LiteralString
from uuid import UUID, uuid4

import psycopg

from bench.places import postgres, service_database
from bench.report import Breach, Figure
from lyoctl.embedded import Embedded
from services.assistant.domain.knowledge.entry import Entry
from services.assistant.domain.knowledge.preparing import prepared
from services.assistant.domain.knowledge.words import folded
from services.assistant.usecases.faq import FaqUseCases, Wanted
from services.assistant.usecases.knowledge import Knowledge
from services.common.database import Database
from services.common.fields import RequestKey

PART, DATABASE = "faq", "assistant"
ENTRIES, PHRASINGS = 500, 5
SEED = 20261122
DEMAND = 10.0
NOW = datetime(2026, 11, 22, tzinfo=UTC)

_SUBJECTS = """
    parking garage bus metro elevator stairs wheelchair dog cat child stroller wifi password
    coffee breakfast lunch dinner menu gluten vegan allergy invoice receipt voucher card
    cash check refund deposit discount membership student senior opening holiday sunday
    night address map door bell reception appointment delay waiting queue towel shower
    locker robe slippers colour haircut beard nails massage facial wax shampoo brand product
    delivery shipping return exchange warranty repair insurance doctor nurse lawyer document
    passport visa language interpreter privacy data photo video music noise window garden
    terrace pool sauna gym lesson course teacher exam
"""
SUBJECTS = _SUBJECTS.split()
FRAMES = (
    "Where can I find the {} and the {}?",
    "Do you have {} for {}?",
    "How much is {} with {}?",
    "Is {} possible on {} days?",
    "I need {} because of {}",
)
_INDEX: LiteralString = """
CREATE MATERIALIZED VIEW assistant.bare AS
SELECT tenant_id, entry_id,
    to_tsvector('english', array_to_string(phrasings, ' ') || ' ' || answer) AS words
FROM assistant.faq_entries;
CREATE INDEX bare_words ON assistant.bare USING gin (words);
GRANT SELECT ON assistant.bare TO lyo_assistant;
"""
_BARE: LiteralString = """
SELECT entry_id, ts_rank(words, query) FROM bare, to_tsquery('english', %(words)s) query
WHERE tenant_id = %(tenant_id)s AND words @@ query ORDER BY 2 DESC LIMIT 10
"""


async def measure(quick: bool) -> list[Figure]:
    """How long a question takes."""
    entries, calls = _entries(), 100 if quick else 2000
    begun = time.perf_counter()
    prepared(entries)
    preparing = (time.perf_counter() - begun) * 1000
    with postgres() as server:
        url = service_database(server, DATABASE, "assistant")
        async with Database.opened(url, schema="assistant") as database:
            tenant_id = await _filled(database, server, entries)
            waits = await _waits(database, tenant_id, _questions(entries, calls))
    return [*_figures(waits), Figure(PART, "500 entries prepared", preparing, "ms")]


def _entries() -> list[Entry]:
    chance = random.Random(SEED)  # noqa: S311 (no secret)
    return [
        Entry(
            f"e{number}",
            tuple(_phrasing(chance, frame) for frame in FRAMES[:PHRASINGS]),
            " ".join(chance.choices(SUBJECTS, k=40)),
        )
        for number in range(ENTRIES)
    ]


def _phrasing(chance: random.Random, frame: str) -> str:
    return frame.format(*chance.sample(SUBJECTS, 2))


def _questions(entries: Sequence[Entry], calls: int) -> list[str]:
    """As customers put them: polite, one word misspelt now and then."""
    chance = random.Random(SEED + 1)  # noqa: S311 (no secret)
    asked = (chance.choice(chance.choice(entries).phrasings) for _ in range(calls))
    return [f"Hello, {each} Thanks xq{n}" for n, each in enumerate(asked)]


async def _filled(database: Database, server: Embedded, entries: Sequence[Entry]) -> UUID:
    tenant_id, key = uuid4(), RequestKey(uuid4(), b"bench")
    faq = FaqUseCases(database, now=lambda: NOW)
    await faq.apply_faq(tenant_id, Wanted(tuple(entries)), key=key)
    with psycopg.connect(server.url(database=DATABASE), autocommit=True) as connection:
        connection.execute(_INDEX)
    return tenant_id


async def _waits(
    database: Database, tenant_id: UUID, questions: Sequence[str]
) -> dict[str, list[float]]:
    """How long each way takes for each question, in turn."""
    knowledge = Knowledge(database)

    async def ours(question: str) -> int:
        return len((await knowledge.find(tenant_id, question, "en")).matches)

    async def bare(question: str) -> int:
        async with database.tenant_transaction(tenant_id) as connection:
            words = {"words": " | ".join(folded(question)), "tenant_id": tenant_id}
            return len(await (await connection.execute(_BARE, words)).fetchall())

    ways: dict[str, Callable[[str], Awaitable[int]]] = {OURS: ours, FULL_TEXT: bare}
    waits: dict[str, list[float]] = {name: [] for name in ways}
    for number, question in enumerate(questions):
        for name in (OURS, FULL_TEXT) if number % 2 else (FULL_TEXT, OURS):
            begun = time.perf_counter()
            if not await ways[name](question):
                raise Breach(f"{name}: nothing was found for {question!r}")
            waits[name].append((time.perf_counter() - begun) * 1000)
    return {name: sorted(each[10:]) for name, each in waits.items()}  # the first ones warm up


OURS, FULL_TEXT = "a question among 500 entries", "PostgreSQL's full text, OR-joined"


def _figures(waits: dict[str, list[float]]) -> list[Figure]:
    figures = []
    for name, each in waits.items():
        demand = DEMAND if name == OURS else None
        at_last = each[int(len(each) * 0.99)]
        figures.append(Figure(PART, f"{name}, p50", each[len(each) // 2], "ms", n=len(each)))
        figures.append(Figure(PART, f"{name}, p99", at_last, "ms", demand=demand, n=len(each)))
    return figures
