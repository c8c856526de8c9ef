"""What the errors of providers mean for a message: one table, every code that is known of.

The code decides, not the HTTP status, and comes in an answer or in a failed status. Meta's are
listed at https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes, Twilio's at
https://www.twilio.com/docs/api/errors.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from services.notifier.domain.outcomes import Refused, TryAgain, Unclear
from services.notifier.domain.remedy import Remedy

Failure = Refused | TryAgain | Unclear


@dataclass(frozen=True)
class Fault:
    """What a code means."""

    remedy: Remedy
    reason: str
    provider_fault: bool = False
    """It is the provider's own, as the breaker counts it: never what we asked, nor a limit."""


UNKNOWN = Fault(Remedy.FAIL, "PROVIDER_REFUSED")
_PASSING = Fault(Remedy.RETRY, "PROVIDER_DOWN")
_DOWN = Fault(Remedy.RETRY, "PROVIDER_DOWN", provider_fault=True)
_LIMIT = Fault(Remedy.WAIT_NUMBER, "PROVIDER_RATE_LIMITED")
_PAIR = Fault(Remedy.WAIT_PAIR, "RECIPIENT_RATE_LIMITED")
_WINDOW = Fault(Remedy.USE_TEMPLATE, "WINDOW_CLOSED")
_UNREACHABLE = Fault(Remedy.NEXT_PROVIDER, "RECIPIENT_UNREACHABLE")
_WITHHELD = Fault(Remedy.NEXT_PROVIDER, "WITHHELD_BY_PROVIDER")
_OPTED_OUT = Fault(Remedy.OPT_OUT, "OPTED_OUT")
_LIMITED = Fault(Remedy.PAUSE_CAMPAIGNS, "SENDER_LIMITED")
_TOKEN = Fault(Remedy.STOP_CHANNEL, "CREDENTIAL_REFUSED")
_PERMISSION = Fault(Remedy.STOP_CHANNEL, "PERMISSION_MISSING")
_BLOCKED = Fault(Remedy.STOP_CHANNEL, "SENDER_BLOCKED")
_PAUSED = Fault(Remedy.HOLD_TEMPLATE, "TEMPLATE_PAUSED")
_DISABLED = Fault(Remedy.HOLD_TEMPLATE, "TEMPLATE_DISABLED")
_MISSING = Fault(Remedy.HOLD_TEMPLATE, "TEMPLATE_MISSING")
_FLOW = Fault(Remedy.HOLD_TEMPLATE, "TEMPLATE_FLOW_BLOCKED")
_BUG = Fault(Remedy.BUG, "PROVIDER_REFUSED")

META: Mapping[int, Fault] = {
    # Passing trouble. 1, 2: the API; 131057: an upgrade; 135000: unknown, worth few tries.
    1: _PASSING,
    2: _DOWN,
    131000: _PASSING,
    131016: _DOWN,
    131057: _PASSING,
    133004: _PASSING,
    135000: _PASSING,
    # Too many calls or messages of this number; the last: to this person.
    4: _LIMIT,
    80007: _LIMIT,
    130429: _LIMIT,
    131056: _PAIR,
    131047: _WINDOW,
    # Not to this person, at least not today: 130472 is an experiment, 131049 Meta's own cap.
    131026: _UNREACHABLE,
    130472: _WITHHELD,
    131049: _WITHHELD,
    131050: _OPTED_OUT,
    # Spam, and the limit of people written to in a day.
    131048: _LIMITED,
    131064: _LIMITED,
    # The token, what it may do, and the account.
    0: _TOKEN,
    190: _TOKEN,
    3: _PERMISSION,
    10: _PERMISSION,
    **dict.fromkeys(range(200, 300), _PERMISSION),
    33: _BLOCKED,  # the number was deleted, or is another account's
    368: _BLOCKED,
    130497: _BLOCKED,  # not in this country
    131031: _BLOCKED,
    131037: _BLOCKED,  # no display name
    131042: _BLOCKED,  # not paid
    131045: _BLOCKED,  # not registered
    # The template.
    132001: _MISSING,
    132015: _PAUSED,
    132016: _DISABLED,
    132068: _FLOW,
    132069: _FLOW,
    131063: Fault(Remedy.HOLD_TEMPLATE, "TEMPLATE_NOT_SENDABLE"),  # marketing has an API of its own
    # We asked wrongly.
    **dict.fromkeys((100, 131008, 131009, 131021, 131030, 131051, 131052, 131053, 131062), _BUG),
    **dict.fromkeys((132000, 132005, 132007, 132008, 132012, 132018), _BUG),
}

