"""From a message to the command that it means: silent, tapped, a command by the letter, or read."""

import re
from collections.abc import Callable
from dataclasses import replace

from services.assistant.domain import choices, commands
from services.assistant.domain.commands import Command
from services.assistant.domain.conversation import SILENT, Inbound, Kind
from services.assistant.domain.understanding.heard import Frame
from services.assistant.domain.understanding.intent import Intent
from services.assistant.domain.understanding.language import spoken, vote
from services.assistant.domain.understanding.lexicon import folded
from services.assistant.domain.understanding.message import Reading, read

FEW_WORDS = 3
CAPTIONED = frozenset({Kind.IMAGE, Kind.VIDEO, Kind.DOCUMENT})

_BY_THE_LETTER = re.compile(
    r"/?book (?:on |for )?([0-9]{1,2}) ?[/-] ?([0-9]{1,2})"
    r" (?:at )?([0-9]{1,2}) ?[:.h] ?([0-9]{2})"
)
"""The month first, always, in whatever language one writes."""
_SLASH: dict[str, Command] = {
    "help": commands.Help(),
    "menu": commands.Help(),
    "start": commands.Help(),
    "list": commands.ListBookings(),
    "cancel": commands.CancelBooking(),
    "book": commands.AskToBook(),
}


def understand(message: Inbound, frame: Frame) -> tuple[Command, Reading | None]:
    """The command of a message; and what was read of it, where it was read."""
    if message.kind in SILENT:
        return commands.Silence(), None
    if message.kind is Kind.CHOICE and choices.is_ours(message.choice_id):
        return commands.Choose(message.choice_id), None
    if message.kind in {Kind.TEXT, Kind.CHOICE}:
        return _of_text(message.text, frame)
    if message.kind in CAPTIONED and message.text.strip():
        command, reading = _of_text(message.text, frame)
        if not isinstance(command, commands.NotUnderstood):
            return command, reading
    return commands.SentSomethingElse(message.kind), None


def _of_text(text: str, frame: Frame) -> tuple[Command, Reading | None]:
    said = folded(text)
    by_the_letter = _BY_THE_LETTER.fullmatch(said)
    if by_the_letter:
        return commands.StartBooking(*map(int, by_the_letter.groups())), None
    if said.removeprefix("/") in _SLASH and said.startswith("/"):
        return _SLASH[said.removeprefix("/")], None
    reading = _in_any_language(text, said, frame)
    return command_of(reading, text), reading


def _in_any_language(text: str, said: str, frame: Frame) -> Reading:
    """In the language of the conversation. Words that are clearly of another, or a few that mean
    nothing in it, are read as that."""
    voted = vote(text)
    if voted and voted != frame.language:
        reading = read(text, replace(frame, language=voted))
        if reading.intent is not Intent.NONE:
            return reading
    reading = read(text, frame)
    if reading.intent is not Intent.NONE or said.count(" ") >= FEW_WORDS:
        return reading
    others = (each for each in sorted(spoken()) if each not in {frame.language, voted})
    readings = (read(text, replace(frame, language=each)) for each in others)
    return next((each for each in readings if each.intent is not Intent.NONE), reading)


def command_of(reading: Reading, text: str) -> Command:
    """What a reading asks for."""
    said = _SAYING.get(reading.intent)
    return said(reading, text) if said else _PLAIN[reading.intent]


_SAYING: dict[Intent, Callable[[Reading, str], Command]] = {
    Intent.BOOK: lambda reading, _: commands.AskToBook(reading.details),
    Intent.AVAILABILITY: lambda reading, _: commands.AskToBook(reading.details),
    Intent.DETAILS: lambda reading, _: commands.SetDetails(reading.details),
    Intent.CORRECT: lambda reading, _: commands.SetDetails(reading.details),
    Intent.MOVE: lambda reading, _: commands.MoveBooking(reading.details),
    Intent.CANCEL: lambda reading, _: commands.CancelBooking(reading.number, reading.details),
    Intent.PICK: lambda reading, _: commands.Pick(reading.number or 0),
    Intent.HOURS: lambda reading, _: commands.AskHours(reading.details),
    Intent.PRICES: lambda reading, _: commands.AskPrices(reading.details),
    Intent.ATTENDANCE: lambda reading, _: commands.TellAttendance(reading.coming),
    Intent.FAQ: lambda _, text: commands.AskQuestion(text),
}
"""Those that say more than what is wanted."""
_PLAIN: dict[Intent, Command] = {
    Intent.LIST: commands.ListBookings(),
    Intent.PERSON: commands.AskForPerson(),
    Intent.MENU: commands.Help(),
    Intent.GREET: commands.Greet(),
    Intent.THANKS: commands.Thank(),
    Intent.BYE: commands.Bye(),
    Intent.YES: commands.Affirm(),
    Intent.NO: commands.Deny(),
    Intent.ABORT: commands.Abort(),
    Intent.NONE: commands.NotUnderstood(),
}
