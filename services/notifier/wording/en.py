"""English."""

from services.notifier.wording.texts import Said, Texts

ENGLISH = Texts(
    confirmed=Said(
        "Your booking at {business} is confirmed:",
        "Your booking is confirmed:",
        "See you then!",
    ),
    requested=Said(
        "Your request to {business} has been received:",
        "Your request has been received:",
        "It still has to be confirmed. You will hear from us as soon as it is.",
    ),
    changed=Said(
        "Your booking at {business} has changed. It is now:",
        "Your booking has changed. It is now:",
    ),
    cancelled=Said(
        "Your booking at {business} was cancelled:",
        "Your booking was cancelled:",
    ),
    expired=Said(
        "{business} could not confirm your request in time, so nothing is booked:",
        "Your request could not be confirmed in time, so nothing is booked:",
        "We are sorry. To try another time, just write to us here.",
    ),
    reminder=Said(
        "A reminder of your booking at {business}:",
        "A reminder of your booking:",
        "See you then!",
    ),
    party="For {count} people",
    where="Where: {place}",
    reason="Reason: {reason}",
)
