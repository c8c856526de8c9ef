"""English."""

from services.gateway.page.words.texts import Texts

ENGLISH = Texts(
    will_you_come="Will you come?",
    i_will_come="I will come",
    see_you="Thank you. See you then!",
    choose="Choose another time",
    choose_another="Another time",
    none_free="No other time is free nearby. Please contact us.",
    taken="That time has just been taken. Choose another one",
    move_here="Move your booking to this time?",
    move="Move it",
    new_time="New time",
    moved="Your booking has been moved",
    cancel_this="Cancel this booking?",
    cancel="Yes, cancel it",
    cancel_it="Cancel the booking",
    cancelled="Your booking is cancelled",
    outdated="This link no longer applies. Your booking now:",
    too_late="It is too late to change this here. Please contact us",
    write_to_us="Another time, or a question? Just write to us where you got this link.",
    unknown="We do not know this link",
    unknown_more="It may have been cut off. Open it once more from your message.",
    later="Please try again in a moment",
    later_more="We could not look up your booking just now.",
    with_whom="With {}",
    people="For {} people",
    pending="Still to be confirmed by us",
    was_cancelled="Cancelled",
)
