"""What else is done for a message that its provider did not take?"""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from services.notifier.domain.content import Content, TemplateUse
from services.notifier.domain.message import Purpose, Recipient, RecipientKind
from services.notifier.domain.outcomes import Accepted, Refused
from services.notifier.domain.recovery import (
    Successor,
    after_call,
    code_of,
    followed,
    held_as,
    may_be_followed,
    may_leave_otherwise,
    next_ways,
    the_same_later,
)
from services.notifier.domain.remedy import Remedy
from services.notifier.domain.states import State
from services.notifier.domain.template import TemplateState
from services.notifier.domain.way import Channel, Platform
from tests.notifier.test_states import NOW, a_message

PHONE = Recipient(RecipientKind.PHONE, "+393331234567")
MINUTE = timedelta(minutes=1)
AS_TEMPLATE = {"template_name": "booking_reminder"}
BY_NAME = {**AS_TEMPLATE, "content": Content(template=TemplateUse("booking_reminder", "it"))}
CAMPAIGN = {"purpose": Purpose.CAMPAIGN}


def refused(remedy):
    return Refused("WHY", "131000: because", remedy=remedy)


@pytest.mark.parametrize(
    ("remedy", "message", "state"),
    [
        (Remedy.FAIL, {}, State.FAILED),
        (Remedy.BUG, {}, State.FAILED),
        (Remedy.NEXT_PROVIDER, {}, State.FAILED),
        (Remedy.STOP_CHANNEL, {}, State.QUEUED),
        (Remedy.PAUSE_CAMPAIGNS, {}, State.QUEUED),
        (Remedy.PAUSE_CAMPAIGNS, CAMPAIGN, State.QUEUED),
        (Remedy.OPT_OUT, CAMPAIGN, State.SUPPRESSED),
        (Remedy.OPT_OUT, {"purpose": Purpose.REMINDER}, State.FAILED),
        (Remedy.USE_TEMPLATE, {}, State.QUEUED),
        (Remedy.USE_TEMPLATE, AS_TEMPLATE, State.FAILED),
        (Remedy.HOLD_TEMPLATE, AS_TEMPLATE, State.QUEUED),
        (Remedy.HOLD_TEMPLATE, BY_NAME, State.FAILED),
        (Remedy.HOLD_TEMPLATE, {}, State.FAILED),
    ],
    ids=str,
)
def test_a_refusal_leaves_the_message_where_its_remedy_says(remedy, message, state):
    assert after_call(a_message(**message), refused(remedy), NOW).state is state


def test_what_waits_says_what_the_provider_said():
    waiting = after_call(a_message(), refused(Remedy.STOP_CHANNEL), NOW)

    assert (waiting.reason, waiting.provider_detail) == ("WHY", "131000: because")


def test_words_that_came_too_late_are_to_be_a_template():
    assert after_call(a_message(), refused(Remedy.USE_TEMPLATE), NOW).as_template


def test_a_template_that_came_too_late_leaves_nothing_to_try():
    failed = after_call(a_message(**AS_TEMPLATE), refused(Remedy.USE_TEMPLATE), NOW)

    assert failed.reason == "WINDOW_CLOSED_NO_TEMPLATE"


@pytest.mark.parametrize("remedy", [Remedy.STOP_CHANNEL, Remedy.USE_TEMPLATE])
def test_what_was_called_back_is_not_sent_again_whatever_helps(remedy):
    called_back = a_message().cancelled(NOW)

    assert after_call(called_back, refused(remedy), NOW).state is State.CANCELLED


def test_what_was_taken_is_accepted():
    assert after_call(a_message(), Accepted("wamid.1"), NOW).state is State.ACCEPTED


@pytest.mark.parametrize(
    ("reason", "state"),
    [
        ("TEMPLATE_PAUSED", TemplateState.PAUSED),
        ("TEMPLATE_DISABLED", TemplateState.DISABLED),
        ("TEMPLATE_MISSING", TemplateState.PENDING),
    ],
)
def test_a_template_is_held_as_what_the_provider_says(reason, state):
    assert held_as(reason) is state


def test_the_error_code_begins_what_the_provider_said():
    assert code_of(a_message(provider_detail="131026: not on WhatsApp: really")) == "131026"


