"""Which day is said, or which days. Patterns are the same in all languages; their words are data.
What each of them means: day_rules.py."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from services.assistant.domain.understanding.calendar import Days
from services.assistant.domain.understanding.day_rules import (
    Frame,
    NotADate,
    Rule,
    counted,
    day_alone,
    day_range,
    in_numbers,
    nth_weekday,
    of_month,
    of_month_beside,
    of_next_week,
    of_numbered_month,
    of_this_week,
    relative,
    two_weekdays,
    week_after_next,
    weekday_alone,
    weekday_and_day,
    weekend,
    weekend_of,
    whole_month,
    whole_week,
    with_month,
    written_out,
    year_first,
)
from services.assistant.domain.understanding.grammar import Grammar
from services.assistant.domain.understanding.patterns import Tokens

_SEP = "(SLASH|DASH|DOT)"
_DAY = "((?!AN) <day:DAYNUM>|<nth:ORD>) NTH? DAYW?"
_COUNT = "(<n:N>|<an:AN>)"
_UNIT = "(<days:DAYS>|<weeks:WEEKS>|<months:MONTHS>)"
_NEXTWEEK = "(THE? NEXT WEEKS|WEEKS NEXT)"
_NO_TIME = "(?!COLON|DOT|AM|PM|OCLOCK|ISH|MINUTES|SLASH|DASH|MONEY|PEOPLE)"


@dataclass(frozen=True, slots=True)
class DaysSaid:
    """Some days of a message. None: no calendar has the day that was said."""

    days: Days | None
    span: tuple[int, int]
    negated: bool = False
    """Not that day."""
    past: bool = False
    part: str | None = None
    """The part of the day that the same word says: "tonight"."""


RULES: tuple[tuple[str, Rule], ...] = (
    (f"<year:YEAR> {_SEP} <a:N> {_SEP} <b:N>", year_first),
    (f"<a:N> {_SEP} <b:N> {_SEP} (<year:YEAR>|<y:N>)", written_out),
    (
        "(BETWEEN|FROM|THE|ON|DAYW|OF){0,3} (<a:DAYNUM>|<nth:ORD>) NTH? (TO|AND|OR|DASH)"
        " (THE|ON|DAYW|AT){0,2} <b:DAYNUM> NTH? (OF|THE)? <month:MONTH>",
        day_range,
    ),
    ("AFTERNEXT WEEKS (ON|THE)? <weekday:WEEKDAY>", week_after_next),
    ("ON? <weekday:WEEKDAY> (ON|OF|THE|IN){0,2} AFTERNEXT WEEKS", week_after_next),
    ("AFTERNEXT (WEEKS|<weekday:WEEKDAY>)", week_after_next),
    (
        f"(?<!MONEY) WEEKDAY? (THE|ON|NEXT|THIS)? (THE|DAYW)? {_DAY} (OF|THE)? <month:MONTH>"
        " ((OF|AND)? <year:YEAR>)?",
        with_month,
    ),
    (
        f"WEEKDAY? <month:MONTH> (THE|ON)? {_DAY} {_NO_TIME} <year:YEAR>?",
        with_month,
    ),
    (
        "(<weekday:WEEKDAY>|NEXT|THIS|THE|ON){0,3} <a:DAYNUM> (SLASH|<dash:DASH>|<dot:DOT>)"
        f" <b:DAYNUM> {_NO_TIME} DOT?",
        in_numbers,
    ),
    (f"(WEEKDAY|THE|ON|DAYW){{1,3}} {_DAY} (THE|OF)? <m:ORD>", of_numbered_month),
    (f"(WEEKDAY|THE|ON|DAYW){{1,3}} {_DAY} <month:N> {_NO_TIME}", of_month_beside),
    (f"(THE|DAYW){{1,2}} {_DAY} OF <month:N> {_NO_TIME}", of_numbered_month),
    (
        f"(THE|ON|DAYW){{0,2}} {_DAY} (OF|THE)? (<next:NEXT> MONTHW|MONTHW <following:NEXT>"
        "|THIS MONTHW|(?<=OF) MONTHW)",
        of_month,
    ),
    ("THE? <nth:ORD> <weekday:WEEKDAY> (OF|IN|THE){0,3} <month:MONTH>", nth_weekday),
    ("THE? <nth:ORD> <weekday:WEEKDAY> (OF|IN|THE){0,3} (NEXT MONTHW|MONTHW NEXT)", nth_weekday),
    (f"{_COUNT} {_UNIT} (SINCE|OF) (<rel:REL>|<weekday:WEEKDAY>)", counted),
    (f"(<rel:REL>|<weekday:WEEKDAY>) IN {_COUNT} {_UNIT}", counted),
    (f"IN {_COUNT} {_UNIT} LATER?", counted),
    (f"{_COUNT} (<weeks:WEEKS>|<fortnight:FORTNIGHT>) ON? (<rel:REL>|<weekday:WEEKDAY>)", counted),
    ("(<rel:REL>|<weekday:WEEKDAY>) <fortnight:FORTNIGHT>", counted),
    (f"{_COUNT} {_UNIT} LATER", counted),
    ("IN? AN? <fortnight:FORTNIGHT> LATER?", counted),
    (f"{_NEXTWEEK} (ON|THE)? <weekday:WEEKDAY>", of_next_week),
    (f"ON? <weekday:WEEKDAY> (ON|OF|THE|IN){{0,2}} {_NEXTWEEK}", of_next_week),
    ("ON? <weekday:WEEKDAY> (ON|OF|THE|IN){0,2} THIS WEEKS", of_this_week),
    (
        f"(THE|ON)? <weekday:WEEKDAY> (THE|DAYW|ON){{0,2}} (?!WORD (PAST|TILL)) {_DAY} {_NO_TIME}"
        " (?!HOURS (?!HOUR)|MIN (?!OCLOCK|COLON)|MINUS|AND (ANDHALF|QUARTER|THREEQ|MIN))",
        weekday_and_day,
    ),
    ("<weekday:WEEKDAY> <weeks:WEEKS>", counted),
    ("(THE|ON)? <weekday:WEEKDAY> OR (THE|ON)? <other:WEEKDAY>", two_weekdays),
    (
        "(THE|ON)? (<this:THIS>|COMING)? <next:NEXT>? (THE|ON)? <weekday:WEEKDAY> <after:NEXT>?",
        weekday_alone,
    ),
    ("<rel:REL>", relative),
    (f"(THE|ON)? WEEKEND (OF|THE){{1,2}} {_DAY}", weekend_of),
    ("(<this:THIS>|COMING|<next:NEXT>|THE|ON){0,2} WEEKEND <after:NEXT>?", weekend),
    ("<this:THIS> WEEKS", whole_week),
    (_NEXTWEEK, whole_week),
    ("(<this:THIS>|NEXT) MONTHW|MONTHW NEXT", whole_month),
    ("(IN|OF|NEXT|THIS|ON|FOR) <month:MONTH>", whole_month),
    ("(THE|ON|DAYW|FROM|AT|OF)? <day:DAYNUM> NTH (?!NOUN|PEOPLE)", day_alone),
    ("(THE|ON) <nth:ORD> DAYW? (?!NOUN|PEOPLE|X)", day_alone),
    (
        f"(THE|ON|DAYW){{1,2}} (?!NOUN|AN) <day:DAYNUM> {_NO_TIME}"
        " (?!NOUN|PEOPLE|X|HOURS|DAYS|WEEKS|MONTHS|PART|AND|OR|PAST|TILL|MINUS|OF)"
        " (?!MIN (?!AM|PM|OCLOCK|COLON))",
        day_alone,
    ),
    (f"DAYW (?!NOUN|AN) <day:DAYNUM> {_NO_TIME} (?=X)", day_alone),
)
PAST = ("YESTERDAY", "LAST (WEEKDAY|WEEKS|MONTHW)", "(WEEKDAY|WEEKS|MONTHW) LAST")


def find_days(tokens: Tokens, known: Grammar, today: date) -> Iterator[DaysSaid]:
    """All days of a message, as the patterns come; what is read is masked."""
    for pattern in PAST:
        for found in tokens.find(known.compiled(pattern)):
            yield DaysSaid(None, tokens.take(found), past=True)
    frame = Frame(today, known.month_first)
    for pattern, rule in RULES:
        for found in tokens.find(known.compiled(pattern)):
            try:
                days = rule(found, frame)
            except NotADate:
                continue
            part = found.any_word("PART")
            yield DaysSaid(days, tokens.take(found), found.follows("NOT"), part=part)