TWILIO: Mapping[int, Fault] = {
    20500: _DOWN,
    20503: _DOWN,
    20429: _LIMIT,
    63017: _LIMIT,
    63018: _LIMIT,
    63038: _LIMIT,  # of the day
    63016: _WINDOW,
    63003: _UNREACHABLE,
    63024: _UNREACHABLE,
    63032: _WITHHELD,
    63049: _WITHHELD,
    21610: _OPTED_OUT,
    20003: _TOKEN,
    63007: _BLOCKED,  # no such sender
    63040: _DISABLED,
    63041: _PAUSED,
    63042: _DISABLED,
    21211: Fault(Remedy.FAIL, "RECIPIENT_INVALID"),
    63021: _BUG,
}

_TABLES: Mapping[str, Mapping[int, Fault]] = {"meta": META, "twilio": TWILIO, "zaptra": META}
"""Zaptra hands on what Meta said to it."""

DETAIL_LIMIT = 500
LONGEST_PAUSE = timedelta(days=1)
"""A provider that names a later time is not believed."""
MOST_DOUBLED = 6
"""4^6 seconds are more than an hour."""


def fault_of(provider: str, code: str) -> Fault:
    """What the code of a failed status means."""
    known = _TABLES.get(provider, {})
    number = code.strip()
    plain = number.isascii() and number.isdigit() and len(number) < 10
    return known.get(int(number), UNKNOWN) if plain else UNKNOWN


def why_failed(provider: str, code: str) -> str:
    """The reason of a message that a status with this code says has failed."""
    fault = fault_of(provider, code)
    return "NOT_DELIVERED" if fault is UNKNOWN else fault.reason


@dataclass(frozen=True)
class Complaint:
    """An answer of a provider that did not take a message."""

    provider: str
    status: int
    code: int | None
    """Its own code; None: the answer is not the provider's, but of something on the way to it."""
    detail: str
    after: timedelta | None = None
    """How long it wants us to wait."""
    transient: bool = False
    """It says that it goes by."""


def failure(said: Complaint, attempt: int) -> Failure:
    """What the answer means. `attempt` counts the calls for this message, this one included."""
    if said.code is None:
        return _by_status(said)
    fault = _TABLES.get(said.provider, {}).get(said.code) or _unlisted(said)
    if fault.remedy is Remedy.WAIT_PAIR:
        wait = timedelta(seconds=4 ** min(attempt, MOST_DOUBLED))
        return TryAgain(fault.reason, said.detail, after=wait, remedy=fault.remedy)
    if fault.remedy is Remedy.RETRY:
        theirs = fault.provider_fault or said.status >= 500
        return TryAgain(fault.reason, said.detail, after=said.after, fault=theirs)
    if fault.remedy is Remedy.WAIT_NUMBER:
        return TryAgain(fault.reason, said.detail, after=said.after, remedy=fault.remedy)
    return _for_good(fault, said)


def _for_good(fault: Fault, said: Complaint) -> Failure:
    """Of what stops a channel only a token may be replaced meanwhile: that is tried at once."""
    token = fault.reason in {"CREDENTIAL_REFUSED", "PERMISSION_MISSING"}
    if fault.remedy is Remedy.STOP_CHANNEL and not token:
        return TryAgain(fault.reason, said.detail, after=said.after, remedy=fault.remedy)
    return Refused(fault.reason, said.detail, token=token, remedy=fault.remedy)


def _unlisted(said: Complaint) -> Fault:
    if said.status == 429:
        return _LIMIT
    if said.status >= 500:
        return _DOWN
    return _PASSING if said.transient else UNKNOWN


def _by_status(said: Complaint) -> Failure:
    if said.status in {401, 403}:
        return _for_good(_TOKEN, said)
    if said.status == 429:
        return TryAgain(_LIMIT.reason, said.detail, after=said.after, remedy=_LIMIT.remedy)
    if said.status == 504:
        return Unclear("PROVIDER_TIMEOUT", said.detail)  # it was passed on, and not answered
    if said.status >= 500 or said.status < 400:
        theirs = said.status >= 500
        return TryAgain(_DOWN.reason, said.detail, after=said.after, fault=theirs)
    return Refused(UNKNOWN.reason, said.detail)


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


def shown(text: str, *secrets: str) -> str:
    """What a provider said, without the secrets that it may quote."""
    for secret in secrets:
        text = text.replace(secret, "***") if secret else text
    return text[:DETAIL_LIMIT]
