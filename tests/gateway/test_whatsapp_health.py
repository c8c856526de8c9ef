"""What do account events of Meta say of numbers, of the account and of templates?"""

from datetime import UTC, datetime

import pytest

from services.gateway.channels import whatsapp
from services.gateway.channels.news import Notice
from services.gateway.channels.whatsapp_health import GOOD, LOW, REACHED, ROOM, said, told_at
from services.gateway.items import NoticeKind, event_of, to_payload
from tests.gateway.payloads import ACCOUNT_EVENTS, account_event, raw

QUALITY = "phone_number_quality_update"
CAPABILITY = "business_capability_update"
NUMBER = "390655500001"


def event(name, value, time=1795000000):
    (item,) = whatsapp.read(raw(account_event(value, name, time=time))).items
    return event_of(to_payload(item))


def notices(name, value):
    """What follows for sending."""
    heard = said(event(name, value))
    return [each.kind for each in heard.notices] if heard else None


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

    assert heard[:3] == ((REACHED,), f"ACCOUNT_RESTRICTION {kind}", "")


@pytest.mark.parametrize(
    ("kind", "follows"),
    [
        ("RESTRICTED_BIZ_INITIATED_MESSAGING", NoticeKind.LIMIT_REACHED),
        ("RESTRICTED_CUSTOMER_INITIATED_MESSAGING", NoticeKind.RESTRICTED),
    ],
)
def test_who_may_begin_no_talks_may_still_answer(kind, follows):
    assert [each.kind for each in said(restricted(kind)).notices] == [follows]


@pytest.mark.parametrize(
    ("word", "follows"),
    [
        ("FLAGGED", [NoticeKind.QUALITY_LOW]),
        ("UNFLAGGED", [NoticeKind.QUALITY_GOOD]),
        ("UPGRADE", [NoticeKind.QUALITY_GOOD, NoticeKind.LIMIT_LIFTED]),
    ],
)
def test_what_is_told_of_a_number_bears_on_what_is_sent(word, follows):
    assert notices(QUALITY, {"display_phone_number": NUMBER, "event": word}) == follows


@pytest.mark.parametrize(
    ("state", "follows"),
    [
        ("SCHEDULE_FOR_DISABLE", [NoticeKind.ALERT]),
        ("DISABLE", [NoticeKind.RESTRICTED]),
        (["DISABLE"], [NoticeKind.RESTRICTED]),
        ("REINSTATE", [NoticeKind.RESTRICTION_LIFTED]),
        ("added by Meta later", None),
        ([], None),
        (None, None),
        (7, None),
    ],
)
def test_a_ban_stops_all_until_it_is_over(state, follows):
    told = {"event": "DISABLED_UPDATE", "ban_info": {"waba_ban_state": state}}

    assert notices("account_update", told) == follows


@pytest.mark.parametrize(
    ("name", "told", "detail"),
    [
        (
            "account_update",
            {"event": "ACCOUNT_VIOLATION", "violation_info": {"violation_type": "SCAM"}},
            "ACCOUNT_VIOLATION SCAM",
        ),
        (
            "account_alerts",
            {"alert_info": {"alert_type": "INCREASED_CAPABILITIES", "alert_severity": "WARNING"}},
            "INCREASED_CAPABILITIES WARNING",
        ),
        ("security", {"event": "PIN_CHANGED", "display_phone_number": NUMBER}, "PIN_CHANGED"),
    ],
    ids=["violation", "alert", "security"],
)
def test_what_a_person_should_look_at_is_an_alert_in_the_words_of_meta(name, told, detail):
    heard = said(event(name, told))

    assert heard.detail == detail
    assert heard.notices == (Notice(NoticeKind.ALERT),)


@pytest.mark.parametrize(
    ("word", "follows"),
    [
        ("APPROVED", NoticeKind.TEMPLATE_APPROVED),
        ("PAUSED", NoticeKind.TEMPLATE_PAUSED),
        ("DISABLED", NoticeKind.TEMPLATE_DISABLED),
        ("REJECTED", NoticeKind.TEMPLATE_DISABLED),
        ("PENDING_DELETION", NoticeKind.TEMPLATE_DISABLED),
        ("FLAGGED", NoticeKind.ALERT),
    ],
)
def test_an_event_of_a_template_names_it(word, follows):
    told = {
        "event": word,
        "message_template_name": "reminder",
        "message_template_language": "it",
        "reason": "SCAM",
    }
    heard = said(event("message_template_status_update", told))

    assert heard.notices == (Notice(follows, "reminder", "it"),)
    assert heard.detail == f"{word} SCAM"


def test_the_quality_of_a_template_is_an_alert():
    told = {
        "previous_quality_score": "GREEN",
        "new_quality_score": "RED",
        "message_template_name": "reminder",
        "message_template_language": "it",
    }
    heard = said(event("message_template_quality_update", told))

    assert heard.notices == (Notice(NoticeKind.ALERT, "reminder", "it"),)
    assert heard.detail == "quality GREEN RED"


@pytest.mark.parametrize(
    "told",
    [
        {"event": "APPROVED"},
        {"event": "IN_APPEAL", "message_template_name": "reminder"},
        {"event": 7, "message_template_name": "reminder"},
        {"event": "PAUSED", "message_template_name": 7},
    ],
    ids=["nameless", "unknown", "odd event", "odd name"],
)
def test_an_event_of_a_template_of_another_shape_says_nothing(told):
    assert said(event("message_template_status_update", told)) is None


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
    heard = said(event(name, ACCOUNT_EVENTS[name]))

    assert heard is None or heard.news == ()


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
