"""What does this message mean? One command, by rules; what no rule knows is not understood."""

import re
from collections.abc import Iterable, Sequence

from services.assistant.domain import choices, commands
from services.assistant.domain.commands import Command
from services.assistant.domain.conversation import SILENT, Inbound, Kind
from services.assistant.domain.understanding.language import VOCABULARY
from services.assistant.domain.understanding.text import plain, unaccented

CAPTIONED = frozenset({Kind.IMAGE, Kind.VIDEO, Kind.DOCUMENT})


def understand(
    message: Inbound, *, titles: Sequence[str] = (), asked_when: bool = False
) -> Command:
    """The command of a message.

    `titles` are what the customer may pick from just now, as shown to them; `asked_when` says
    that a day and a time alone are an answer.
    """
    if message.kind in SILENT:
        return commands.Silence()
    if message.kind is Kind.CHOICE and choices.is_ours(message.choice_id):
        return commands.Choose(message.choice_id)
    if message.kind in {Kind.TEXT, Kind.CHOICE}:
        return read(message.text, titles=titles, asked_when=asked_when)
    if message.kind in CAPTIONED and message.text.strip():
        caption = read(message.text, titles=titles, asked_when=asked_when)
        if caption != commands.NotUnderstood():
            return caption
    return commands.SentSomethingElse(message.kind)


def read(text: str, *, titles: Sequence[str] = (), asked_when: bool = False) -> Command:
    """The command of what was written."""
    said = unaccented(plain(text))
    core = _core(said)
    number = _picked(core, titles)
    if number is not None:
        return commands.Pick(number)
    if asked_when and (start := _start(core)):
        return start
    return _PHRASES.get(said) or _PHRASES.get(core) or _yes_or_no(core) or _by_first_word(core)


def _phrases(*commands_and_phrases: tuple[Command, frozenset[str]]) -> dict[str, Command]:
    """Whole messages. Of a phrase that could be two things, the first one counts."""
    table: dict[str, Command] = {}
    for command, phrases in commands_and_phrases:
        for phrase in phrases:
            table.setdefault(phrase, command)
    return table


_of = VOCABULARY.phrases
_BOOK = _of(lambda words: words.book)
_CANCEL = _of(lambda words: words.cancel)
_GREETINGS = _of(lambda words: words.greetings)
_PLEASE = _of(lambda words: words.please)
_WISHES = _of(lambda words: words.wishes)
_YES = _of(lambda words: words.yes)
_NO = _of(lambda words: words.no)
_NUMBERS = VOCABULARY.numbers()
_PHRASES = _phrases(
    (commands.ListBookings(), _of(lambda words: words.listing)),
    (commands.Help(), _of(lambda words: words.help)),
    (commands.Greet(), _GREETINGS),
    (commands.Thank(), _of(lambda words: words.thanks)),
)


def _any(phrases: Iterable[str]) -> str:
    """An alternative of phrases, the longest first."""
    return "|".join(map(re.escape, sorted(phrases, key=lambda each: (-len(each), each))))


_BEFORE_DATE = _any(_of(lambda words: words.before_date))
_BEFORE_TIME = _any(_of(lambda words: words.before_time))
_BEFORE_NUMBER = _any(_of(lambda words: words.before_number))
_START = re.compile(
    rf"(?:(?:{_BEFORE_DATE}) )?([0-9]{{1,2}}) ?[/-] ?([0-9]{{1,2}})"
    rf" (?:(?:{_BEFORE_TIME}) ?)?([0-9]{{1,2}}) ?[:.h] ?([0-9]{{2}})"
)
_NUMBER = re.compile(rf"(?:(?:{_BEFORE_NUMBER}) |# ?|n[o°.]? ?)?([0-9]{{1,2}})(?: ?[.)°oa])?")
_CLOCK = re.compile(r"([0-9]{1,2})[.h]([0-9]{2})$")


def _start(said: str) -> commands.StartBooking | None:
    """Month first, always; whether the calendar has it is not decided here."""
    found = _START.fullmatch(said)
    return commands.StartBooking(*map(int, found.groups())) if found else None


def _yes_or_no(said: str) -> Command | None:
    """A yes, also a yes twice; nothing else beside it, or it is none."""
    if _made_of(said, _YES):
        return commands.Affirm()
    return commands.Deny() if _made_of(said, _NO) else None


def _made_of(said: str, phrases: frozenset[str]) -> bool:
    words = said.split(" ")
    while n := _longest(words, phrases):
        words = words[n:]
    return not words


def _by_first_word(said: str) -> Command:
    first, _, rest = said.partition(" ")
    first = first.removeprefix("/")
    if first in _BOOK:
        return _start(rest) or commands.AskToBook()
    if first in _CANCEL:
        return commands.CancelBooking(_number(rest))
    if said.startswith("/"):
        return _PHRASES.get(said.removeprefix("/"), commands.NotUnderstood())
    return commands.AskToBook() if _start(said) else commands.NotUnderstood()


def _core(said: str) -> str:
    """Without a greeting, a please, an "I want to" around what is wanted."""
    core = _without_ends(said, _GREETINGS | _PLEASE | _WISHES, _PLEASE)
    return core or said


def _without_ends(said: str, before: frozenset[str], after: frozenset[str]) -> str:
    words = said.split(" ")
    while (n := _longest(words, before)) and n < len(words):
        words = words[n:]
    while (n := _longest(words[::-1], after, backwards=True)) and n < len(words):
        words = words[:-n]
    return " ".join(words)


def _longest(words: list[str], phrases: frozenset[str], *, backwards: bool = False) -> int:
    """How many of the first words are such a phrase; 0: none is."""
    for n in range(min(5, len(words)), 0, -1):
        some = words[:n][::-1] if backwards else words[:n]
        if " ".join(some) in phrases:
            return n
    return 0


def _number(said: str) -> int | None:
    if said in _NUMBERS:
        return _NUMBERS[said]
    found = _NUMBER.fullmatch(said)
    return int(found[1]) if found else None


def _picked(said: str, titles: Sequence[str]) -> int | None:
    """The number of what is picked: as a number, or in words that fit one title only."""
    number = _number(said)
    if number is not None:
        return number
    shown = [unaccented(plain(each)) for each in titles]
    if shown.count(said) == 1:
        return shown.index(said) + 1
    wanted = set(_CLOCK.sub(r"\1:\2", said).split())
    fits = [n for n, each in enumerate(shown, 1) if wanted <= set(each.split())]
    return fits[0] if len(fits) == 1 and any(each.isdigit() for each in said) else None
