"""When is somebody called no more who fails through their own fault, and when again?"""

from datetime import UTC, datetime, timedelta

import pytest

from services.common.breaker import (
    Breaker,
    BreakerRules,
    BreakerState,
    Successes,
    Tally,
)

NOW = datetime(2026, 12, 24, 15, 30, tzinfo=UTC)
RULES = BreakerRules()
SECOND = timedelta(seconds=1)


def after(calls: str, *, apart: timedelta = SECOND) -> Breaker:
    """The breaker after calls one by one: `x` failed, `.` went well."""
    breaker, successes, at = Breaker(), Successes(), NOW
    for call in calls:
        if call == "x":
            breaker = breaker.failed(at, RULES, successes.told())
        else:
            successes.count(at, RULES)
        at += apart
    return breaker


@pytest.mark.parametrize(
    "calls", ["xxxxx", "..xxx", "x.x.x", ".....xxxxx", "." * 30 + "x" * 30], ids=str
)
def test_it_opens_once_half_of_at_least_five_calls_failed(calls):
    assert after(calls[:-1]).open_until is None
    assert after(calls).open_until is not None


@pytest.mark.parametrize("calls", ["xxxx", "x.x", "...xx", "......xxxxx"], ids=str)
def test_it_stays_closed_with_fewer_calls_or_fewer_failures(calls):
    assert after(calls).state(NOW) is BreakerState.CLOSED


def test_calls_that_went_well_and_were_never_told_of_count_with_the_next_failure():
    assert after("." * 40 + "x" * 6).open_until is None


def test_failures_of_another_minute_do_not_count():
    assert after("xxxxx", apart=16 * SECOND).open_until is None
    assert after("xxxxx", apart=14 * SECOND).open_until is not None


def test_calls_that_went_well_in_another_minute_do_not_count():
    successes = Successes()
    for _ in range(100):
        successes.count(NOW, RULES)
    breaker, later = Breaker(), NOW + 61 * SECOND
    for _ in range(5):
        breaker = breaker.failed(later, RULES, successes.told())

    assert breaker.state(later) is BreakerState.OPEN


def test_it_is_open_for_a_minute_and_then_lets_one_call_through():
    breaker = Breaker().opened(NOW, RULES)

    assert breaker.state(NOW + 59.9 * SECOND) is BreakerState.OPEN
    assert breaker.state(NOW + 60 * SECOND) is BreakerState.HALF_OPEN
    assert breaker.retry_time(NOW) == NOW + 60 * SECOND


def test_a_failure_of_a_call_that_was_under_way_when_it_opened_keeps_it_open_no_longer():
    breaker = Breaker().opened(NOW, RULES)

    late = breaker.failed(NOW + 9 * SECOND, RULES, ())

    assert late.open_until == NOW + 60 * SECOND
    assert late.failure_time == NOW + 9 * SECOND


def test_closed_again_it_forgets_what_went_before():
    closed = after("xxxxx").closed()

    again = closed.failed(NOW + 10 * SECOND, RULES, ())

    assert (closed.open_until, again.open_until) == (None, None)
    assert again.recent == (Tally(int((NOW + 10 * SECOND).timestamp()), 1, 1),)


def test_what_is_kept_does_not_grow_with_the_calls():
    breaker, successes = Breaker(), Successes()
    for n in range(10_000):
        at = NOW + n * SECOND / 50
        successes.count(at, RULES)
        if n % 50 == 0:
            breaker = breaker.failed(at, RULES, successes.told())

    assert breaker.open_until is None
    assert len(breaker.recent) <= 61
