"""Does an operator see what customers booked, say yes, move, cancel, and bring old bookings in?"""

import asyncio
import json

import pytest

from tests.journeys.phone import book


async def test_a_week_shows_who_is_booked_and_with_whom(lyoctl, giulia, town):
    day = town.open_day()
    await giulia.ask(book(day, "15:30"))

    drawn = await _run(lyoctl, "week", "-t", "bella-salon", "--date", f"{day:%Y-%m-%d}")

    assert drawn.returncode == 0, drawn.stderr
    assert "Bella Salon" in drawn.stdout
    assert "15:30-16:00" in drawn.stdout


async def test_a_request_is_seen_approved_moved_and_cancelled(lyoctl, sheena, town):
    day = town.open_day()
    await sheena.ask(book(day, "15:00"))
    of = ("-t", "stella")
    listed = await _run(
        lyoctl, "bookings", "list", *of, "--customer", f"+{sheena.customer}", "-o", "json"
    )
    (booking,) = json.loads(listed.stdout)
    begin = booking["booking_id"][:8]

    approved = await _run(lyoctl, "bookings", "approve", begin, *of)
    moved = await _run(lyoctl, "bookings", "move", begin, *of, "--to", f"{day:%Y-%m-%d}T10:00")
    cancelled = await _run(lyoctl, "bookings", "cancel", begin, *of, "--reason", "ill", "--yes")

    assert booking["state"] == "BOOKING_STATE_PENDING"
    assert approved.stdout.endswith(f"confirmed ({begin})\n"), approved.stderr
    assert f"{day:%Y-%m-%d} 10:00" in moved.stdout, moved.stderr
    assert cancelled.stdout.endswith(f"cancelled ({begin})\n"), cancelled.stderr


async def test_bookings_of_another_system_come_in_and_bad_lines_are_named(lyoctl, tmp_path):
    file = tmp_path / "bookings.csv"
    file.write_text(
        "Codice;Quando;Telefono;Nome\n"
        "W-1;2031-06-02 10:00;+12125559001;Ann\n"
        "W-2;2031-06-02 10:30;+12125559002;Bob\n"
        "W-3;tomorrow;+12125559003;Cid\n"
        "W-4;2031-06-02 12:00;+12125559004;Dan\n"
    )
    columns = "external_ref=Codice,start=Quando,customer_phone=Telefono,customer_name=Nome"
    told = ("import", "bookings", str(file), "-t", "stella", "--map", columns)

    first = await _run(lyoctl, *told)
    again = await _run(lyoctl, *told)
    shown = await _run(lyoctl, "bookings", "show", "W-1", "-t", "stella")

    assert first.stdout == "4 lines: 2 added, 0 changed, 0 as they were, 2 not taken\n"
    assert sorted(line.split(": ")[0] for line in first.stderr.splitlines()) == [
        f"{file}:3",
        f"{file}:4",
    ]
    assert f"{file}:3: SLOT_TAKEN: " in first.stderr
    assert first.returncode == 1
    assert again.stdout == "4 lines: 0 added, 0 changed, 2 as they were, 2 not taken\n"
    assert "customer: Ann\nlocal_start: Mon 2031-06-02 10:00\n" in shown.stdout


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("week --date 9999-12-31", "--date: '9999-12-31' is no day that can be booked"),
        ("week --date 0001-01-01", "--date: '0001-01-01' is no day that can be booked"),
        (
            "bookings list --from 2031-06-03 --to 2031-06-02",
            "--to 2031-06-02 is not after --from 2031-06-03",
        ),
    ],
    ids=["9999", "0001", "to before from"],
)
async def test_days_that_cannot_be_are_told_in_one_line(lyoctl, asked, told):
    refused = await _run(lyoctl, *asked.split(), "-t", "stella")

    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.splitlines() == [f"lyo: {told}"]


async def _run(lyoctl, *arguments):
    """Beside us: we read what the services log, and they wait when nobody does."""
    return await asyncio.to_thread(lyoctl, *arguments)
