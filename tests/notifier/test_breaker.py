"""Whose fault is a call that failed?"""

import pytest

from services.notifier.domain.outcomes import Accepted, Refused, TryAgain, Unclear, is_fault
from services.notifier.domain.remedy import Remedy

FAULTS = {
    "no answer": (Unclear("PROVIDER_TIMEOUT"), True),
    "HTTP 500": (TryAgain("PROVIDER_DOWN", fault=True), True),
    "taken": (Accepted("wamid.1"), False),
    "too much": (TryAgain("PROVIDER_RATE_LIMITED", remedy=Remedy.WAIT_NUMBER), False),
    "our mistake": (Refused("CONTENT_INVALID", remedy=Remedy.BUG), False),
    "token refused": (TryAgain("CREDENTIAL_REFUSED", remedy=Remedy.STOP_CHANNEL), False),
}


@pytest.mark.parametrize(("outcome", "fault"), FAULTS.values(), ids=FAULTS)
def test_only_what_is_the_providers_fault_counts_as_a_failure(outcome, fault):
    assert is_fault(outcome) is fault
