"""What the errors of the Graph API mean for a message. The code decides, not the HTTP status."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from services.notifier.domain.outcomes import Refused, TryAgain, Unclear
from services.notifier.providers.http import Answer

Failure = Refused | TryAgain | Unclear

PAIR_LIMIT = 131056
"""Too many messages from this number to this person."""

CHANNEL_LIMITS = frozenset({4, 80007, 130429})
"""Too many calls or messages of this number."""

PASSING = frozenset({1, 2, 131000, 131016, 131057, 133004, 135000})
"""Trouble of the provider that goes by."""

TOKEN: Mapping[int, str] = {
    **dict.fromkeys((0, 190), "CREDENTIAL_REFUSED"),
    **dict.fromkeys((3, 10, *range(200, 300)), "PERMISSION_MISSING"),
}
"""The access token is wrong or was withdrawn, or it may not do this."""

REASONS: Mapping[int, str] = {
    131047: "WINDOW_CLOSED",  # the customer wrote more than 24 hours ago: a template is needed
    131026: "RECIPIENT_UNREACHABLE",
    130472: "WITHHELD_BY_PROVIDER",  # an experiment of Meta's
    131049: "WITHHELD_BY_PROVIDER",  # Meta's cap for this person
    131050: "OPTED_OUT",
    131048: "SENDER_LIMITED",  # spam
    131064: "SENDER_LIMITED",
    33: "SENDER_BLOCKED",
    368: "SENDER_BLOCKED",
    130497: "SENDER_BLOCKED",  # not in this country
    131031: "SENDER_BLOCKED",
    131037: "SENDER_BLOCKED",  # no display name
    131042: "SENDER_BLOCKED",  # not paid
    131045: "SENDER_BLOCKED",  # not registered
}
"""Why it was refused, where someone can do something about it. All others: PROVIDER_REFUSED."""

DETAIL_LIMIT = 500
LONGEST_PAUSE = timedelta(days=1)
"""A provider that names a later time is not believed."""


def failure(answer: Answer, *, token: str, attempt: int, now: datetime) -> Failure:
    """What the answer means. `attempt` counts the calls for this message, this one included."""
    error = answer.body.get("error")
    error = error if isinstance(error, dict) else {}
    code = error.get("code") if isinstance(error.get("code"), int) else None
    detail = _detail(answer, error, token)
    if code == PAIR_LIMIT:
        wait = timedelta(seconds=4 ** min(attempt, 6))
        return TryAgain("RECIPIENT_RATE_LIMITED", detail, after=wait)
    after = retry_after(answer.headers.get("Retry-After"), now)
    if code in CHANNEL_LIMITS or answer.status == 429:
        return TryAgain("PROVIDER_RATE_LIMITED", detail, after=after, whole_channel=True)
    if code is None:
        return _by_status(answer.status, detail, after)
    if code in TOKEN:
        return Refused(TOKEN[code], detail, token=True)
    passing = error.get("is_transient") is True or answer.status >= 500
    if code in PASSING or (passing and code not in REASONS):
        return TryAgain("PROVIDER_DOWN", detail, after=after)
    return Refused(REASONS.get(code, "PROVIDER_REFUSED"), detail)


def _by_status(status: int, detail: str, after: timedelta | None) -> Failure:
    """An answer that is not the Graph API's own: of something on the way to it."""
    if status in {401, 403}:
        return Refused("CREDENTIAL_REFUSED", detail, token=True)
    if status == 504:
        return Unclear("PROVIDER_TIMEOUT", detail)  # it was passed on, and not answered
    if status >= 500 or status < 400:
        return TryAgain("PROVIDER_DOWN", detail, after=after)
    return Refused("PROVIDER_REFUSED", detail)


def retry_after(header: str | None, now: datetime) -> timedelta | None:
    """How long to wait: the header gives seconds, or the date of the end."""
    if not header:
        return None
    try:
        if header.strip().isdecimal():
            wait = timedelta(seconds=int(header))
        else:
            wait = parsedate_to_datetime(header) - now
    except (ValueError, TypeError, OverflowError):
        return None
    return min(max(wait, timedelta()), LONGEST_PAUSE)


def _detail(answer: Answer, error: Mapping[str, Any], token: str) -> str:
    """Code and text, without the token: `Malformed access token ...` quotes it."""
    data = error.get("error_data")
    more = data.get("details") if isinstance(data, dict) else None
    parts = [error.get("code"), error.get("message"), more]
    known = ": ".join(str(part) for part in parts if part is not None)
    text = known or f"HTTP {answer.status}"
    return text.replace(token, "***")[:DETAIL_LIMIT] if token else text[:DETAIL_LIMIT]
