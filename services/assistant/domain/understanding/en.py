"""What people say in English."""

from services.assistant.domain.understanding.words import Words

_THAT = ("that is", "that's", "thats", "that sounds", "sounds", "it is", "it's", "this is")
_GOOD = ("good", "great", "fine", "right", "correct", "perfect", "ok", "okay", "it")

ENGLISH = Words(
    book=frozenset({"book", "booking", "reserve"}),
    listing=frozenset(
        {"list", "bookings", "my bookings", "list bookings", "list my bookings", "show my bookings"}
    ),
    cancel=frozenset({"cancel"}),
    help=frozenset({"help", "menu", "commands", "what can you do", "how does it work"}),
    yes=frozenset(
        {
            *("yes", "y", "yes cancel", "yes cancel it", "yeah", "yep", "yup", "sure", "of course"),
            *("ok", "okay", "correct", "right", "confirm", "i confirm", "go ahead", "do it"),
            *("perfect", "great", "fine", "all right", "alright", "exactly", "indeed", "it is"),
            *("please do", "please do it", "that works", "that works for me", "sounds good to me"),
            *("that suits me", "👍", "👌", "✅", "✔"),
            *(f"{that} {good}" for that in _THAT for good in _GOOD),
        }
    ),
    no=frozenset(
        {
            *("no", "n", "no keep it", "keep it", "nope", "nah", "not now", "don't", "dont"),
            *("don't cancel", "do not cancel", "never mind", "nevermind", "none", "👎", "❌"),
        }
    ),
    greetings=frozenset(
        {
            *("hi", "hello", "hey", "hi there", "hello there", "good day"),
            *("good morning", "good afternoon", "good evening"),
        }
    ),
    thanks=frozenset({"thanks", "thank you", "thx", "many thanks", "thank you very much"}),
    please=frozenset({"please", "pls", "thanks", "thank you"}),
    wishes=frozenset(
        {
            *("i want to", "i would like to", "i'd like to", "i need to", "can i", "could i"),
            *("can you", "could you", "may i"),
        }
    ),
    before_date=frozenset({"on", "for"}),
    before_time=frozenset({"at"}),
    numbers=(
        frozenset({"one", "first", "the first", "the first one", "first one"}),
        frozenset({"two", "second", "the second", "the second one", "second one"}),
        frozenset({"three", "third", "the third", "the third one", "third one"}),
    ),
    before_number=frozenset({"number", "option"}),
    markers=frozenset(
        {
            *("the", "my", "i'd", "i'm", "is", "are", "what", "when", "want", "would", "like"),
            *("please", "thanks", "thank", "you", "your", "hello", "hi", "hey", "yes", "yeah"),
            *("tomorrow", "today", "can", "could", "for", "need", "how", "much", "have", "good"),
            *("morning", "afternoon", "evening", "with", "and", "this", "that", "it", "at", "to"),
            *("booking", "bookings", "first", "third", "don't", "do", "does", "which", "who"),
        }
    ),
)
