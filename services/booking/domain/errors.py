"""Why the booking service says no. The reasons are part of the API."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
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
    SOLD_OUT = "SOLD_OUT"
    OUTSIDE_OPENING_HOURS = "OUTSIDE_OPENING_HOURS"
    START_NOT_OFFERED = "START_NOT_OFFERED"
    IN_THE_PAST = "IN_THE_PAST"
    NOTICE_TOO_SHORT = "NOTICE_TOO_SHORT"
    TOO_FAR_AHEAD = "TOO_FAR_AHEAD"
    HOLD_EXPIRED = "HOLD_EXPIRED"


_SAID = {
    Refusal.SLOT_TAKEN: "every resource is taken then",
    Refusal.SOLD_OUT: "the occurrence has not so many seats left",
    Refusal.OUTSIDE_OPENING_HOURS: "nobody performs the offering then",
    Refusal.START_NOT_OFFERED: "no slot starts then",
    Refusal.IN_THE_PAST: "the start is over",
    Refusal.NOTICE_TOO_SHORT: "the start is too near",
    Refusal.TOO_FAR_AHEAD: "the start is too far off",
    Refusal.HOLD_EXPIRED: "the hold is over",
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
    """Also of another tenant."""

    def __init__(self, name: UUID | str) -> None:
        super().__init__("BOOKING_NOT_FOUND", f"no booking {name}")


class NotThisCustomers(FailedPrecondition):
    """It is another customer's than the one who asks."""

    def __init__(self, booking_id: UUID) -> None:
        super().__init__("NOT_THIS_CUSTOMERS", f"{booking_id} is another customer's")


class CustomerBlocked(FailedPrecondition):
    """The customer missed too many bookings; the details say how many in how many days."""

    def __init__(self, limit: int, days: int) -> None:
        details = {"limit": str(limit), "days": str(days)}
        rule = f"the customer missed {limit} bookings or more in {days} days"
        super().__init__("CUSTOMER_BLOCKED", rule, details=details)


class TooManyHolds(FailedPrecondition):
    """So many slots are kept for the customer already; the details say which, and when the first
    of them expires."""

    def __init__(self, hold_ids: Sequence[UUID], expire_time: datetime) -> None:
        details = {
            "hold_ids": " ".join(map(str, hold_ids)),
            "expire_time": _instant(expire_time),
        }
        rule = f"the customer keeps {len(hold_ids)} slots already"
        super().__init__("TOO_MANY_HOLDS", rule, details=details)


class ExternalRefTaken(FailedPrecondition):
    """Another booking of the tenant has it."""

    def __init__(self, booking_id: UUID) -> None:
        details = {"booking_id": str(booking_id)}
        super().__init__("EXTERNAL_REF_TAKEN", f"booking {booking_id} has it", details=details)


class ChangedTooLate(FailedPrecondition):
    """Customers change the booking no more; the details say how long before, in minutes."""

    def __init__(self, notice: timedelta) -> None:
        minutes = notice // timedelta(minutes=1)
        rule = f"customers change it {minutes} minutes before at the latest"
        super().__init__("NOTICE_TOO_SHORT", rule, details={"notice": str(minutes)})


class NotRequested(FailedPrecondition):
    """It is a hold: its customer has yet to book it."""

    def __init__(self) -> None:
        super().__init__("NOT_REQUESTED", "it is a hold, which its customer has yet to book")


class NotConfirmed(FailedPrecondition):
    """Nobody comes to what is not agreed, and who is there need not say it."""

    def __init__(self, why: str) -> None:
        super().__init__("NOT_CONFIRMED", f"the booking {why}")


class NotBegun(FailedPrecondition):
    """Nobody can have missed it."""

    def __init__(self, why: str) -> None:
        super().__init__("NOT_BEGUN", f"the booking {why}")


class BookingOver(FailedPrecondition):
    """Nothing can change about the booking any more."""

    def __init__(self, state: str) -> None:
        super().__init__("BOOKING_OVER", f"the booking is {state}")


class SlotGone(FailedPrecondition):
    """The slot that a link moves its booking to cannot be had any more."""

    def __init__(self) -> None:
        super().__init__("SLOT_TAKEN", "the slot was taken meanwhile")


class LinkInvalid(InvalidArgument):
    """It was not made here, or was changed."""

    def __init__(self) -> None:
        rule = "is not a link of ours"
        violation = Violation("link", "LINK_INVALID", rule)
        super().__init__("LINK_INVALID", f"link {rule}", violations=[violation])


class EtagStale(Aborted):
    """The change is based on a version that has been replaced."""

    def __init__(self) -> None:
        super().__init__("ETAG_STALE", "the booking was changed meanwhile")


class PartyTooLarge(FailedPrecondition):
    """It is not for so many people; the details say for how many at most."""

    def __init__(self, most: int) -> None:
        details = {"most": str(most)}
        super().__init__("PARTY_TOO_LARGE", f"it is for at most {most} people", details=details)


class PartyTooSmall(FailedPrecondition):
    """It is for more people."""

    def __init__(self, least: int) -> None:
        super().__init__("PARTY_TOO_SMALL", f"it is for at least {least} people")


class VisitWrong(InvalidArgument):
    """These offerings cannot be had in one visit."""

    def __init__(self, rule: str) -> None:
        violation = Violation("visit_offering_ids", "FIELD_INVALID", rule)
        super().__init__("FIELD_INVALID", rule, violations=[violation])


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
