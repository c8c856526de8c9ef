"""Why the assistant says no. The reasons are part of the API."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from services.common.errors import (
    Aborted,
    FailedPrecondition,
    InvalidArgument,
    NotFound,
    Unavailable,
    Violation,
)


class ConversationBusy(Unavailable):
    """Another turn of this customer is under way; on whichever channel, they go one by one."""

    def __init__(self) -> None:
        super().__init__(
            "CONVERSATION_BUSY",
            "another turn of this conversation is under way",
            retry_after=timedelta(seconds=1),
        )


class ConversationNotFound(NotFound):
    def __init__(self, wanted: UUID) -> None:
        super().__init__("CONVERSATION_NOT_FOUND", f"no conversation {wanted}")


class EtagStale(Aborted):
    def __init__(self) -> None:
        super().__init__("ETAG_STALE", "it has changed since; read it again")


class EntriesWrong(InvalidArgument):
    """Entries of the FAQ that say nothing, or too much."""

    def __init__(self, wrong: Sequence[Violation]) -> None:
        named = "; ".join(f"{each.field}: {each.message}" for each in wrong[:5])
        super().__init__("FIELD_INVALID", named, violations=wrong[:20])


class EntryRepeated(InvalidArgument):
    def __init__(self, entry_id: str) -> None:
        super().__init__("ENTRY_REPEATED", f"two entries are {entry_id}")


class EntryOfAnotherSource(FailedPrecondition):
    def __init__(self, entry_id: str, source: str) -> None:
        super().__init__(
            "ENTRY_OF_ANOTHER_SOURCE",
            f"entry {entry_id} came from {source or 'elsewhere'}",
            details={"entry_id": entry_id, "source": source},
        )


class FaqFull(FailedPrecondition):
    def __init__(self, entries: int, phrasings: int) -> None:
        super().__init__(
            "FAQ_FULL", f"a tenant has {entries:,} entries and {phrasings:,} phrasings at most"
        )


class FaqStale(Aborted):
    def __init__(self) -> None:
        super().__init__("ETAG_STALE", "the entries were changed meanwhile: read them again")
