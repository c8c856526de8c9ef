"""Why the notifier says no. The reasons are part of the API."""

from uuid import UUID

from services.common.errors import InvalidArgument, NotFound, Violation


class MessageNotFound(NotFound):
    def __init__(self, message_id: UUID) -> None:
        super().__init__("MESSAGE_NOT_FOUND", f"no message {message_id}")


class MessageIdReused(InvalidArgument):
    def __init__(self, message_id: UUID) -> None:
        super().__init__(
            "REQUEST_ID_REUSED",
            "the message_id was used for another message",
            details={"message_id": str(message_id)},
        )


class ExpireTimeMissing(InvalidArgument):
    def __init__(self) -> None:
        rule = "a reminder needs an expire_time: when it would be too late to remind"
        violation = Violation("expire_time", "FIELD_MISSING", rule)
        super().__init__("FIELD_MISSING", rule, violations=[violation])


class ContentWrong(InvalidArgument):
    """A message says either what to send or what to tell of."""

    def __init__(self, index: int) -> None:
        rule = "a message has either content or event"
        violation = Violation(f"messages[{index}].content", "CONTENT_MISSING", rule)
        super().__init__("CONTENT_MISSING", rule, violations=[violation])


class TimeZoneUnknown(InvalidArgument):
    def __init__(self, index: int) -> None:
        rule = "the zone of an event is an IANA name"
        violation = Violation(f"messages[{index}].event.time_zone", "TIME_ZONE_UNKNOWN", rule)
        super().__init__("TIME_ZONE_UNKNOWN", rule, violations=[violation])
