"""Between the knowledge of a tenant on the wire and values of the domain. No decisions here."""

from lyo.assistant.v1 import knowledge_service_pb2 as pb

from services.assistant.domain.knowledge.asked import Unanswered
from services.assistant.domain.knowledge.bands import Band, Found, Match
from services.assistant.domain.knowledge.entry import Entry
from services.assistant.usecases.faq import Applied, Wanted
from services.common.fields import timestamp

_BANDS = {each: pb.FaqBand.Value(f"FAQ_BAND_{each.name}") for each in Band}


def to_wanted(request: pb.ApplyFaqRequest) -> Wanted:
    """What a caller wants laid down."""
    return Wanted(
        entries=tuple(map(_entry, request.entries)),
        source=request.source,
        etag=request.etag,
        dry_run=request.dry_run,
    )


def applied_message(applied: Applied) -> pb.ApplyFaqResponse:
    return pb.ApplyFaqResponse(
        created_ids=applied.created,
        updated_ids=applied.updated,
        deleted_ids=applied.deleted,
        unchanged_count=applied.unchanged,
        etag=str(applied.version),
    )


def found_message(found: Found) -> pb.SearchFaqResponse:
    return pb.SearchFaqResponse(
        band=_BANDS[found.band],
        matches=[_match_message(each) for each in found.matches],
        choice_ids=[each.entry_id for each in found.choices],
    )


def entry_message(entry: Entry) -> pb.FaqEntry:
    return pb.FaqEntry(
        entry_id=entry.entry_id,
        phrasings=entry.phrasings,
        answer=entry.answer,
        language=entry.language,
        tags=entry.tags,
        source=entry.source,
    )


def unanswered_message(question: Unanswered) -> pb.UnansweredQuestion:
    return pb.UnansweredQuestion(
        question_id=str(question.question_id),
        text=question.text,
        language=question.language,
        count=question.count,
        first_ask_time=timestamp(question.first_ask_time),
        last_ask_time=timestamp(question.last_ask_time),
        conversation_id=str(question.conversation_id),
    )


def _entry(wire: pb.FaqEntry) -> Entry:
    return Entry(
        entry_id=wire.entry_id,
        phrasings=tuple(wire.phrasings),
        answer=wire.answer,
        language=wire.language,
        tags=tuple(wire.tags),
    )


def _match_message(match: Match) -> pb.FaqMatch:
    return pb.FaqMatch(
        entry=entry_message(match.entry), score=match.score, similarity=match.similarity
    )
