"""What does an error of a provider mean for a message?"""

import re
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from services.notifier.domain.outcomes import Refused, TryAgain, Unclear, is_fault
from services.notifier.domain.remedy import Remedy
from services.notifier.providers.error_table import (
    META,
    TWILIO,
    UNKNOWN,
    Complaint,
    failure,
    fault_of,
    retry_after,
)

NOW = datetime(2026, 12, 24, 15, 30, tzinfo=UTC)
FACTS = Path(__file__).parents[3] / "shared" / "platform-facts.md"

DASH = "\u2013"
"""Between the ends of a range, as the facts are written."""

META_CODES = {
    Remedy.RETRY: (1, 2, 131000, 131016, 131057, 133004, 135000),
    Remedy.WAIT_NUMBER: (4, 80007, 130429),
    Remedy.WAIT_PAIR: (131056,),
    Remedy.USE_TEMPLATE: (131047,),
    Remedy.NEXT_PROVIDER: (131026, 130472, 131049),
    Remedy.OPT_OUT: (131050,),
    Remedy.PAUSE_CAMPAIGNS: (131048, 131064),
    Remedy.STOP_CHANNEL: (
        *(0, 3, 10, 190, 200, 210, 299, 368),
        *(131031, 130497, 131042, 131045, 131037, 33),
    ),
    Remedy.HOLD_TEMPLATE: (132015, 132016, 132001, 132068, 132069, 131063),
    Remedy.BUG: (
        *(100, 131008, 131009, 131021, 131051, 131052, 131053, 131030, 131062),
        *(132000, 132005, 132007, 132008, 132012, 132018),
    ),
}
TWILIO_CODES = {
    Remedy.USE_TEMPLATE: (63016,),
    Remedy.WAIT_NUMBER: (63017, 63018, 63038, 20429),
    Remedy.BUG: (63021,),
    Remedy.NEXT_PROVIDER: (63024,),
    Remedy.STOP_CHANNEL: (20003,),
    Remedy.OPT_OUT: (21610,),
    Remedy.FAIL: (21211,),
}


def each_of(listed):
    return [(remedy, code) for remedy, codes in listed.items() for code in codes]


@pytest.mark.parametrize(("remedy", "code"), each_of(META_CODES))
def test_each_code_of_meta_has_its_remedy(remedy, code):
    assert fault_of("meta", str(code)).remedy is remedy
    assert fault_of("zaptra", str(code)).remedy is remedy


@pytest.mark.parametrize(("remedy", "code"), each_of(TWILIO_CODES))
def test_each_code_of_twilio_has_its_remedy(remedy, code):
    assert fault_of("twilio", str(code)).remedy is remedy


def part_of_facts(number):
    """A chapter of what is known of platforms."""
    if not FACTS.exists():
        pytest.skip("NOT COMPARED WITH THE FACTS: there is no platform-facts.md beside this")
    text = FACTS.read_text()
    begin = text.index(f"### {number} ")
    return text[begin : text.index("\n### ", begin + 1)]


def test_every_code_that_the_facts_name_of_meta_is_in_the_table():
    text = part_of_facts("4.3")
    rows = [line for line in text.splitlines() if line.startswith("|")][2:]
    named = {int(code) for code in re.findall(r"\b(?:80007|1[23][0-9]{4})\b", text)}
    for row in rows:
        codes = re.sub(r"\([^)]*\)|HTTP [0-9/x]+|Twilio [0-9]+|4\^X", "", row.split("|")[2])
        named |= {int(code) for code in re.findall(rf"(?<![0-9{DASH}])[0-9]+", codes)}
        for first, last in re.findall(rf"([0-9]+){DASH}([0-9]+)", codes):
            named |= set(range(int(first), int(last) + 1))

    assert len(named) > 130
    assert named - META.keys() == set()


def test_every_code_that_the_facts_name_of_twilio_is_in_the_table():
    text = part_of_facts("4.4")
    named = {int(code) for code in re.findall(r"\b[26][0-9]{4}\b", text[text.index("Codes:") :])}

    assert len(named) >= 9
    assert named - TWILIO.keys() == set()


@pytest.mark.parametrize("code", ["", "x", "99", "9" * 400, "-1", "1.5", "\u0661\u0669\u0660"])
@pytest.mark.parametrize("provider", ["meta", "twilio", "zaptra", "console", "nobody"])
def test_an_unknown_code_fails_the_message_alone(provider, code):
    assert fault_of(provider, code) == UNKNOWN


def test_only_what_is_the_providers_own_is_counted_by_the_breaker():
    assert {code for code, fault in META.items() if fault.provider_fault} == {2, 131016}
    assert {code for code, fault in TWILIO.items() if fault.provider_fault} == {20500, 20503}


# What an answer means


def meaning(status=400, *, code=None, attempt=1, provider="meta", **more):
    return failure(Complaint(provider, status, code, "said", **more), attempt)


@pytest.mark.parametrize("status", [200, 400, 500])
@pytest.mark.parametrize("code", META_CODES[Remedy.RETRY])
def test_trouble_that_goes_by_is_tried_again(code, status):
    found = meaning(status, code=code)

    assert isinstance(found, TryAgain)
    assert (found.reason, found.remedy, found.after) == ("PROVIDER_DOWN", Remedy.RETRY, None)
    assert is_fault(found) == (code in {2, 131016} or status == 500)


