"""What do account events of Meta say of the quality and the limits of numbers?"""

from datetime import UTC, datetime

import pytest

from services.gateway.channels import whatsapp
from services.gateway.channels.whatsapp_health import GOOD, LOW, REACHED, ROOM, said, told_at
from services.gateway.items import event_of, to_payload
from tests.gateway.payloads import ACCOUNT_EVENTS, account_event, raw

QUALITY = "phone_number_quality_update"
CAPABILITY = "business_capability_update"
NUMBER = "390655500001"


def event(name, value, time=1795000000):
    (item,) = whatsapp.read(raw(account_event(value, name, time=time))).items
    return event_of(to_payload(item))


def of_number(word, **more):
    return event(QUALITY, {"display_phone_number": NUMBER, "event": word, **more})


def restricted(*kinds, word="ACCOUNT_RESTRICTION", **more):
    told = [{"restriction_type": each, "expiration": 1795900000} for each in kinds]
    return event("account_update", {"event": word, "restriction_info": told, **more})


@pytest.mark.parametrize(
    ("word", "news"),
    [
        ("FLAGGED", (LOW,)),
        ("DOWNGRADE", (LOW,)),
        ("UNFLAGGED", (GOOD,)),
        ("UPGRADE", (GOOD, ROOM)),
        ("THROUGHPUT_UPGRADE", (GOOD, ROOM)),
    ],
)
def test_what_is_told_of_a_number(word, news):
    heard = said(of_number(word))

    assert heard.news == news
    assert heard.number == NUMBER


@pytest.mark.parametrize(
    "limits",
    [
        {"current_limit": "TIER_10K"},
        {"max_daily_conversations_per_business": "TIER_10K"},
        {"max_daily_conversations_per_business": "TIER_10K", "current_limit": "TIER_1K"},
        {"max_daily_conversations_per_business": 10000, "current_limit": "TIER_10K"},
    ],
)
def test_the_detail_is_in_the_words_of_meta_old_and_new(limits):
    assert said(of_number("FLAGGED", **limits)).detail == "FLAGGED TIER_10K"


def test_a_number_is_its_digits_however_it_is_written():
    told = {"display_phone_number": "+39 06 5550-0001", "event": "FLAGGED"}

    assert said(event(QUALITY, told)).number == NUMBER


@pytest.mark.parametrize(
    "kind", ["RESTRICTED_BIZ_INITIATED_MESSAGING", "RESTRICTED_CUSTOMER_INITIATED_MESSAGING"]
)
def test_who_may_not_write_has_reached_a_limit_with_all_numbers(kind):
    heard = said(restricted("RESTRICTED_ADD_PHONE_NUMBER_ACTION", kind, phone_number=NUMBER))

    assert heard == ((REACHED,), f"ACCOUNT_RESTRICTION {kind}", "")


def test_a_restriction_of_something_else_says_nothing():
    assert said(restricted("RESTRICTED_ADD_PHONE_NUMBER_ACTION")) is None


def test_a_restriction_counts_in_an_event_that_is_one():
    assert said(restricted("RESTRICTED_BIZ_INITIATED_MESSAGING", word="VERIFIED_ACCOUNT")) is None


@pytest.mark.parametrize(
    "name", ["max_daily_conversations_per_business", "max_daily_conversation_per_phone"]
)
def test_who_may_write_to_anybody_has_no_limit(name):
    assert said(event(CAPABILITY, {name: -1})).news == (ROOM,)
    assert said(event(CAPABILITY, {name: 2000})) is None


@pytest.mark.parametrize("name", sorted(set(ACCOUNT_EVENTS) - {QUALITY}))
def test_other_events_say_nothing_of_quality_or_limits(name):
    assert said(event(name, ACCOUNT_EVENTS[name])) is None


@pytest.mark.parametrize("word", ["ONBOARDING", "added by Meta later", "", None, 7, [], {}])
def test_a_word_that_nobody_knows_says_nothing(word):
    assert said(of_number(word)) is None


@pytest.mark.parametrize("told", [None, 7, "text", [7], [None], [{}], [{"restriction_type": 7}]])
def test_a_restriction_of_another_shape_says_nothing(told):
    shape = {"event": "ACCOUNT_RESTRICTION", "restriction_info": told}

    assert said(event("account_update", shape)) is None


@pytest.mark.parametrize("time", [1795000000, "1795000000"])
def test_the_time_is_that_of_the_entry(time):
    told = event(QUALITY, {"event": "FLAGGED"}, time=time)

    assert told_at(told) == datetime.fromtimestamp(1795000000, UTC)


@pytest.mark.parametrize("time", [None, "soon", -1, 1795000000000, True, {}])
def test_a_time_that_is_none_is_not_guessed(time):
    assert told_at(event(QUALITY, {"event": "FLAGGED"}, time=time)) is None
