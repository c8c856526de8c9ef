"""Is it sent no faster than it may be, and no slower than it could be?"""

from datetime import UTC, datetime, timedelta

import pytest

from services.notifier.domain.pace import PAIR, Line, NumberPace, Pace, Rank

NOW = datetime(2026, 12, 24, 15, 30, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def sent(pace: Pace, seconds: float, *, from_time: datetime | None = None) -> list[float]:
    """When calls leave that are asked for as soon as they may, in seconds."""
    taken, now, times = from_time, NOW, []
    while now < NOW + seconds * SECOND:
        now += pace.wait(taken, now)
        taken = pace.taken(taken, now)
        times.append((now - NOW) / SECOND)
    return times


def test_a_recipient_gets_45_at_once_and_then_one_in_six_seconds():
    times = sent(PAIR, 60)

    assert times[:45] == [0.0] * 45
    assert times[45:50] == [6.0, 12.0, 18.0, 24.0, 30.0]


def test_in_any_hour_a_recipient_gets_no_more_than_the_burst_and_its_rate():
    times = sent(PAIR, 3600)

    assert sum(each < 3600 for each in times) <= 45 + 600


def test_a_burst_is_paid_back_before_there_is_another():
    spent = NOW + 45 * 6 * SECOND

    assert PAIR.wait(spent, NOW) == 6 * SECOND
    assert PAIR.wait(spent, NOW + 45 * 6 * SECOND) == timedelta()


def test_who_was_never_written_to_does_not_wait():
    assert PAIR.wait(None, NOW) == timedelta()


@pytest.mark.parametrize("rate", [80, 20, 1000, 5], ids=str)
def test_a_number_that_only_replies_keeps_its_pace_and_a_tenth_of_a_second_more(rate):
    pace, taken, now, count = NumberPace(rate), None, NOW, 0
    while now <= NOW + SECOND:
        wait = pace.wait(Rank.REPLY, taken, now)
        if wait:
            now += wait
        else:
            taken = (max(taken, now) if taken else now) + pace.portion
            count += pace.places

    assert rate <= count <= rate + max(rate // 10, 3) + pace.places


@pytest.mark.parametrize(
    ("ahead", "waiting"),
    [
        (-1, set()),
        (1, set()),
        (1.5, {Rank.CAMPAIGN}),
        (2, {Rank.CAMPAIGN}),
        (2.5, {Rank.NOTICE, Rank.CAMPAIGN}),
        (3, {Rank.NOTICE, Rank.CAMPAIGN}),
        (3.5, {Rank.REPLY, Rank.NOTICE, Rank.CAMPAIGN}),
    ],
    ids=["idle", "one", "more", "two", "still more", "three", "all"],
)
def test_who_ranks_lower_waits_until_the_others_have_enough(ahead, waiting):
    pace = NumberPace(80)
    taken = NOW + ahead * pace.portion

    assert {rank for rank in Rank if pace.wait(rank, taken, NOW)} == waiting


def test_a_number_that_was_idle_keeps_nobody_waiting():
    assert not any(NumberPace(80).wait(rank, None, NOW) for rank in Rank)


def test_what_nobody_asked_for_leaves_a_quarter_of_the_pace_to_replies():
    pace = NumberPace(80)

    assert SECOND / pace.every(Rank.REPLY) == 80
    assert SECOND / pace.every(Rank.NOTICE) == pytest.approx(60, abs=0.01)


def test_those_who_wait_for_the_same_come_back_one_after_the_other_and_never_sooner():
    line, until = Line(), NOW + 10 * SECOND

    back = [line.place(until, SECOND) for _ in range(3)]

    assert back == [until, until + SECOND, until + 2 * SECOND]
    assert line.place(NOW + 30 * SECOND, SECOND) == NOW + 30 * SECOND


def test_those_who_ask_once_more_for_another_wait_line_up_anew():
    line, until = Line(), NOW + 10 * SECOND
    for _ in range(1000):
        line.place(until, SECOND)

    back = [line.place(until + 60 * SECOND, SECOND) for _ in range(2)]

    assert back == [until + 60 * SECOND, until + 61 * SECOND]


def test_who_asks_after_a_long_wait_that_ended_early_lines_up_anew():
    line = Line()
    line.place(NOW + 3600 * SECOND, SECOND)

    assert line.place(NOW + 60 * SECOND, SECOND) == NOW + 60 * SECOND


def test_a_line_goes_on_while_the_time_of_the_number_moves_on_place_by_place():
    line = Line()

    back = [line.place(NOW + number * SECOND / 2, SECOND) for number in range(4)]

    assert back == [NOW, NOW + SECOND, NOW + 2 * SECOND, NOW + 3 * SECOND]
