"""Does a drawn week show who is booked when and with whom, and what waits for a yes?"""

import io
from datetime import date

import pytest
from rich.console import Console

from lyoctl.bookings import approve
from lyoctl.week import NARROWEST, Week, draw
from tests.lyoctl.booked import ROME, Shop

GROUP = (
    "  - {name: games, display_name: Games, length: 1h, seats: 40, "
    'occurrences: {sat: ["10:00"]}}\nresources'
)
WIDE = NARROWEST + 20
NARROW = NARROWEST - 1
WEEK = Week.of(date(2031, 6, 4), ROME)


@pytest.fixture
async def shop(mesh_of_two, salon):
    """Eva works from Saturday to Monday; every booking waits for a yes."""
    await mesh_of_two.apply(salon(resources=GROUP))
    return await Shop.of(mesh_of_two, salon.name)


async def drawn(shop, width: int) -> list[str]:
    found = await shop.all()
    await shop.bookings.learn(found)
    out = io.StringIO()
    draw(Console(file=out, width=width), shop.bookings, WEEK, found)
    return [line.rstrip() for line in out.getvalue().splitlines()]


def test_a_week_begins_on_monday():
    assert WEEK.first == date(2031, 6, 2)
    assert Week.of(date(2031, 6, 8), ROME) == WEEK
    assert [each.weekday() for each in WEEK.days] == list(range(7))


async def test_days_are_columns_and_hours_are_rows(shop):
    await shop.book("2031-06-02 09:00", await shop.customer("Giulia", "+393330000001"))
    await shop.book("2031-06-07 11:00", await shop.customer("Luca", "+393330000002"))

    lines = await drawn(shop, WIDE)

    head = next(line for line in lines if "Mon 02" in line)
    assert "Sun 08" in head
    nine = next(number for number, line in enumerate(lines) if line[2:].startswith("09:00"))
    eleven = next(number for number, line in enumerate(lines) if line[2:].startswith("11:00"))
    giulia, luca = lines[nine + 1], lines[eleven + 1]
    assert head.index("Mon 02") == giulia.index("Giulia")
    assert head.index("Sat 07") == luca.index("Luca")
    assert "Eva" in lines[nine + 2]
    assert any(line[2:].startswith("10:00") for line in lines)


async def test_a_request_is_marked_and_the_mark_explained(shop):
    booked = await shop.book("2031-06-02 09:00")
    waiting = await drawn(shop, WIDE)

    await approve(shop.bookings, booked)

    assert any("?09:00-10:30" in line for line in waiting)
    assert "? waits for a yes" in waiting[-1]
    agreed = "\n".join(await drawn(shop, WIDE))
    assert "09:00-10:30" in agreed
    assert "?" not in agreed


async def test_a_narrow_terminal_shows_one_day_below_the_other(shop):
    await shop.book("2031-06-07 11:00", await shop.customer("Luca", "+393330000002"))
    await shop.book("2031-06-02 09:00", await shop.customer("Giulia", "+393330000001"))

    lines = [line for line in await drawn(shop, NARROW) if line]

    assert lines[1:5] == [
        "Monday 02 June",
        "  ?09:00-10:30  Giulia, Eva",
        "Saturday 07 June",
        "  ?11:00-12:30  Luca, Eva",
    ]


async def test_an_occurrence_is_drawn_once_with_how_many_are_booked(shop):
    games = await shop.bookings.offering_id("games")
    for number in range(3):
        guest = await shop.customer(f"Guest {number}", f"+39333000001{number}")
        await shop.book("2031-06-07 10:00", guest, offering_id=games, party_size=2)

    lines = await drawn(shop, NARROW)

    assert [line for line in lines if "10:00" in line] == ["  ?10:00-11:00  Games, 6 booked"]


async def test_an_empty_week_says_so(shop):
    assert (await drawn(shop, WIDE))[-1] == "nothing is booked"


async def test_what_a_customer_is_called_cannot_draw(shop):
    await shop.book("2031-06-02 09:00", await shop.customer("[red]Ugo[/red]", "+393330000003"))

    assert any("[red]Ugo[/red], Eva" in line for line in await drawn(shop, NARROW))
