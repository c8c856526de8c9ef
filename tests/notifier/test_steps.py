"""What is done next with a message, and how long does it wait?"""

from datetime import timedelta

import pytest

from services.notifier.domain.message import Purpose
from services.notifier.domain.outcomes import TryAgain
from services.notifier.domain.states import State
from services.notifier.domain.steps import (
    Patience,
    Retries,
    Step,
    longest_wait,
    next_step,
    until_expiry,
)
from tests.notifier.test_states import NOW, a_message

PATIENCE = Patience()
SOON = timedelta(seconds=1)


def test_a_queued_message_is_sent():
    assert next_step(a_message(State.QUEUED), NOW, PATIENCE).step is Step.SEND


def test_a_message_found_in_mid_call_is_not_sent_again_before_its_status_had_time():
    plan = next_step(a_message(State.SENDING), NOW, PATIENCE)

    assert (plan.step, plan.message.state, plan.wait) == (Step.WAIT, State.AMBIGUOUS, SOON)
    assert plan.message.reason == "CALL_INTERRUPTED"


def test_an_ambiguous_message_waits_half_a_minute_for_its_status():
    ambiguous = a_message(State.AMBIGUOUS)

    assert next_step(ambiguous, NOW + timedelta(seconds=29), PATIENCE).step is Step.WAIT
    late = next_step(ambiguous, NOW + timedelta(seconds=30), PATIENCE)
    assert (late.step, late.message.state) == (Step.SEND, State.QUEUED)


def test_an_ambiguous_message_whose_time_is_over_is_not_sent_again():
    ambiguous = a_message(State.AMBIGUOUS, expire_time=NOW + timedelta(seconds=20))

    plan = next_step(ambiguous, NOW + timedelta(seconds=30), PATIENCE)

    assert (plan.step, plan.message.state) == (Step.DONE, State.EXPIRED)


def test_an_ambiguous_message_that_was_called_back_is_not_sent_again():
    ambiguous = a_message(State.AMBIGUOUS).cancelled(NOW)

    assert next_step(ambiguous, NOW + timedelta(seconds=29), PATIENCE).step is Step.WAIT
    late = next_step(ambiguous, NOW + timedelta(seconds=30), PATIENCE)
    assert (late.step, late.message.state) == (Step.DONE, State.CANCELLED)


def test_an_expired_message_is_not_sent_and_keeps_what_kept_it():
    waiting = a_message().after(TryAgain("PROVIDER_DOWN", "HTTP 503"), NOW)

    plan = next_step(waiting, waiting.expire_time, PATIENCE)

    assert (plan.step, plan.message.state) == (Step.DONE, State.EXPIRED)
    assert (plan.message.reason, plan.message.provider_detail) == ("PROVIDER_DOWN", "HTTP 503")


@pytest.mark.parametrize("state", [State.ACCEPTED, State.SENT, State.READ, State.FAILED])
def test_what_is_settled_is_left_alone(state):
    message = a_message(state)

    plan = next_step(message, NOW, PATIENCE)

    assert (plan.step, plan.message) == (Step.DONE, message)


def test_what_is_for_later_is_put_off_and_does_not_hold_up_others():
    message = a_message(State.QUEUED, send_time=NOW + timedelta(minutes=10))

    early = next_step(message, NOW, PATIENCE)
    in_time = next_step(message, NOW + timedelta(minutes=10), PATIENCE)

    assert (early.step, early.wait) == (Step.LATER, timedelta(minutes=10))
    assert in_time.step is Step.SEND


def test_what_is_for_later_and_too_late_by_then_is_not_put_off_again():
    message = a_message(State.QUEUED, send_time=NOW + timedelta(hours=2))

    assert next_step(message, NOW + timedelta(hours=1), PATIENCE).message.state is State.EXPIRED


@pytest.mark.parametrize(
    ("purpose", "longest"),
    [(Purpose.REPLY, 30), (Purpose.CONFIRMATION, 120), (Purpose.CAMPAIGN, 600)],
)
def test_whatever_waits_looks_now_and_then_whether_it_still_has_to(purpose, longest):
    message = a_message(State.QUEUED, purpose=purpose)

    assert longest_wait(message) == timedelta(seconds=longest)


def longest_delays(attempts, after=None):
    outcome = TryAgain("PROVIDER_DOWN", after=after)
    delays = [Retries(burst=3).delay(n, outcome, chance=1.0) for n in range(1, attempts + 1)]
    return [round(delay.total_seconds()) for delay in delays]


def test_a_burst_of_three_attempts_and_then_ever_longer_pauses():
    assert longest_delays(9) == [1, 2, 15, 30, 60, 120, 240, 300, 300]


def test_the_pause_is_a_random_part_of_that():
    outcome = TryAgain("PROVIDER_DOWN")

    assert Retries().delay(5, outcome, chance=0.0) == timedelta()
    assert Retries().delay(5, outcome, chance=0.5) == timedelta(seconds=30)


def test_no_delay_is_shorter_than_the_provider_asked_for():
    outcome = TryAgain("PROVIDER_RATE_LIMITED", after=timedelta(seconds=30))

    assert Retries().delay(1, outcome, chance=0.0) == timedelta(seconds=30)


def test_a_message_is_not_waited_for_beyond_its_end():
    message = a_message(State.QUEUED)

    assert until_expiry(message, NOW, timedelta(hours=1)) == timedelta(minutes=15)
    assert until_expiry(message, message.expire_time + SOON, SOON) == timedelta()
