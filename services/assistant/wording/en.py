"""English."""

from services.assistant.domain.conversation import Kind
from services.assistant.wording.texts import Texts

ENGLISH = Texts(
    confirmed="confirmed",
    requested="requested",
    cancelled="cancelled",
    local_time="{city} time",
    see_you="See you then!",
    to_be_approved="{business} still has to confirm it.",
    taken="Sorry, {line} is already taken.",
    closed="Sorry, {line} is outside opening hours.",
    not_offered="Sorry, {line} cannot be booked at that exact time.",
    past="Sorry, {line} has already passed.",
    sold_out="Sorry, {line} is fully booked.",
    too_soon="Sorry, it is too late to book {line} by message.",
    too_far="Sorry, {line} is too far ahead to be booked yet.",
    own="You already have {line}.",
    nearest="The nearest free times:",
    which_one="Tap one, or answer with its number.",
    which_booking="Tap one, or answer with its number.",
    which_number="Please answer with its number.",
    none_free="Nothing is free within a month of that day.",
    another_day="To try another day, write book, the date and the time, for example:"
    " book 12/24 15:30",
    party_too_large="Sorry, that can be booked for at most {most} people. For more, please ask"
    " {business} directly.",
    party_too_small="Sorry, that is for groups only, which I cannot book by message. Please ask"
    " {business} directly.",
    blocked="Sorry, I cannot book for you at the moment, because earlier bookings were missed."
    " Please ask {business} directly.",
    which_offering="Gladly! What would you like to book?",
    nothing_to_book="Sorry, there is nothing that can be booked here by message.",
    how_to_book="Gladly! For which day and time? Please write the month first, then the day, then"
    " the time, for example: book 12/24 15:30",
    no_such_date="There is no {written}. Please write the month first, then the day, then the time,"
    " for example: book 12/24 15:30",
    day_first="There is no {written}: the month comes first. Did you mean: book {suggestion}?",
    no_such_time="On {day} the clocks go forward, and {time} does not exist. Which other time"
    " would suit you?",
    your_bookings="Your bookings:",
    how_to_cancel="To cancel one, write cancel and its number.",
    no_bookings="You have no bookings at the moment. To make one, write for example:"
    " book 12/24 15:30",
    nothing_to_cancel="You have no bookings that could be cancelled.",
    which_to_cancel="Which one shall I cancel?",
    really_cancel="Shall I cancel {line}?",
    changed="This booking has changed in the meantime.",
    yes="Yes, cancel it",
    no="No, keep it",
    kept="All right, your booking stays: {line}.",
    gone="This booking does not exist any more. Write list to see your bookings.",
    too_late_to_cancel="This booking is over and cannot be cancelled any more.",
    notice_over="{line}: it could be cancelled by message until {until}. Please tell {business}"
    " directly that you cannot come.",
    no_such_number="Please answer with a number from 1 to {count}.",
    expired="This choice is no longer open. Write help to see what I can do.",
    greeting="Hello! This is the assistant of {business}.",
    help="This is what I can do:\n"
    "• book 12/24 15:30: books that time (month first, then the day)\n"
    "• list: shows your bookings\n"
    "• cancel: cancels a booking\n"
    "• help: shows this message",
    not_understood="Sorry, I did not understand that.",
    welcome="You are welcome!",
    noted="All right! Write help to see what I can do.",
    failed="Sorry, that did not work. Please try another time or day, or write help.",
    cannot_read={
        Kind.IMAGE: "Thank you for the picture! I cannot look at pictures, so please tell me in"
        " words what I can do for you.",
        Kind.VIDEO: "Thank you for the video! I cannot watch videos, so please tell me in words"
        " what I can do for you.",
        Kind.AUDIO: "I cannot listen to voice messages yet. Could you write it to me, please?",
        Kind.DOCUMENT: "Thank you for the file! I cannot read files, so please tell me in words"
        " what I can do for you.",
        Kind.STICKER: "Nice one! Write help to see what I can do for you.",
        Kind.LOCATION: "Thank you for the location! I cannot read maps, so please tell me in words"
        " what I can do for you.",
        Kind.CONTACTS: "Thank you for the contact! I cannot read contact cards, so please tell me"
        " in words what I can do for you.",
        Kind.ORDER: "Thank you! I cannot take orders from the catalog here, but I can book for"
        " you: write help to see how.",
        Kind.FORM: "Thank you for filling that in! I cannot read forms here, so please tell me in"
        " words what I can do for you.",
        Kind.UNSUPPORTED: "I cannot read this kind of message. Could you write it to me, please?",
    },
)
