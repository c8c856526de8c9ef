"""What each pattern of a date means: the days, counted from today. dates.py has the patterns.

What is not past counts: "the 3rd" is the next one, "Friday" the next Friday and never today, "next
Friday" the one of next week, which begins on Monday.
"""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from services.assistant.domain.understanding.calendar import (
    Days,
    coming,
    day_of,
    monday_of,
    months_later,
    next_weekday,
    one,
)
from services.assistant.domain.understanding.patterns import Found


@dataclass(frozen=True, slots=True)
class Frame:
    """What a date is counted from."""

    today: date
    month_first: bool


Rule = Callable[[Found, Frame], Days | None]


class NotADate(Exception):
    """The words are used for something else."""


def written_out(found: Found, frame: Frame) -> Days | None:
    """Year, month and day in digits."""
    year = found.value("year", "YEAR") if "year" in found else 2000 + found.value("y", "N")
    a, b = found.value("a", "N"), found.value("b", "N")
    month, day = ordered(a, b, frame)
    return day_of(year, month, day)


def year_first(found: Found, _frame: Frame) -> Days | None:
    return day_of(found.value("year", "YEAR"), found.value("a", "N"), found.value("b", "N"))


def ordered(a: int, b: int, frame: Frame) -> tuple[int, int]:
    """Month and day of two numbers: as the language writes them, unless only the other way is."""
    month, day = (a, b) if frame.month_first else (b, a)
    return (day, month) if month > 12 >= day else (month, day)


def in_numbers(found: Found, frame: Frame) -> Days | None:
    """Month and day in digits, without a year."""
    a, b = found.value("a", "DAYNUM"), found.value("b", "DAYNUM")
    if "dot" in found and frame.month_first and "weekday" not in found and a <= 12:
        raise NotADate
    month, day = ordered(a, b, frame)
    if month > 12 or ("dot" in found and not frame.month_first and b > 12 and not found.any("ON")):
        raise NotADate
    days = coming(month, day, frame.today)
    named = found.value("weekday", "WEEKDAY") if "weekday" in found else None
    if "dash" in found and days and named not in {None, days.first.weekday()}:
        raise NotADate  # Friday 10-12: from ten to twelve
    return days


def with_month(found: Found, frame: Frame) -> Days | None:
    month, day = found.value("month", "MONTH") + 1, number_of(found)
    if "year" in found:
        return day_of(found.value("year", "YEAR"), month, day)
    return coming(month, day, frame.today)


def of_numbered_month(found: Found, frame: Frame) -> Days | None:
    month = found.value("m", "ORD") if "m" in found else found.value("month", "N")
    if not 1 <= month <= 12:
        raise NotADate
    return coming(month, number_of(found), frame.today)


def of_month_beside(found: Found, frame: Frame) -> Days | None:
    """The 27th, 11th month: where the day comes first."""
    if frame.month_first:
        raise NotADate
    return of_numbered_month(found, frame)


def of_month(found: Found, frame: Frame) -> Days | None:
    """The 9th of this month, or of the next."""
    ahead = any(group in found for group in ("next", "following"))
    first = months_later(frame.today.replace(day=1), 1 if ahead else 0)
    return day_of(first.year, first.month, number_of(found))


def nth_weekday(found: Found, frame: Frame) -> Days | None:
    """The first Friday of a month."""
    if "month" in found:
        that = coming(found.value("month", "MONTH") + 1, 28, frame.today)
        first = (that.first if that else frame.today).replace(day=1)
    else:
        first = months_later(frame.today.replace(day=1), 1)
    ahead = (found.value("weekday", "WEEKDAY") - first.weekday()) % 7
    day = first + timedelta(ahead + 7 * (found.value("nth", "ORD") - 1))
    return one(day) if day.month == first.month else None


def weekday_and_day(found: Found, frame: Frame) -> Days | None:
    """Friday the 13th: the next day that is both."""
    weekday, number = found.value("weekday", "WEEKDAY"), number_of(found)
    if number <= 12 and found.precedes("PART"):
        raise NotADate
    for ahead in range(800):
        day = frame.today + timedelta(ahead)
        if day.day == number and day.weekday() == weekday:
            return one(day)
    return None


