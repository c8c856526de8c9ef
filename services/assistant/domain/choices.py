"""The ids of the choices that are offered for tapping.

They hold no secret and prove nothing: a tap counts only where the dialogue offers it just now.
"""

from datetime import datetime

from services.assistant.domain.dialogue import Offer, Pending
from services.assistant.domain.tools import Booking, FaqChoice, Offering

SLOT, OFFERING, BOOKING, YES, NO = "slot:", "offering:", "booking:", "yes:", "no:"
FAQ = "faq:"
OURS = (SLOT, OFFERING, BOOKING, YES, NO, FAQ)


def of_offer(offer: Offer) -> str:
    return of_slot(offer.offering_id, offer.start)


def of_slot(offering_id: str, start: datetime) -> str:
    return f"{SLOT}{start:%Y%m%dT%H%MZ}:{offering_id}"


def of_offering(offering: Offering) -> str:
    return f"{OFFERING}{offering.offering_id}"


def of_booking(booking: Booking) -> str:
    return f"{BOOKING}{booking.booking_id}"


def of_faq(choice: FaqChoice) -> str:
    return f"{FAQ}{choice.entry_id}"


def of_yes(pending: Pending) -> str:
    return f"{YES}{pending.key}"


def of_no(pending: Pending) -> str:
    return f"{NO}{pending.key}"


def is_ours(choice_id: str) -> bool:
    """Whether we may have offered it; other buttons (a template's, another system's) are words."""
    return choice_id.startswith(OURS)
