"""Is a link what was made here, to the letter, and does it say when it can do nothing?"""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from services.booking.domain.booking import Booking, Origin, State
from services.booking.domain.calendar import TimeRange
from services.booking.domain.errors import LinkInvalid
from services.booking.domain.link import LONGEST, PREFIX, Link, LinkKind, Links, LinkState, state_of
from services.booking.domain.terms import Terms

LINKS = Links(b"the key of the booking links here")
TENANT, BOOKING, ANNA = UUID(int=1), UUID(int=2), UUID(int=3)
START = datetime(2030, 3, 5, 9, tzinfo=UTC)
LATER = START + timedelta(days=1)
DAY_BEFORE = START - timedelta(days=1)
NOTICE = timedelta(hours=3)
TERMS = Terms(cancel_notice=NOTICE, move_notice=NOTICE)
EACH = {
    "confirm": Link(LinkKind.CONFIRM, TENANT, BOOKING, START),
    "move": Link(LinkKind.MOVE, TENANT, BOOKING, START),
    "cancel": Link(LinkKind.CANCEL, TENANT, BOOKING, START),
    "move to": Link(LinkKind.MOVE_TO, TENANT, BOOKING, START, LATER, revision=1),
    "move to Anna": Link(LinkKind.MOVE_TO, TENANT, BOOKING, START, LATER, ANNA, 1),
}
each_link = pytest.mark.parametrize("link", EACH.values(), ids=EACH)


def booked(start=START, state=State.CONFIRMED, **fields) -> Booking:
    """A booking of half an hour."""
    return Booking(
        booking_id=BOOKING,
        customer_id=UUID(int=4),
        offering_id=UUID(int=5),
        offering_name="Taglio",
        time=TimeRange(start, start + timedelta(minutes=30)),
        time_zone="Europe/Rome",
        state=state,
        origin=Origin.API,
        segments=(),
        create_time=DAY_BEFORE,
        update_time=DAY_BEFORE,
        **fields,
    )


def state(link: str, booking: Booking, now: datetime = DAY_BEFORE) -> LinkState:
    return state_of(EACH[link], booking, TERMS, now)


# As a text


@each_link
def test_a_link_that_is_read_is_the_one_that_was_written(link):
    assert LINKS.read(LINKS.written(link)) == link


def test_a_start_between_seconds_is_kept_to_the_microsecond():
    link = Link(LinkKind.CONFIRM, TENANT, BOOKING, START + timedelta(microseconds=1))
    assert LINKS.read(LINKS.written(link)) == link


@each_link
def test_a_link_fits_into_a_row_of_a_menu_and_into_an_address(link):
    text = LINKS.written(link)
    assert text.startswith(PREFIX)
    assert len(text) <= LONGEST
    assert set(text) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.")


@each_link
def test_a_link_with_any_bit_flipped_is_none_of_ours(link):
    text = LINKS.written(link)
    for at in range(len(text)):
        for bit in range(7):
            changed = text[:at] + chr(ord(text[at]) ^ 1 << bit) + text[at + 1 :]
            with pytest.raises(LinkInvalid):
                LINKS.read(changed)


@each_link
def test_a_link_that_was_cut_off_or_added_to_is_none_of_ours(link):
    text = LINKS.written(link)
    for wrong in [
        *(text[:end] for end in range(len(text))),
        f"{text}A",
        f"{text}====",
        f"{text}\n",
    ]:
        with pytest.raises(LinkInvalid):
            LINKS.read(wrong)


def test_a_link_of_another_installation_is_none_of_ours():
    foreign = Links(b"another key").written(EACH["cancel"])
    with pytest.raises(LinkInvalid):
        LINKS.read(foreign)


@pytest.mark.parametrize(
    "text",
    ["", "lb1.", "lb1.AAAA", "lb2." + "A" * 76, "lb1." + "€" * 76, "lb1." + "A" * 297],
    ids=["nothing", "prefix", "too short", "another version", "not ASCII", "too long"],
)
def test_what_is_no_link_is_refused_and_nothing_breaks(text):
    with pytest.raises(LinkInvalid):
        LINKS.read(text)


def test_each_link_has_an_id_of_its_own_under_which_it_is_followed():
    assert len({each.done_as for each in EACH.values()}) == len(EACH)


# What it can do


@pytest.mark.parametrize("link", EACH)
def test_a_link_is_open_while_its_booking_is_as_it_was(link):
    assert state(link, booked()) is LinkState.OPEN


@pytest.mark.parametrize("link", EACH)
@pytest.mark.parametrize("over", [State.EXPIRED, State.COMPLETED, State.NO_SHOW])
def test_of_what_is_over_every_link_is_outdated(link, over):
    assert state(link, booked(state=over)) is LinkState.OUTDATED


@pytest.mark.parametrize("link", ["confirm", "move", "move to"])
def test_of_what_was_cancelled_other_links_are_outdated(link):
    assert state(link, booked(state=State.CANCELLED)) is LinkState.OUTDATED


@pytest.mark.parametrize("link", EACH)
def test_of_what_was_moved_elsewhere_every_link_is_outdated(link):
    elsewhere = booked(START + timedelta(hours=1), attendance_time=DAY_BEFORE)
    assert state(link, elsewhere) is LinkState.OUTDATED


@pytest.mark.parametrize("link", EACH)
def test_once_the_booking_begins_every_link_is_outdated(link):
    assert state(link, booked(), START) is LinkState.OUTDATED


@pytest.mark.parametrize("link", ["move", "cancel", "move to"])
def test_what_the_business_does_not_allow_so_late_is_too_late(link):
    last = START - NOTICE
    assert state(link, booked(), last) is LinkState.OPEN
    assert state(link, booked(), last + timedelta(seconds=1)) is LinkState.TOO_LATE


def test_to_say_that_one_will_come_is_never_too_late_before_it_begins():
    assert state("confirm", booked(), START - timedelta(seconds=1)) is LinkState.OPEN


def test_nobody_confirms_what_the_business_has_yet_to_agree_to():
    requested = booked(state=State.PENDING)
    assert state("confirm", requested) is LinkState.OUTDATED
    assert state("cancel", requested) is LinkState.OPEN


@pytest.mark.parametrize(
    ("link", "booking"),
    [
        ("confirm", booked(attendance_time=DAY_BEFORE)),
        ("cancel", booked(state=State.CANCELLED)),
        ("move to", booked(LATER)),
        ("move to", booked(LATER, State.PENDING)),
    ],
    ids=["confirmed", "cancelled", "moved", "asked anew"],
)
def test_a_link_that_has_done_what_it_is_for_is_done(link, booking):
    assert state(link, booking) is LinkState.DONE


def test_a_link_to_a_slot_is_outdated_once_the_booking_was_changed_even_where_it_came_back():
    assert state("move to", booked(revision=3)) is LinkState.OUTDATED


@pytest.mark.parametrize("link", ["confirm", "move", "cancel"])
def test_links_of_a_reminder_hold_whatever_else_changes_about_the_booking(link):
    assert state(link, booked(revision=3)) is LinkState.OPEN
