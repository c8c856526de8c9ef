"""Where may a message stand next?"""

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from services.notifier.domain.message import (
    Content,
    Message,
    Purpose,
    Recipient,
    RecipientKind,
    Status,
)
from services.notifier.domain.outcomes import Accepted, Refused, TryAgain, Unclear
from services.notifier.domain.states import State, may_become

NOW = datetime(2026, 12, 24, 15, 30, tzinfo=UTC)

TABLE = {
    "queued": "sending accepted sent delivered read failed expired disabled suppressed cancelled",
    "sending": "queued ambiguous accepted sent delivered read failed suppressed cancelled",
    "ambiguous": "queued accepted sent delivered read failed cancelled",
    "accepted": "sent delivered read failed",
    "sent": "delivered read failed",
    "delivered": "read",
    "read": "",
    "failed": "",
    "expired": "accepted sent delivered read",
    "disabled": "",
    "suppressed": "",
    "cancelled": "",
}


def a_message(state=State.SENDING, **changes):
    message = Message(
        message_id=UUID(int=1),
        channel_id=UUID(int=2),
        customer_id=UUID(int=3),
        recipient=Recipient(RecipientKind.PHONE, "+393331234567"),
        content=Content("Ciao"),
        purpose=Purpose.REPLY,
        create_time=NOW,
        expire_time=NOW + timedelta(minutes=15),
        update_time=NOW,
        state=state,
        attempts=0 if state is State.QUEUED else 1,
    )
    return replace(message, **changes)


def told(message, *states, wamid="wamid.1"):
    for state in states:
        message = message.told(Status(message.message_id, wamid, State(state)), NOW)
    return message


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("other", State)
def test_a_message_moves_as_the_table_says_and_not_otherwise(state, other):
    assert may_become(state, other) == (other in TABLE[state].split())


@pytest.mark.parametrize(
    "order", list(itertools.permutations(["accepted", "sent", "delivered", "read"]))
)
def test_statuses_in_any_order_end_at_the_highest(order):
    assert told(a_message(), *order).state is State.READ


@pytest.mark.parametrize(
    "order", list(itertools.permutations(["sent", "delivered", "read", "failed"]))
)
def test_a_failure_is_final_where_it_came_before_the_message_had_arrived(order):
    before_failure = set(order[: order.index("failed")])
    arrived = before_failure & {"delivered", "read"}

    assert told(a_message(), *order).state is (State.READ if arrived else State.FAILED)


def test_the_same_status_again_changes_nothing():
    once = told(a_message(), "delivered")

    assert told(once, "delivered", "sent", "accepted") == once


def test_read_may_come_without_delivered():
    assert told(a_message(), "sent", "read").state is State.READ


def test_a_status_tells_the_providers_id_before_the_answer_does():
    assert told(a_message(), "sent").provider_message_id == "wamid.1"


def test_the_answer_that_comes_after_a_status_takes_nothing_back():
    message = told(a_message(), "delivered").after(Accepted("wamid.1"), NOW)

    assert message.state is State.DELIVERED


@pytest.mark.parametrize("outcome", [TryAgain("PROVIDER_DOWN"), Unclear("NO_ANSWER")])
def test_a_message_whose_status_came_is_not_sent_again_whatever_the_answer(outcome):
    assert told(a_message(), "sent").after(outcome, NOW).state is State.SENT


def test_a_status_settles_a_call_that_was_not_answered():
    unclear = a_message().after(Unclear("NO_ANSWER"), NOW)

    assert unclear.state is State.AMBIGUOUS
    assert told(unclear, "sent").state is State.SENT


def test_a_status_that_comes_late_settles_a_message_that_waits_to_be_sent_again():
    waiting = a_message().after(Unclear("NO_ANSWER"), NOW).given_up_waiting(NOW)

    assert told(waiting, "delivered").state is State.DELIVERED


@pytest.mark.parametrize(("status", "stands"), [("delivered", "delivered"), ("failed", "expired")])
def test_what_was_given_up_and_had_been_taken_all_the_same_says_so(status, stands):
    unclear = a_message().after(Unclear("NO_ANSWER"), NOW)

    assert told(unclear.given_up_waiting(NOW).expired(NOW), status).state == stands


def test_what_never_left_and_is_expired_stays_so():
    expired = a_message(State.QUEUED).expired(NOW)

    assert told(expired, "delivered").state is State.EXPIRED


def test_a_status_says_nothing_about_a_message_that_never_left():
    fresh = a_message(State.QUEUED)

    assert told(fresh, "delivered", "failed") == fresh


def test_the_failure_of_an_earlier_attempt_does_not_fail_the_one_that_counts():
    accepted = a_message().after(Accepted("wamid.2"), NOW)

    assert told(accepted, "failed", wamid="wamid.1").state is State.ACCEPTED
    assert told(accepted, "failed", wamid="wamid.2").state is State.FAILED


def test_a_refusal_fails_with_its_reason_and_what_the_provider_said():
    message = a_message().after(Refused("PROVIDER_REFUSED", "100: no such thing"), NOW)

    assert (message.state, message.reason, message.provider_detail) == (
        State.FAILED,
        "PROVIDER_REFUSED",
        "100: no such thing",
    )


def test_a_failed_status_says_why():
    failed = a_message().told(
        Status(UUID(int=1), "wamid.1", State.FAILED, "131026", "not on WhatsApp"), NOW
    )

    assert (failed.reason, failed.provider_detail) == ("NOT_DELIVERED", "131026: not on WhatsApp")


def test_what_succeeds_in_the_end_shows_no_trouble():
    troubled = a_message().after(TryAgain("PROVIDER_DOWN", "HTTP 500"), NOW)
    sent = troubled.sending("meta", NOW).after(Accepted("wamid.1"), NOW)

    assert (sent.reason, sent.provider_detail, sent.attempts) == ("", "", 2)


# Called back


@pytest.mark.parametrize("state", [State.SENDING, State.AMBIGUOUS])
def test_what_is_called_back_while_a_call_is_under_way_stays_there_for_now(state):
    message = a_message(state).cancelled(NOW + timedelta(seconds=1))

    assert (message.state, message.update_time) == (state, NOW)


def test_what_is_called_back_is_not_sent_again_after_a_call_that_did_not_send_it():
    message = a_message().cancelled(NOW).after(TryAgain("PROVIDER_DOWN", "HTTP 503"), NOW)

    assert (message.state, message.reason) == (State.CANCELLED, "PROVIDER_DOWN")


def test_what_is_called_back_is_not_sent_again_where_no_status_came():
    message = a_message().cancelled(NOW).interrupted(NOW).given_up_waiting(NOW)

    assert (message.state, message.reason) == (State.CANCELLED, "STATUS_MISSING")


def test_what_is_called_back_and_was_taken_all_the_same_is_accepted():
    assert a_message().cancelled(NOW).after(Accepted("wamid.1"), NOW).state is State.ACCEPTED


def test_the_status_of_what_is_called_back_settles_it_as_any_other():
    unclear = a_message().cancelled(NOW).after(Unclear("NO_ANSWER"), NOW)

    assert told(unclear, "sent").state is State.SENT


def test_what_is_called_back_while_it_waits_keeps_what_kept_it():
    waiting = a_message().after(TryAgain("PROVIDER_DOWN", "HTTP 503"), NOW).cancelled(NOW)

    assert (waiting.state, waiting.reason, waiting.provider_detail) == (
        State.CANCELLED,
        "PROVIDER_DOWN",
        "HTTP 503",
    )
