"""All invariants over all evidence."""

from collections.abc import Callable, Iterator
from datetime import timedelta

from tests.faults.invariants.bookings import confirmations, never_shared, told_as_it_is
from tests.faults.invariants.evidence import Evidence
from tests.faults.invariants.findings import Breach, Findings, Kind
from tests.faults.invariants.inbound import nothing_is_lost, one_effect, turns
from tests.faults.invariants.limits import nothing_is_left
from tests.faults.invariants.order import in_order
from tests.faults.invariants.outbound import TAKEN, ambiguous, each_once
from tests.faults.invariants.tenants import apart

INVARIANTS: tuple[Callable[[Evidence], Iterator[Breach]], ...] = (
    nothing_is_lost,
    one_effect,
    each_once,
    never_shared,
    told_as_it_is,
    in_order,
    apart,
    nothing_is_left,
)


def judge(evidence: Evidence) -> Findings:
    """What does not hold, and how much was looked at."""
    unsure = frozenset(str(each.message_id) for each in ambiguous(evidence))
    breaches = [breach for holds in INVARIANTS for breach in holds(evidence)]
    return Findings(
        breaches=[str(each) for each in breaches],
        counts=_counts(evidence) | {"ambiguous": len(unsure)},
        lost=sum(each.kind is Kind.LOST for each in breaches),
        double=sum(each.kind is Kind.DOUBLE for each in breaches),
        ambiguous_ids=unsure,
    )


def _counts(evidence: Evidence) -> dict[str, int]:
    stored = evidence.stored
    return {
        "acknowledged": sum(each.acknowledged for each in evidence.ledger),
        "not acknowledged": sum(not each.acknowledged for each in evidence.ledger),
        "turns": turns(evidence.inbound),
        "answers": len(evidence.replies),
        "bookings": len(stored.bookings),
        "confirmations": confirmations(evidence),
        "calls": len(evidence.calls),
        "accepted": sum(each.accepted for each in evidence.calls),
        "not delivered": sum(each.state not in TAKEN for each in stored.outbound),
        "longest job ms": _longest(evidence),
    }


def _longest(evidence: Evidence) -> int:
    """From the inbox to the end of its turn."""
    took = (job.done_time - job.enqueue_time for job in evidence.stored.inbox if job.done_time)
    return round(max(took, default=timedelta()) / timedelta(milliseconds=1))
