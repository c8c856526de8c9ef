"""Why the booking service says no. The reasons are part of the API."""

from collections.abc import Sequence
from datetime import UTC, datetime
from enum import StrEnum
from uuid import UUID

from services.common.errors import (
    Aborted,
    FailedPrecondition,
    InvalidArgument,
    NotFound,
    Violation,
)


class Refusal(StrEnum):
    """Why a start cannot be booked."""

    SLOT_TAKEN = "SLOT_TAKEN"
    OUTSIDE_OPENING_HOURS = "OUTSIDE_OPENING_HOURS"
    START_NOT_OFFERED = "START_NOT_OFFERED"
    SLOT_IN_THE_PAST = "SLOT_IN_THE_PAST"


_SAID = {
    Refusal.SLOT_TAKEN: "every resource is taken then",
    Refusal.OUTSIDE_OPENING_HOURS: "nobody performs the offering then",
    Refusal.START_NOT_OFFERED: "no slot starts then",
    Refusal.SLOT_IN_THE_PAST: "the start is over",
}


class SlotRefused(FailedPrecondition):
    """The start cannot be booked; the details say what was wanted and which starts can."""

    def __init__(
        self,
        refusal: Refusal,
        offering_id: UUID,
        offering_name: str,
        alternatives: Sequence[datetime],
    ) -> None:
        details = {
            "alternatives": " ".join(map(_instant, alternatives)),
            "offering_id": str(offering_id),
            "offering_name": offering_name,
        }
        super().__init__(refusal.value, _SAID[refusal], details=details)


class OfferingNotFound(NotFound):
    """Also of another tenant, and one that is retired."""

    def __init__(self, offering_id: UUID) -> None:
        super().__init__("OFFERING_NOT_FOUND", f"no offering {offering_id}")


class OfferingMissing(FailedPrecondition):
    """None was named and there is no default."""

    def __init__(self) -> None:
        super().__init__("OFFERING_MISSING", "no offering was named and there is no default")


class ResourceNotFound(NotFound):
    """Also of another tenant, one that is retired, and one that performs other offerings."""

    def __init__(self, resource_id: UUID) -> None:
        super().__init__("RESOURCE_NOT_FOUND", f"no resource {resource_id} for this offering")


class BookingNotFound(NotFound):
    """Also of another tenant, and of another customer where one is named."""

    def __init__(self, booking_id: UUID) -> None:
        super().__init__("BOOKING_NOT_FOUND", f"no booking {booking_id}")


class BookingOver(FailedPrecondition):
    """Nothing can change about the booking any more."""

    def __init__(self, state: str) -> None:
        super().__init__("BOOKING_OVER", f"the booking is {state}")


class EtagStale(Aborted):
    """The change is based on a version that has been replaced."""

    def __init__(self) -> None:
        super().__init__("ETAG_STALE", "the booking was changed meanwhile")


class WindowWrong(InvalidArgument):
    """WINDOW_EMPTY or WINDOW_TOO_LONG."""

    def __init__(self, reason: str, rule: str) -> None:
        super().__init__(reason, rule, violations=[Violation("end_time", reason, rule)])


class CatalogWrong(InvalidArgument):
    """A rule of catalogs that one field breaks."""

    def __init__(self, reason: str, field: str, rule: str) -> None:
        violation = Violation(field, reason, rule)
        super().__init__(reason, f"{field}: {rule}", violations=[violation])


def _instant(instant: datetime) -> str:
    return f"{instant.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
