"""A week of bookings in the terminal: days as columns and hours as rows, or, where the terminal is
narrow, one day below the other."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

from lyo.booking.v1 import booking_service_pb2 as pb
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from lyoctl.resources.bookings import Bookings, performers
from lyoctl.times import wall_of

NARROWEST = 9 + 7 * 15
"""Columns of a terminal in which seven days stand beside each other."""
REQUEST = "?"
_MARKS = {
    pb.BOOKING_STATE_HELD: ("…", "dim"),
    pb.BOOKING_STATE_PENDING: (REQUEST, "bold yellow"),
    pb.BOOKING_STATE_NO_SHOW: ("✗", "red"),
}
LEGEND = f"{REQUEST} waits for a yes   … held while the customer decides   ✗ did not come"


@dataclass(frozen=True)
class Week:
    """Monday to Sunday on the clocks of a zone."""

    STATES: ClassVar = [
        pb.BOOKING_STATE_HELD,
        pb.BOOKING_STATE_PENDING,
        pb.BOOKING_STATE_CONFIRMED,
        pb.BOOKING_STATE_COMPLETED,
        pb.BOOKING_STATE_NO_SHOW,
    ]
    """Of what is drawn."""

    first: date
    zone: ZoneInfo

    @classmethod
    def of(cls, day: date, zone: ZoneInfo) -> "Week":
        """The week that the day is in."""
        return cls(day - timedelta(days=day.weekday()), zone)

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=number) for number in range(7)]

    @property
    def end(self) -> date:
        return self.first + timedelta(days=7)


@dataclass(frozen=True)
class Entry:
    """What stands in the week: one booking, or all of an occurrence."""

    start: datetime
    end: datetime
    lines: tuple[str, ...]
    mark: str = ""
    style: str = ""

    @property
    def text(self) -> Text:
        head = f"{self.mark}{self.start:%H:%M}-{self.end:%H:%M}"
        return Text("\n".join((head, *self.lines)), self.style)


def draw(console: Console, bookings: Bookings, week: Week, found: Sequence[pb.Booking]) -> None:
    """The week, as the width of the console allows."""
    entries = entries_of(bookings, week, found)
    last = week.end - timedelta(days=1)
    title = f"{bookings.tenant.display_name}, {week.first:%d %B} to {last:%d %B %Y}"
    console.print(Text(f"{title} ({week.zone.key})", "bold"))
    if not entries:
        console.print("nothing is booked")
        return
    if console.width >= NARROWEST:
        console.print(_grid(week, entries))
    else:
        _listed(console, week, entries)
    if any(each.mark for each in entries):
        console.print(Text(LEGEND, "dim"))


def entries_of(bookings: Bookings, week: Week, found: Sequence[pb.Booking]) -> list[Entry]:
    """By start; bookings of one occurrence are one entry. What began before the week is drawn at
    its beginning."""
    occurrences: dict[str, list[pb.Booking]] = defaultdict(list)
    for each in found:
        occurrences[each.occurrence_id or each.booking_id].append(each)
    entries = [_entry(bookings, week, group) for group in occurrences.values()]
    return sorted(entries, key=lambda each: (each.start, each.lines))


def _entry(bookings: Bookings, week: Week, group: Sequence[pb.Booking]) -> Entry:
    one = group[0]
    waiting = any(each.state == pb.BOOKING_STATE_PENDING for each in group)
    state = pb.BOOKING_STATE_PENDING if waiting else one.state
    mark, style = _MARKS.get(state, ("", ""))
    start, end = (wall_of(each, week.zone) for each in (one.start_time, one.end_time))
    if one.occurrence_id:
        lines = (one.offering_name, f"{sum(each.party_size for each in group)} booked")
    else:
        party = f" ({one.party_size})" if one.party_size > 1 else ""
        lines = (bookings.customer(one) + party, performers(one.segments) or one.offering_name)
    first = datetime.combine(week.first, datetime.min.time(), week.zone)
    return Entry(max(start, first), end, lines, mark, style)


def _grid(week: Week, entries: Sequence[Entry]) -> Table:
    table = Table(box=box.SQUARE, border_style="dim", show_lines=True, expand=True)
    table.add_column("", width=5, no_wrap=True)
    for day in week.days:
        table.add_column(f"{day:%a %d}", ratio=1, overflow="fold")
    hours = [each.start.hour for each in entries]
    for hour in range(min(hours), max(hours) + 1):
        table.add_row(f"{hour:02}:00", *(_cell(day, hour, entries) for day in week.days))
    return table


def _cell(day: date, hour: int, entries: Sequence[Entry]) -> Text:
    return Text("\n").join(
        each.text for each in entries if (each.start.date(), each.start.hour) == (day, hour)
    )


def _listed(console: Console, week: Week, entries: Sequence[Entry]) -> None:
    for day in week.days:
        of_day = [each for each in entries if each.start.date() == day]
        if of_day:
            console.print(Text(f"\n{day:%A %d %B}", "bold"))
        for each in of_day:
            head, *lines = each.text.plain.split("\n")
            console.print(Text(f"  {head:<12}  {', '.join(lines)}", each.style))