@pytest.mark.parametrize(
    ("attempt", "seconds"), [(1, 4), (2, 16), (3, 64), (4, 256), (5, 1024), (9, 4096)]
)
def test_the_limit_of_a_pair_delays_this_recipient_ever_longer(attempt, seconds):
    found = meaning(code=131056, attempt=attempt)

    assert isinstance(found, TryAgain)
    assert (found.after, found.remedy) == (timedelta(seconds=seconds), Remedy.WAIT_PAIR)
    assert not is_fault(found)


@pytest.mark.parametrize("code", META_CODES[Remedy.WAIT_NUMBER])
def test_the_limits_of_a_number_make_all_wait_that_leaves_by_it(code):
    found = meaning(400, code=code, after=timedelta(seconds=30))

    assert isinstance(found, TryAgain)
    assert (found.remedy, found.after) == (Remedy.WAIT_NUMBER, timedelta(seconds=30))
    assert not is_fault(found)


@pytest.mark.parametrize("code", [None, 777777])
def test_too_many_requests_is_a_limit_of_the_number_whatever_the_code(code):
    found = meaning(429, code=code)

    assert isinstance(found, TryAgain)
    assert (found.reason, found.remedy) == ("PROVIDER_RATE_LIMITED", Remedy.WAIT_NUMBER)


@pytest.mark.parametrize(
    ("codes", "reason"),
    [((0, 190), "CREDENTIAL_REFUSED"), ((3, 10, 200, 299), "PERMISSION_MISSING")],
)
def test_a_refused_token_is_said_to_be_one_and_stops_the_channel(codes, reason):
    for code in codes:
        found = meaning(400, code=code)

        assert isinstance(found, Refused)
        assert (found.reason, found.token) == (reason, True)
        assert found.remedy is Remedy.STOP_CHANNEL


@pytest.mark.parametrize("code", [33, 368, 130497, 131031, 131037, 131042, 131045])
def test_a_blocked_sender_stops_the_channel_and_fails_no_message(code):
    found = meaning(400, code=code)

    assert isinstance(found, TryAgain)
    assert (found.reason, found.remedy) == ("SENDER_BLOCKED", Remedy.STOP_CHANNEL)


@pytest.mark.parametrize("status", [401, 403])
def test_unauthorised_without_a_code_is_a_refused_token_too(status):
    assert meaning(status).token


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (131047, "WINDOW_CLOSED"),
        (131026, "RECIPIENT_UNREACHABLE"),
        (131049, "WITHHELD_BY_PROVIDER"),
        (131050, "OPTED_OUT"),
        (131048, "SENDER_LIMITED"),
        (132001, "TEMPLATE_MISSING"),
        (132015, "TEMPLATE_PAUSED"),
        (132016, "TEMPLATE_DISABLED"),
        (100, "PROVIDER_REFUSED"),
        (999999, "PROVIDER_REFUSED"),
    ],
)
def test_what_is_refused_for_good_says_why(code, reason):
    found = meaning(code=code)

    assert isinstance(found, Refused)
    assert (found.reason, found.token) == (reason, False)


@pytest.mark.parametrize("code", [131047, 131026, 131050, 132015, 100])
def test_the_code_decides_and_not_the_status(code):
    assert isinstance(meaning(500, code=code), Refused)


@pytest.mark.parametrize("status", [500, 502, 503])
@pytest.mark.parametrize("code", [None, 777777])
def test_a_server_error_that_says_no_more_is_tried_again_and_counts(status, code):
    found = meaning(status, code=code)

    assert isinstance(found, TryAgain)
    assert is_fault(found)


def test_a_gateway_that_got_no_answer_leaves_it_open_whether_it_was_sent():
    assert isinstance(meaning(504), Unclear)


def test_a_redirect_is_not_followed_but_tried_again():
    assert isinstance(meaning(302), TryAgain)


def test_an_unknown_code_that_says_it_goes_by_is_tried_again_and_does_not_count():
    found = meaning(400, code=777777, transient=True)

    assert isinstance(found, TryAgain)
    assert not is_fault(found)


def test_an_unlisted_4xx_is_refused_and_does_not_count():
    found = meaning(404)

    assert isinstance(found, Refused)
    assert not is_fault(found)


# How long to wait


def test_a_pause_is_named_in_seconds():
    assert retry_after("30", NOW) == timedelta(seconds=30)


def test_a_pause_is_named_as_the_date_of_its_end():
    date = format_datetime(NOW + timedelta(seconds=90), usegmt=True)

    assert retry_after(date, NOW) == timedelta(seconds=90)


def test_a_date_that_is_over_is_no_pause():
    date = format_datetime(NOW - timedelta(seconds=90), usegmt=True)

    assert retry_after(date, NOW) == timedelta()


@pytest.mark.parametrize(
    "header", [None, "", "soon", "-5", "9" * 5000, "Thu, 99 Dec 2026 15:30:00 GMT", "1.5"]
)
def test_a_pause_that_cannot_be_read_is_none(header):
    assert retry_after(header, NOW) is None


def test_a_pause_of_years_is_not_believed():
    assert retry_after("999999999", NOW) == timedelta(days=1)
