"""What does an error of the Graph API mean for a message?"""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest

from services.notifier.domain.outcomes import Refused, TryAgain, Unclear
from services.notifier.providers.http import Answer
from services.notifier.providers.meta_errors import failure

NOW = datetime(2026, 12, 24, 15, 30, tzinfo=UTC)
TOKEN = "EAAsecret"


def meaning(status=400, *, attempt=1, retry_after=None, body=None, **error):
    headers = httpx.Headers({"Retry-After": retry_after} if retry_after else {})
    answer = Answer(status, headers, body or ({"error": error} if error else {}))
    return failure(answer, token=TOKEN, attempt=attempt, now=NOW)


@pytest.mark.parametrize("code", [1, 2, 131000, 131016, 131057, 133004, 135000])
def test_trouble_that_goes_by_is_tried_again(code):
    found = meaning(code=code)

    assert isinstance(found, TryAgain)
    assert (found.reason, found.after, found.whole_channel) == ("PROVIDER_DOWN", None, False)


@pytest.mark.parametrize(
    ("attempt", "seconds"), [(1, 4), (2, 16), (3, 64), (4, 256), (5, 1024), (9, 4096)]
)
def test_the_limit_of_a_pair_delays_this_recipient_ever_longer(attempt, seconds):
    found = meaning(code=131056, attempt=attempt)

    assert isinstance(found, TryAgain)
    assert (found.after, found.whole_channel) == (timedelta(seconds=seconds), False)


@pytest.mark.parametrize("error", [{"code": 4}, {"code": 80007}, {"code": 130429}])
def test_the_limits_of_a_number_pause_the_whole_channel(error):
    found = meaning(status=400, **error)

    assert isinstance(found, TryAgain)
    assert (found.reason, found.whole_channel) == ("PROVIDER_RATE_LIMITED", True)


def test_too_many_requests_names_its_pause_in_seconds():
    found = meaning(status=429, retry_after="30")

    assert isinstance(found, TryAgain)
    assert (found.after, found.whole_channel) == (timedelta(seconds=30), True)


def test_too_many_requests_names_its_pause_as_a_date():
    date = format_datetime(NOW + timedelta(seconds=90), usegmt=True)

    assert meaning(status=429, retry_after=date).after == timedelta(seconds=90)


@pytest.mark.parametrize(
    "header", ["soon", "-5", "9" * 5000, "Thu, 99 Dec 2026 15:30:00 GMT", "1.5"]
)
def test_a_pause_that_cannot_be_read_is_none(header):
    assert meaning(status=429, retry_after=header).after is None


def test_a_pause_of_years_is_not_believed():
    assert meaning(status=429, retry_after="999999999").after == timedelta(days=1)


@pytest.mark.parametrize(
    ("codes", "reason"),
    [((0, 190), "CREDENTIAL_REFUSED"), ((3, 10, 200, 299), "PERMISSION_MISSING")],
)
def test_a_refused_token_is_said_to_be_one(codes, reason):
    for code in codes:
        found = meaning(status=400, code=code)

        assert isinstance(found, Refused)
        assert (found.reason, found.token) == (reason, True)


def test_unauthorised_without_a_code_is_a_refused_token_too():
    assert meaning(status=401).token


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (131047, "WINDOW_CLOSED"),
        (131026, "RECIPIENT_UNREACHABLE"),
        (131049, "WITHHELD_BY_PROVIDER"),
        (131050, "OPTED_OUT"),
        (131048, "SENDER_LIMITED"),
        (131042, "SENDER_BLOCKED"),
        (368, "SENDER_BLOCKED"),
        (100, "PROVIDER_REFUSED"),
        (131009, "PROVIDER_REFUSED"),
        (999999, "PROVIDER_REFUSED"),
    ],
)
def test_what_is_refused_for_good_says_why(code, reason):
    found = meaning(code=code)

    assert isinstance(found, Refused)
    assert (found.reason, found.token) == (reason, False)


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_server_error_without_a_code_is_tried_again(status):
    assert isinstance(meaning(status=status), TryAgain)


def test_a_gateway_that_got_no_answer_leaves_it_open_whether_it_was_sent():
    assert isinstance(meaning(status=504), Unclear)


def test_a_redirect_is_not_followed_but_tried_again():
    assert isinstance(meaning(status=302), TryAgain)


def test_an_unknown_code_that_says_it_goes_by_is_tried_again():
    assert isinstance(meaning(code=777777, is_transient=True), TryAgain)
    assert isinstance(meaning(status=500, code=777777), TryAgain)


def test_the_detail_has_what_meta_says_but_never_the_token():
    found = meaning(
        code=190, message=f"Malformed access token {TOKEN}", error_data={"details": "expired"}
    )

    assert found.detail == "190: Malformed access token ***: expired"


@pytest.mark.parametrize(
    "body",
    [
        {"error": "no"},
        {"error": {"code": "131056"}},
        {"error": {"code": None, "error_data": []}},
        {"error": {"code": {"a": 1}}},
        {"errors": []},
    ],
)
def test_an_error_of_another_shape_goes_by_the_status(body):
    assert isinstance(meaning(status=400, body=body), Refused)
    assert isinstance(meaning(status=500, body=body), TryAgain)
