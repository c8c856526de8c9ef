"""Which time of day is said. Patterns are the same in all languages; their words are in the data.

What is open: with 1 to 12 and no word for the half of the day there are two readings. A part of the
day that is said anywhere in the message settles it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import time

from services.assistant.domain.understanding.grammar import Grammar
from services.assistant.domain.understanding.patterns import Found, Tokens

HALF_A_DAY = 12
SOON_IN_WORDS = frozenset({5, 10, 15, 20, 25})
"""Minutes that people say without the word: "ten to five"."""

_PRE = "(<after:AFTER>|<before:BEFORE>)? AT? AT?"
_HALF = "(<am:AM>|<pm:PM>)"
_END = "(?!PEOPLE|NTH|MONTH|SLASH|DASH|COLON|DOT|MONEY|MINUTES|DAYS|WEEKS)"
_HOUR = "(<hour:HOUR>|<noon:NOON>|<midnight:MIDNIGHT>)"

SURE = (
    f"{_PRE} <hour:HOUR> COLON <minute:MM> (COLON MM)? OCLOCK? {_HALF}?",
    f"{_PRE} <hour:HOUR> DOT <minute:MM> OCLOCK? {_HALF}",
    f"{_PRE} <hour:HOUR> DOT <minute:MM> OCLOCK",
    "(AT|<after:AFTER>|<before:BEFORE>) <hour:HOUR> DOT <minute:MM> OCLOCK?",
    f"{_PRE} (<n:MIN> MINUTES?|<quarter:QUARTER>) (<past:PAST>|<till:TILL>) <half_to:HALFTO>"
    " <hour:HOUR> OCLOCK?",
    f"{_PRE} <half_to:HALFTO> <hour:HOUR> OCLOCK? {_HALF}?",
    f"{_PRE} <quarter_to:QUARTERTO> <hour:HOUR> OCLOCK? {_END}",
    f"(?<!FOR)(?<!PARTY) <hour:HOUR> OCLOCK? {_HALF}? (?=DAYPART)",
    f"(?<=DAYPART) AT? (?!AN) <hour:HOUR> ((COLON|DOT|AND)? <minute:MM>)? {_HALF}? {_END}"
    " (?!OCLOCK|MINUS|AND (ANDHALF|QUARTER|THREEQ|MIN))",
)
"""Read before dates: nothing else looks like that."""

REST = (
    f"{_PRE} <half:HALF> <hour:HOUR> OCLOCK? {_HALF}?",
    f"{_PRE} (<n:MIN> MINUTES?|<quarter:QUARTER>) (<past:PAST>|<till:TILL>) AT? {_HOUR}"
    f" OCLOCK? {_HALF}? {_END}",
    f"{_PRE} <three_to:THREETO> <hour:HOUR> OCLOCK?",
    f"{_PRE} {_HOUR} OCLOCK? {_HALF}? PART? AND"
    f" (<and_half:ANDHALF>|<quarter:QUARTER>|<three:THREEQ>) (<amz:AM>|<pmz:PM>)?",
    f"{_PRE} {_HOUR} OCLOCK? {_HALF}? PART? MINUS (<n:MIN> MINUTES?|<quarter:QUARTER>)",
    f"(AT|<after:AFTER>|<before:BEFORE>) <hour:HOUR> OCLOCK? AND <minute:MIN> MINUTES?"
    f" {_HALF}? {_END}",
    f"{_PRE} <hour:HOUR> OCLOCK AND? <minute:MIN> MINUTES? {_HALF}? {_END}",
    f"{_PRE} <hour:HOUR> AND <minute:MIN> {_HALF}? (?=PART|REL)",
    f"{_PRE} (?<!OF) <hour:HOUR> OCLOCK {_HALF}?",
    f"{_PRE} <clock:CLOCK> ({_HALF}|OCLOCK)",
    f"{_PRE} <hour:HOUR> ((?=MM|WORD) <minute:MIN>)? {_HALF}",
    f"AT <clock:CLOCK> {_END}",
    f"{_PRE} <hour:WORD> <round:WORD> {_END} (?!DAYS|WEEKS|MONTH)",
    f"(AT|<after:AFTER>|<before:BEFORE>) AT? <hour:HOUR> <minute:MM>? OCLOCK? {_END} (?!HOURS)",
    f"{_PRE} <hour:HOUR> <minute:MM>? OCLOCK? (?=PART) {_END}",
    f"<part:PART> AT? <hour:HOUR> (DOT? <minute:MM>)? {_END}",
    f"{_PRE} (<noon:NOON>|<midnight:MIDNIGHT>)",
    "<hour:HOUR> ISH",
    "<hour:HOUR> DOT <minute:MM>",
)
"""Read after dates, in this order."""

ASKED = (
    f"{_PRE} <clock:CLOCK> {_END}",
    f"{_PRE} (?!AN) <hour:HOUR> AND <minute:MIN> {_END}",
    f"{_PRE} (?!AN) <hour:HOUR> (DOT? <minute:MM>)? {_END}",
)
"""Read where a time was asked for: a number alone is one."""

RANGES = (
    "(BETWEEN|FROM|AFTER) AT? <hour:HOUR> ((COLON|DOT) <minute:MM>)? OCLOCK? (<am:AM>|<pm:PM>)?"
    " (AND|TO|DASH) AT? (<hour_b:HOUR>|<noon_b:NOON>) ((COLON|DOT) <minute_b:MM>)? OCLOCK?"
    f" (<am_b:AM>|<pm_b:PM>)? {_END} (?!OF MONTH)",
    "<hour:HOUR> ((COLON|DOT) <minute:MM>)? DASH <hour_b:HOUR> ((COLON|DOT) <minute_b:MM>)?"
    " (OCLOCK|<am_b:AM>|<pm_b:PM>)",
)
"""Read first of all: two times that bound a third."""

LATE_RANGES = ("<hour:HOUR> DASH <hour_b:HOUR>",)
"""Read after dates, of which 10-12 may be one."""


@dataclass(frozen=True, slots=True)
class Clock:
    """A time as it was said. `open`: it may be twelve hours later as well."""

    hour: int
    minute: int
    open: bool

    def readings(self, part: str | None) -> tuple[time, ...]:
        """The likelier one first; one alone where nothing is open."""
        if not self.open:
            return (time(self.hour, self.minute),)
        early, late = time(self.hour % 12, self.minute), time(self.hour % 12 + 12, self.minute)
        if part is None:
            return (late, early) if self.hour <= 7 or self.hour == HALF_A_DAY else (early, late)
        return (late if _is_late(self.hour, part) else early,)


def _is_late(hour: int, part: str) -> bool:
    """Whether this part of the day makes it the later reading; of 12 the later one is noon."""
    if hour == HALF_A_DAY:
        return part in {"morning", "afternoon"}
    return part in {"afternoon", "evening"} or (part == "night" and hour > 5)


@dataclass(frozen=True, slots=True)
class TimeSaid:
    """One time of a message. `bound`: it is the earliest ("after") or latest ("before") one."""

    clock: Clock
    span: tuple[int, int]
    bound: str | None = None
    part: str | None = None
    """The part of the day that was said right beside it."""


def find_ranges(
    tokens: Tokens, known: Grammar, patterns: Sequence[str] = RANGES
) -> Iterator[TimeSaid]:
    for found in _each(tokens, known, patterns):
        second = _clock(found, "_b")
        first = _clock(found, "")
        if first is None or second is None:
            continue
        first = _same_half(first, second)
        span = tokens.take(found)
        yield TimeSaid(first, span, "after")
        yield TimeSaid(second, span, "before")


def _same_half(first: Clock, second: Clock) -> Clock:
    """Of "2 to 4 pm" the first is in the afternoon too, if it is then the earlier one."""
    if not first.open or second.open or second.hour < HALF_A_DAY:
        return first
    late = first.hour % 12 + 12
    return Clock(late, first.minute, False) if late <= second.hour else first


def find_times(tokens: Tokens, known: Grammar, patterns: Sequence[str]) -> Iterator[TimeSaid]:
    """Every time of these patterns; what is read is masked."""
    for found in _each(tokens, known, patterns):
        clock = _clock(found, "")
        if clock is None:
            continue
        if found.follows("NOT"):
            tokens.take(found)
            continue
        bound = next((each for each in ("after", "before") if each in found), None)
        part = found.word("part", "PART") if "part" in found else None
        yield TimeSaid(clock, tokens.take(found), bound, part)


def _each(tokens: Tokens, known: Grammar, patterns: Sequence[str]) -> Iterator[Found]:
    for pattern in patterns:
        yield from tokens.find(known.compiled(pattern))


def _clock(found: Found, suffix: str) -> Clock | None:
    """The time of a match; None where no clock shows it."""
    if "clock" in found:
        hour, minute = divmod(found.value("clock", "CLOCK"), 100)
    else:
        hour, minute = _hour(found, suffix), 0
        if f"minute{suffix}" in found:
            minute = found.value(f"minute{suffix}", "MIN")
    moved = _moved(found, hour, minute) if not suffix else (hour, minute)
    return _settled(found, suffix, moved) if moved else None


def _hour(found: Found, suffix: str) -> int:
    if f"noon{suffix}" in found:
        return 12
    return 0 if "midnight" in found else found.value(f"hour{suffix}", "HOUR")


_MOVES: dict[str, Callable[[Found], int]] = {
    "half": lambda _: 30,
    "and_half": lambda _: 30,
    "three": lambda _: 45,
    "half_to": lambda _: -30,
    "three_to": lambda _: -15,
    "quarter_to": lambda _: -45,
}


def _moved(found: Found, hour: int, minute: int) -> tuple[int, int] | None:
    """With the halves, quarters and minutes before and after it."""
    shift = sum(move(found) for group, move in _MOVES.items() if group in found)
    if "round" in found:
        minute = found.value("round", "N")
        if minute < 10 or minute > 59:
            return None
    if "n" in found or "quarter" in found:
        few = 15 if "quarter" in found else found.value("n", "MIN")
        if "till" in found and "n" in found and few not in SOON_IN_WORDS:
            return None
        shift += few if "past" in found or not _goes_back(found) else -few
    if hour > 24:
        return None
    return divmod((60 * hour + minute + shift) % (24 * 60), 60)


def _goes_back(found: Found) -> bool:
    return "till" in found or any("MINUS" in each.values for each in found.span_tokens())


def _settled(found: Found, suffix: str, moved: tuple[int, int]) -> Clock:
    hour, minute = moved
    late = any(f"{each}{suffix}" in found for each in ("pm", "pmz"))
    early = any(f"{each}{suffix}" in found for each in ("am", "amz"))
    if hour <= HALF_A_DAY and (late or early):
        return Clock(hour % 12 + (12 if late else 0), minute, False)
    exact = f"noon{suffix}" in found or "midnight" in found
    written = found.text(f"hour{suffix}") if f"hour{suffix}" in found else ""
    base = _hour(found, suffix) if "clock" not in found else hour
    is_open = 1 <= base <= HALF_A_DAY and not exact and not written.startswith("0")
    return Clock(hour or HALF_A_DAY if is_open else hour, minute, is_open)
