"""What a tenant answers to frequent questions, and what nobody answered, for the operator."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from lyo.assistant.v1 import knowledge_service_pb2 as pb
from lyo.tenant.v1 import tenant_service_pb2 as tenant_pb

from lyoctl.operator import Stubs, new_id, pages
from lyoctl.resources.kind import ResourceError, Row
from lyoctl.times import wall_of

SHORT = 8
"""Characters of an id that a table shows, and that name a question again."""
SHOWN = 60
BANDS = {
    pb.FAQ_BAND_SURE: "sure: the first is answered",
    pb.FAQ_BAND_UNSURE: "unsure: offered to choose from: {choices}",
    pb.FAQ_BAND_NO: "no: a person is offered",
}


@dataclass
class Faq:
    """Entries by id."""

    stubs: Stubs
    tenant: tenant_pb.Tenant
    columns: Row = ("id", "language", "ways", "question", "answer", "source")

    def all(self, source: str = "") -> AsyncIterator[pb.FaqEntry]:
        request = pb.ListFaqRequest(tenant_id=self.tenant.tenant_id, source=source)
        return pages(self.stubs.knowledge.ListFaq, request, "entries")

    async def ask(self, text: str, language: str) -> pb.SearchFaqResponse:
        """What a customer who asks this would get."""
        request = pb.SearchFaqRequest(tenant_id=self.tenant.tenant_id, text=text, language=language)
        return await self.stubs.knowledge.SearchFaq(request)

    def row(self, one: pb.FaqEntry) -> Row:
        ways = str(len(one.phrasings))
        texts = shortened(one.phrasings[0]), shortened(one.answer)
        return (one.entry_id, one.language, ways, *texts, one.source)


@dataclass
class Matches:
    """Entries that were found for a question."""

    columns: Row = ("score", "meaning", "id", "question", "answer")

    def row(self, one: pb.FaqMatch) -> Row:
        meaning = f"{one.similarity:.2f}" if one.HasField("similarity") else ""
        entry = one.entry
        texts = shortened(entry.phrasings[0]), shortened(entry.answer)
        return (f"{one.score:.2f}", meaning, entry.entry_id, *texts)


@dataclass
class Questions:
    """Questions that nobody answered, by the beginning of their ids."""

    stubs: Stubs
    tenant: tenant_pb.Tenant
    columns: Row = ("asked", "last", "language", "question", "text")

    async def all(self) -> list[pb.UnansweredQuestion]:
        """Those first that were asked most often."""
        request = pb.ListUnansweredRequest(tenant_id=self.tenant.tenant_id)
        found = pages(self.stubs.knowledge.ListUnanswered, request, "questions")
        return sorted([each async for each in found], key=lambda each: -each.count)

    async def close(self, names: list[str]) -> int:
        """Take these off the list, or all where none is named; how many stood there."""
        found = [each.question_id for each in await self.all()]
        unknown = [name for name in names if not any(each.startswith(name) for each in found)]
        if unknown:
            raise ResourceError(f"not on the list: {', '.join(unknown)}")
        wanted = [each for each in found if not names or each.startswith(tuple(names))]
        closed = 0
        for at in range(0, len(wanted), 200):
            request = pb.CloseUnansweredRequest(
                tenant_id=self.tenant.tenant_id,
                request_id=new_id(),
                question_ids=wanted[at : at + 200],
            )
            closed += (await self.stubs.knowledge.CloseUnanswered(request)).closed_count
        return closed

    def row(self, one: pb.UnansweredQuestion) -> Row:
        last = wall_of(one.last_ask_time, ZoneInfo(self.tenant.time_zone))
        when, short = f"{last:%Y-%m-%d %H:%M}", one.question_id[:SHORT]
        return (f"{one.count}x", when, one.language, short, one.text)


def shortened(text: str) -> str:
    """Its beginning, in one line."""
    line = " ".join(text.split())
    return line if len(line) <= SHOWN else f"{line[: SHOWN - 1]}…"
