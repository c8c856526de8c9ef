"""English."""

from services.notifier.wording.texts import Said, Texts

TEXTS = Texts(
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
    declined=Said(
        "Your request to {business} was not accepted, so nothing is booked:",
        "Your request was not accepted, so nothing is booked:",
        "We are sorry. To try another time, just write to us here.",
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
    attending=Said(
        "Thank you for letting {business} know that you are coming:",
        "Thank you for letting us know that you are coming:",
        "See you then!",
    ),
    moves_offered=Said(
        "Your booking at {business} is now at this time:",
        "Your booking is now at this time:",
        "It can be moved. Which of these times suits you?",
    ),
    no_moves=Said(
        "Your booking at {business} stays as it is:",
        "Your booking stays as it is:",
        "There is no other free time at the moment. To find one together, just write to us here.",
    ),
    outdated=Said(
        "That choice is no longer valid. Your booking at {business} is now:",
        "That choice is no longer valid. Your booking is now:",
    ),
    too_late=Said(
        "Your booking at {business} can no longer be changed here:",
        "Your booking can no longer be changed here:",
        "If you need anything, just write to us here.",
    ),
    party="For {count} people",
    where="Where: {place}",
    reason="Reason: {reason}",
    confirm="Confirm",
    move="Move",
    cancel="Cancel",
    times="Free times",
    opted_out=Said(
        "{business} will not write to you here any more, except to answer you.",
        "We will not write to you here any more, except to answer you.",
        "To hear from us again, write START.",
    ),
    promotions_ended=Said(
        "{business} will send you no more advertisements here.",
        "We will send you no more advertisements here.",
        "Messages about your bookings still come. To stop those too, write STOP.",
    ),
    opted_in=Said(
        "{business} will write to you here again about your bookings.",
        "We will write to you here again about your bookings.",
        "To stop that, write STOP.",
    ),
    somebody="there",
    test="This is a test message. If you can read it, messages arrive here.",
)
