"""What a tenant answers to frequent questions, as its file says. What was imported from other files
stays as it is."""

from functools import partial

from lyo.assistant.v1 import knowledge_service_pb2 as pb

from lyoctl.apply_change import Change, Target, shown
from lyoctl.faq_entries import entry_of, kept
from lyoctl.operator import new_id, pages

SOURCE = "tenant file"


async def faq_changes(target: Target) -> list[Change]:
    """Nothing where the file says nothing of questions, else all in one change."""
    if not target.source.gives("faq"):
        return []
    wanted = [kept(entry_of(each)) for each in target.source.says.faq]
    lines = tuple(_lines(await _stored(target), {each.entry_id: each for each in wanted}))
    if not lines:
        return []
    return [Change("faq", lines, target.where("faq"), partial(_apply, target, wanted))]


async def _stored(target: Target) -> dict[str, pb.FaqEntry]:
    if not target.tenant_id:
        return {}
    request = pb.ListFaqRequest(tenant_id=target.tenant_id, source=SOURCE)
    found = pages(target.stubs.knowledge.ListFaq, request, "entries")
    return {each.entry_id: each async for each in found}


def _lines(before: dict[str, pb.FaqEntry], after: dict[str, pb.FaqEntry]) -> list[str]:
    lines = []
    for name, entry in after.items():
        if name not in before:
            lines.append(f"+ faq {name}: {shown(entry.phrasings[0])}")
        elif differs := differing_fields(before[name], entry):
            lines.append(f"~ faq {name}: {', '.join(differs)}")
    return lines + [f"- faq {name}" for name in sorted(before.keys() - after)]


def differing_fields(one: pb.FaqEntry, other: pb.FaqEntry) -> list[str]:
    """In what two entries differ, in the words of a file."""
    words = {
        "questions": "phrasings",
        "answer": "answer",
        "language": "language",
        "tags": "tags",
    }
    return [word for word, field in words.items() if getattr(one, field) != getattr(other, field)]


async def _apply(target: Target, wanted: list[pb.FaqEntry]) -> None:
    request = pb.ApplyFaqRequest(
        tenant_id=target.tenant_id, request_id=new_id(), entries=wanted, source=SOURCE
    )
    await target.stubs.knowledge.ApplyFaq(request)
