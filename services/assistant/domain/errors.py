"""Why the assistant says no. The reasons are part of the API."""

from datetime import timedelta
from uuid import UUID

from services.common.errors import NotFound, Unavailable


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
