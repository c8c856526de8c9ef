"""`lyoctl import faq`: the entries of a file to the assistant, all of them or none."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from lyo.assistant.v1 import knowledge_service_pb2 as pb

from lyoctl.apply_faq import differing_fields
from lyoctl.csv_file import Line
from lyoctl.faq_entries import EntryLine, kept
from lyoctl.operator import Stubs, new_id, pages

Name = Callable[[Line[Any]], None]
SECONDS = 60.0


@dataclass(frozen=True)
class Wanted:
    """The entries of a file. `source`: what they replace is what came from there before."""

    lines: Sequence[EntryLine]
    source: str
    dry_run: bool

    @property
    def entries(self) -> list[pb.FaqEntry]:
        return [each.item for each in self.lines if each.item is not None]

    @property
    def bad(self) -> list[EntryLine]:
        return [each for each in self.lines if each.item is None]


async def import_faq(
    tenant_id: str, stubs: Stubs, wanted: Wanted, tell: Callable[[str], None]
) -> None:
    """Tell what changes, and make it so unless it is a dry run."""
    found = pages(
        stubs.knowledge.ListFaq,
        pb.ListFaqRequest(tenant_id=tenant_id, source=wanted.source),
        "entries",
    )
    before = {each.entry_id: each async for each in found}
    answer = await stubs.knowledge.ApplyFaq(
        pb.ApplyFaqRequest(
            tenant_id=tenant_id,
            request_id=new_id(),
            entries=wanted.entries,
            source=wanted.source,
            dry_run=wanted.dry_run,
        ),
        timeout=SECONDS,
    )
    for line in _lines(answer, before, {each.entry_id: kept(each) for each in wanted.entries}):
        tell(line)
    tell(summary(answer, len(wanted.entries)))


def summary(answer: pb.ApplyFaqResponse, count: int) -> str:
    """What became of the entries, in one line."""
    added, changed, gone = map(len, (answer.created_ids, answer.updated_ids, answer.deleted_ids))
    noun = "entry" if count == 1 else "entries"
    return (
        f"{count} {noun}: {added} added, {changed} changed, {answer.unchanged_count} as they were; "
        f"{gone} deleted"
    )


def _lines(
    answer: pb.ApplyFaqResponse, before: dict[str, pb.FaqEntry], after: dict[str, pb.FaqEntry]
) -> Iterator[str]:
    yield from (f"+ {name}: {after[name].phrasings[0]}" for name in answer.created_ids)
    for name in answer.updated_ids:
        known = before.get(name, pb.FaqEntry())
        yield f"~ {name}: {', '.join(differing_fields(known, after[name]))}"
    yield from (f"- {name}" for name in answer.deleted_ids)
