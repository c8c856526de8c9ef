"""Is the highest rate found that leaves an empty queue?"""

import pytest

from bench.chain_search import RATES, Search
from bench.chain_steps import CAUGHT_UP_SECONDS, EMPTY_SECONDS, LATE_SECONDS, NEAR_SECONDS
from tests.bench.steps import a_step

FAR = NEAR_SECONDS + 1


def tried(known: Search, highest: float) -> list[int]:
    """Which rates were tried, where up to that one all are kept up and the others far off."""
    rates = []
    while known.open:
        rates.append(known.rate)
        kept = known.rate <= highest
        known.learn(a_step(rate=known.rate, drained=0 if kept else FAR, caught_up=FAR * (not kept)))
    return rates


@pytest.mark.parametrize("highest", RATES)
def test_it_finds_the_highest_rate_in_three_tries_of_seven(highest):
    known = Search("mesh", RATES)

    assert len(tried(known, highest)) == 3
    assert known.kept
    assert (known.kept.rate, known.tries) == (highest, 1)
    assert known.at_top is (highest == RATES[-1])


def test_it_halves_what_is_left():
    assert tried(Search("mesh", RATES), 80) == [100, 60, 80]


def test_who_keeps_up_nothing_is_told_to_keep_up_nothing():
    known = Search("mesh", RATES)

    assert tried(known, 0) == [100, 60, 40]
    assert (known.kept, known.at_top) == (None, False)


def test_what_was_near_is_tried_once_again_and_not_twice():
    known, near = Search("mesh", (20, 40)), a_step(drained=1, caught_up=NEAR_SECONDS)

    known.learn(near)
    assert (known.rate, known.again) == (40, True)
    known.learn(near)

    assert (known.rate, known.again, known.kept) == (20, False, None)


def test_the_second_try_counts_and_says_that_it_was_the_second():
    known = Search("mesh", (20,))

    known.learn(a_step(drained=1, caught_up=1))
    known.learn(a_step())

    assert (known.open, known.tries) == (False, 2)
    assert known.kept == a_step()


@pytest.mark.parametrize(
    ("other", "passed", "near"),
    [
        ({"drained": EMPTY_SECONDS}, True, True),
        ({"drained": EMPTY_SECONDS + 0.01}, False, True),
        ({"caught_up": CAUGHT_UP_SECONDS}, True, True),
        ({"caught_up": CAUGHT_UP_SECONDS + 0.01}, False, True),
        ({"caught_up": NEAR_SECONDS + 0.01}, False, False),
        ({"late": LATE_SECONDS + 0.01, "caught_up": FAR}, False, True),
        ({"failed": 1}, False, False),
    ],
)
def test_a_rate_is_kept_up_when_all_was_sent_in_time_and_is_through_soon(other, passed, near):
    done = a_step(**other)

    assert (done.passed, done.near) == (passed, near)


def test_shares_of_the_waits_are_of_those_that_were_measured():
    assert (a_step().at(0.5), a_step().at(0.99), a_step().at(1)) == (51, 100, 100)
