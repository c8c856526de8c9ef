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
    another_day="Tell me another day, and I will look again.",
    party_too_large="Sorry, that can be booked for at most {most} people. For more, please ask"
    " {business} directly.",
    party_too_small="Sorry, that is for groups only, which I cannot book by message. Please ask"
    " {business} directly.",
    blocked="Sorry, I cannot book for you at the moment, because earlier bookings were missed."
    " Please ask {business} directly.",
    which_offering="Gladly! What would you like to book?",
    nothing_to_book="Sorry, there is nothing that can be booked here by message.",
    how_to_book="Gladly! For which day and time? For example: tomorrow at 3 pm.",
    no_such_date="There is no {written}. Please write the month first, then the day, then the time,"
    " for example: book 12/24 15:30",
    day_first="There is no {written}: the month comes first. Did you mean: book {suggestion}?",
    no_such_time="On {day} the clocks go forward, and {time} does not exist. Which other time"
    " would suit you?",
    your_bookings="Your bookings:",
    how_to_cancel="To cancel one, write cancel and its number.",
    no_bookings="You have no bookings at the moment. To make one, tell me a day and a time.",
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
    help="Just write what you would like, for example:\n"
    "• tomorrow at 3 pm\n"
    "• what is free on Friday?\n"
    "• move my booking\n"
    "• my bookings\n"
    "• cancel\n"
    "• opening hours, prices\n"
    "• person: somebody answers you",
    not_understood="Sorry, I did not understand that.",
    welcome="You are welcome!",
    noted="All right! Write help to see what I can do.",
    no_such_day="The calendar has no such day. Which day would suit you, and at what time?",
    day_is_over="That day is over. Which other day would suit you?",
    how_many="For how many people?",
    free_slots="{offering} is free at these times:",
    or_another="Or tell me another day or time.",
    not_free="Sorry, {line} is not free.",
    day_not_free="Sorry, {offering}: nothing is free on {day}.",
    nothing_free="Sorry, {offering}: nothing is free then.",
    not_by="Sorry, {resource} does not do {offering}. Tell me a day and a time, and I will see who"
    " is free.",
    with_resource="with {resource}",
    for_people="for {count} people",
    for_name="in the name of {name}",
    shall_i_book="Shall I book this?",
    shall_i_move="Shall I move your booking to that?",
    yes_book="Yes, book it",
    yes_move="Yes, move it",
    no_change="No, change it",
    what_else="What would you like instead? Tell me another day, another time, or whatever shall be"
    " different. To stop, write forget it.",
    nothing_to_move="You have no bookings that could be moved.",
    which_to_move="Which one shall I move?",
    move_to_when="{line}: to which day and time shall I move it?",
    moved="Done. Your booking is now:\n{line}",
    move_notice_over="{line}: it could be moved by message until {until}. Please ask {business}"
    " directly.",
    too_late_to_move="This booking is over and cannot be moved any more.",
    open_on="{day}: open {hours}.",
    closed_on="{day}: closed.",
    opening_hours="Opening hours:",
    closed_day="closed",
    prices="Prices:",
    see_you_at="Thank you for telling us! See you then: {line}.",
    person_asked="I have noted that you would like a person to answer. {business} sees it here, and"
    " somebody will write to you as soon as they can. Until then I am still here for bookings.",
    offer_person="Sorry, I still do not understand. Try it in other words, or write person, and"
    " somebody of {business} will answer you here.",
    which_question="Did you mean one of these? Tap one, or answer with its number.",
    goodbye="Goodbye!",
    dropped="All right, I have dropped it. Nothing was booked or changed.",
    not_known="I am afraid I do not know that. Write person, and somebody of {business} will answer"
    " you here.",
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