def counted(found: Found, frame: Frame) -> Days | None:
    """So many days, weeks or months from today, or from another day that is said."""
    count = found.value("n", "N") if "n" in found else 1
    start = frame.today
    if "rel" in found:
        start += timedelta(found.value("rel", "REL"))
    elif "weekday" in found:
        start = next_weekday(found.value("weekday", "WEEKDAY"), start)
    if "months" in found:
        return one(months_later(start, count)) if count < 1200 else None
    if "fortnight" in found:
        count *= 14
    elif "weeks" in found:
        count *= 7
    return one(start + timedelta(count)) if count < 36_500 else None


def of_next_week(found: Found, frame: Frame) -> Days | None:
    return one(monday_of(frame.today) + timedelta(7 + found.value("weekday", "WEEKDAY")))


def week_after_next(found: Found, frame: Frame) -> Days | None:
    monday = monday_of(frame.today) + timedelta(14)
    if "weekday" in found:
        return one(monday + timedelta(found.value("weekday", "WEEKDAY")))
    return Days(monday, monday + timedelta(6))


def of_this_week(found: Found, frame: Frame) -> Days | None:
    return one(monday_of(frame.today) + timedelta(found.value("weekday", "WEEKDAY")))


def weekday_alone(found: Found, frame: Frame) -> Days | None:
    if found.any("AMBIG") and found.follows("SUBJECT"):
        raise NotADate  # we sat there
    weekday = found.value("weekday", "WEEKDAY")
    following = any(group in found for group in ("next", "after"))
    if following and "this" not in found:
        return of_next_week(found, frame)
    if "this" in found and weekday == frame.today.weekday():
        return one(frame.today + timedelta(7 if following else 0))
    return one(next_weekday(weekday, frame.today))


def relative(found: Found, frame: Frame) -> Days | None:
    return one(frame.today + timedelta(found.value("rel", "REL")))


def day_alone(found: Found, frame: Frame) -> Days | None:
    """The 9th: of this month, or of the next that has it."""
    number, first = number_of(found), frame.today.replace(day=1)
    for ahead in range(13):
        month = months_later(first, ahead)
        days = day_of(month.year, month.month, number)
        if days and days.first >= frame.today:
            return days
    return None


def weekend(found: Found, frame: Frame) -> Days | None:
    ahead = 7 if any(group in found for group in ("next", "after")) else 0
    saturday = monday_of(frame.today) + timedelta(5 + ahead)
    return Days(max(saturday, frame.today), saturday + timedelta(1))


def weekend_of(found: Found, frame: Frame) -> Days | None:
    """The weekend of the 28th."""
    days = day_alone(found, frame)
    if days is None:
        return None
    saturday = monday_of(days.first) + timedelta(5)
    return Days(saturday, saturday + timedelta(1))


def whole_week(found: Found, frame: Frame) -> Days | None:
    monday = monday_of(frame.today) + timedelta(0 if "this" in found else 7)
    return Days(max(monday, frame.today), monday + timedelta(6))


def whole_month(found: Found, frame: Frame) -> Days | None:
    if "month" in found:
        wanted = found.value("month", "MONTH") + 1
        year = frame.today.year + (wanted < frame.today.month)
        first = date(year, wanted, 1)
    else:
        first = months_later(frame.today.replace(day=1), 0 if "this" in found else 1)
    last = first.replace(day=monthrange(first.year, first.month)[1])
    return Days(max(first, frame.today), last)


def day_range(found: Found, frame: Frame) -> Days | None:
    """From the 10th to the 12th of April."""
    month = found.value("month", "MONTH") + 1
    number = found.value("a", "DAYNUM") if "a" in found else found.value("nth", "ORD")
    first = coming(month, number, frame.today)
    last = coming(month, found.value("b", "DAYNUM"), frame.today)
    if first is None or last is None or last.first < first.first:
        raise NotADate
    return Days(first.first, last.first)


def two_weekdays(found: Found, frame: Frame) -> Days | None:
    """Thursday or Friday: from the one to the other."""
    first = next_weekday(found.value("weekday", "WEEKDAY"), frame.today)
    return Days(first, next_weekday(found.value("other", "WEEKDAY"), first))


def number_of(found: Found) -> int:
    return found.value("day", "DAYNUM") if "day" in found else found.value("nth", "ORD")
