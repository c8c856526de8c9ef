"""Why the notifier says no. The reasons are part of the API."""

from collections.abc import Sequence
from uuid import UUID

from services.common.errors import (
    Aborted,
    FailedPrecondition,
    InvalidArgument,
    NotFound,
    Unavailable,
    Violation,
)


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
    """A message says nothing, or two things at once. `within`: where in it (`.content.text`)."""

    def __init__(self, index: int, within: str, rule: str) -> None:
        violation = Violation(f"messages[{index}]{within}", "CONTENT_MISSING", rule)
        super().__init__("CONTENT_MISSING", rule, violations=[violation])


class TimeZoneUnknown(InvalidArgument):
    def __init__(self, field: str) -> None:
        rule = "is not an IANA name of a zone, such as Europe/Rome"
        violation = Violation(field, "TIME_ZONE_UNKNOWN", rule)
        super().__init__("TIME_ZONE_UNKNOWN", f"{field} {rule}", violations=[violation])


class NotE164(InvalidArgument):
    def __init__(self, field: str) -> None:
        rule = "is not international: E.164, a plus and 8 to 15 digits, such as +393331234567"
        violation = Violation(field, "NOT_E164", rule)
        super().__init__("NOT_E164", f"{field} {rule}", violations=[violation])


class TextMissing(InvalidArgument):
    def __init__(self, field: str) -> None:
        rule = "is blank"
        violation = Violation(field, "CONTENT_MISSING", rule)
        super().__init__("CONTENT_MISSING", f"{field} {rule}", violations=[violation])


class TitleBlank(InvalidArgument):
    """`within`: where in the content (`buttons[0].title`)."""

    def __init__(self, index: int, within: str) -> None:
        field, rule = f"messages[{index}].content.{within}", "is blank"
        violation = Violation(field, "FIELD_INVALID", rule)
        super().__init__("FIELD_INVALID", f"{field} {rule}", violations=[violation])


class MediaUrlInvalid(InvalidArgument):
    def __init__(self, index: int, why: str) -> None:
        violation = Violation(f"messages[{index}].content.media.url", "MEDIA_URL_INVALID", why)
        super().__init__("MEDIA_URL_INVALID", why, violations=[violation])


class TemplateNotFound(NotFound):
    def __init__(self, name: str, language: str) -> None:
        super().__init__(
            "TEMPLATE_NOT_FOUND",
            f"the channel has no approved template {name} in {language}",
            details={"name": name, "language": language},
        )


class TemplateParametersWrong(InvalidArgument):
    """`wrong`: where in the template, as in `.parameters[0]`, and what."""

    def __init__(self, index: int, wrong: Sequence[tuple[str, str]]) -> None:
        path = f"messages[{index}].content.template"
        violations = [
            Violation(f"{path}{within}", "TEMPLATE_PARAMETERS_WRONG", rule)
            for within, rule in wrong
        ]
        said = "; ".join(rule for _, rule in wrong)
        super().__init__("TEMPLATE_PARAMETERS_WRONG", said, violations=violations)


class InThePast(InvalidArgument):
    def __init__(self) -> None:
        rule = "the time to send at is over"
        violation = Violation("send_time", "IN_THE_PAST", rule)
        super().__init__("IN_THE_PAST", rule, violations=[violation])


class ExpireTimeOver(InvalidArgument):
    def __init__(self) -> None:
        rule = "is not after the time to send at"
        violation = Violation("expire_time", "FIELD_INVALID", rule)
        super().__init__("FIELD_INVALID", f"expire_time {rule}", violations=[violation])


class EventOver(InvalidArgument):
    def __init__(self, index: int) -> None:
        rule = "what is told of has begun by then"
        violation = Violation(f"messages[{index}].event.start_time", "IN_THE_PAST", rule)
        super().__init__("IN_THE_PAST", rule, violations=[violation])


class TooFarAhead(InvalidArgument):
    def __init__(self) -> None:
        rule = "a message is scheduled for a year at most"
        violation = Violation("send_time", "TOO_FAR_AHEAD", rule)
        super().__init__("TOO_FAR_AHEAD", rule, violations=[violation])


class AlreadySent(FailedPrecondition):
    def __init__(self, state: str) -> None:
        rule = f"only a message that waits for its first call can be moved; it is {state}"
        super().__init__("ALREADY_SENT", rule, details={"state": state})


class CustomerUnreachable(FailedPrecondition):
    def __init__(self) -> None:
        super().__init__(
            "CUSTOMER_UNREACHABLE", "no channel of the tenant writes to any address of them"
        )


class NotAReply(FailedPrecondition):
    def __init__(self) -> None:
        super().__init__(
            "NOT_A_REPLY", "the recipient did not write by this channel within 24 hours before"
        )


class WroteTimeClaimed(InvalidArgument):
    def __init__(self, field: str) -> None:
        rule = "is told by services alone: they hear when a customer writes"
        violation = Violation(field, "FIELD_INVALID", rule)
        super().__init__("FIELD_INVALID", f"{field} {rule}", violations=[violation])


class OptedOut(FailedPrecondition):
    def __init__(self) -> None:
        super().__init__("OPTED_OUT", "whoever has this phone does not want to be written to")


class SendingRulesWrong(InvalidArgument):
    """The violations name each field of the rules that is wrong."""

    def __init__(self, violations: Sequence[Violation]) -> None:
        named = "; ".join(f"{each.field} {each.message}" for each in violations)
        super().__init__("FIELD_INVALID", named, violations=violations)


class EtagStale(Aborted):
    def __init__(self) -> None:
        super().__init__("ETAG_STALE", "the rules were changed meanwhile: read them again")


class NoProviderAnswered(Unavailable):
    """The reasons of each are told in its words."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__("PROVIDER_DOWN", f"none of the providers answered: {', '.join(reasons)}")
        self.reasons = reasons


class ChannelNotFound(NotFound):
    def __init__(self, channel_id: UUID) -> None:
        super().__init__("CHANNEL_NOT_FOUND", f"no channel {channel_id}")