# Another message instead


def channel(number):
    return Channel(UUID(int=number), Platform.WHATSAPP, can_answer=True)


def test_the_next_way_is_the_best_by_a_channel_that_was_not_tried():
    message = a_message(channel_id=UUID(int=1), tried=(UUID(int=2),))
    ways = [(channel(number), PHONE) for number in (1, 2, 3, 4)]

    assert next(next_ways(message, ways)) == Successor(UUID(int=3), PHONE)
    assert list(next_ways(message, ways[:2])) == []


def test_whatever_happens_twice_it_is_followed_by_one_message():
    message, by = a_message(State.FAILED), Successor(UUID(int=9), PHONE)

    assert followed(message, by, NOW) == followed(message, by, NOW)


def test_by_the_same_way_only_the_part_is_sent_again_that_failed():
    failed = a_message(State.FAILED, purpose=Purpose.REMINDER, parts_sent=2)
    by = the_same_later(failed, 0, NOW)

    assert by is not None
    assert followed(failed, by, NOW).parts_sent == 2


@pytest.mark.parametrize(
    ("followed_before", "expiry", "seconds"),
    [(0, 60, 15), (1, 61, 60), (2, 600, 240), (3, 9999, None), (0, 15, None)],
    ids=["first", "second", "third", "too often", "too late"],
)
def test_what_failed_for_now_is_sent_again_later_and_later(followed_before, expiry, seconds):
    failed = a_message(State.FAILED, expire_time=NOW + timedelta(seconds=expiry))

    by = the_same_later(failed, followed_before, NOW)

    wait = None if by is None or by.send_time is None else by.send_time - NOW
    assert wait == (None if seconds is None else timedelta(seconds=seconds))


def test_a_message_that_follows_knows_what_was_tried_and_begins_anew():
    failed = a_message(State.FAILED, attempts=3, reason="WHY", parts_sent=1, tried=(UUID(int=7),))

    follows = followed(failed, Successor(UUID(int=9), PHONE), NOW + MINUTE)

    assert (follows.state, follows.attempts, follows.parts_sent) == (State.QUEUED, 0, 0)
    assert follows.follows_id == failed.message_id
    assert follows.tried == (UUID(int=7), failed.channel_id)
    assert follows.expire_time == failed.expire_time


@pytest.mark.parametrize(
    ("changes", "later", "may"),
    [
        ({}, timedelta(), True),
        ({}, timedelta(minutes=15), False),
        ({"purpose": Purpose.REPLY}, timedelta(), False),
        ({"cancel_wanted": True}, timedelta(), False),
        ({"state": State.DELIVERED}, timedelta(), False),
    ],
    ids=["wanted", "too late", "a reply", "called back", "arrived"],
)
def test_only_what_failed_and_is_still_wanted_is_followed(changes, later, may):
    failed = a_message(State.FAILED, purpose=Purpose.REMINDER)

    assert may_be_followed(replace(failed, **changes), NOW + later) is may


@pytest.mark.parametrize(
    ("reason", "age", "purpose", "may"),
    [
        ("PROVIDER_DOWN", MINUTE, Purpose.REMINDER, True),
        ("CREDENTIAL_REFUSED", MINUTE, Purpose.REMINDER, True),
        ("PROVIDER_DOWN", MINUTE / 2, Purpose.REMINDER, False),
        ("PROVIDER_DOWN", MINUTE, Purpose.REPLY, False),
        ("NUMBER_PACED", MINUTE, Purpose.REMINDER, False),
    ],
    ids=["away", "stopped", "not for long", "a reply", "only paced"],
)
def test_what_waits_for_a_channel_that_stands_still_may_leave_by_another(reason, age, purpose, may):
    message = a_message(State.QUEUED, purpose=purpose)

    assert may_leave_otherwise(message, reason, NOW + age) is may


def test_what_was_for_later_has_not_waited_before_its_time():
    message = a_message(State.QUEUED, purpose=Purpose.REMINDER, send_time=NOW + MINUTE)

    assert may_leave_otherwise(message, "PROVIDER_DOWN", NOW + MINUTE) is False
