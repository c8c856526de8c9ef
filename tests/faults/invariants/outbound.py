"""I3: Meta took each message once; twice only where nobody could know that it had."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from tests.faults.invariants.calls import Call
from tests.faults.invariants.evidence import Evidence
from tests.faults.invariants.findings import Breach, Kind
from tests.faults.invariants.stored import Outbound

TAKEN = frozenset({"accepted", "sent", "delivered", "read"})


def each_once(evidence: Evidence) -> Iterator[Breach]:
    if evidence.first_entry > 1:
        yield Breach("I3", f"the journal has forgotten what came before {evidence.first_entry}")
    for message_id, message in evidence.messages.items():
        calls = evidence.calls_by_message.get(message_id, [])
        yield from _counted(message, calls)
        yield from _as_stored(message, calls)
        yield from _not_too_soon(message, calls, evidence.status_wait)
    known = evidence.messages
    for call in evidence.calls:
        if call.message_id not in known:
            what = f"journal {call.entry} sent what nobody stored: {call.message_id or 'no id'}"
            yield Breach("I3", what, Kind.DOUBLE)


def ambiguous(evidence: Evidence) -> list[Outbound]:
    """Messages that may have reached the customer twice."""
    return [
        message
        for message_id, message in evidence.messages.items()
        if len(_perhaps(evidence.calls_by_message.get(message_id, []))) > 1
    ]


def _counted(message: Outbound, calls: Sequence[Call]) -> Iterator[Breach]:
    name = f"message {message.message_id} ({message.state}, attempts {message.attempts})"
    entries = [call.entry for call in calls if call.accepted]
    if len(calls) > message.attempts:
        yield Breach("I3", f"{name} was called for {len(calls)} times: journal {entries}")
    if message.state in TAKEN and not _perhaps(calls):
        yield Breach("I3", f"{name} was accepted by nobody", Kind.LOST)
    if message.state not in TAKEN and entries and not _may_be_taken(message):
        yield Breach("I3", f"{name} was accepted all the same: journal {entries}")
    if len(entries) > 2:
        what = f"{name} was accepted {len(entries)} times: journal {entries}"
        yield Breach("I3", what, Kind.DOUBLE)


def _may_be_taken(message: Outbound) -> bool:
    """It failed by its status, after it was accepted; or its status never came, so nobody knew."""
    return message.reason in {"NOT_DELIVERED", "STATUS_MISSING"}


def _as_stored(message: Outbound, calls: Sequence[Call]) -> Iterator[Breach]:
    to = message.recipient.removeprefix("+")
    for call in calls:
        if call.to != to or not _says(call, message):
            what = f"journal {call.entry} says otherwise than message {message.message_id}"
            yield Breach("I3", what)


def _says(call: Call, message: Outbound) -> bool:
    """What happened to a booking is told with links, or by the template of that name."""
    if call.template:
        return call.template == message.template_name
    if message.links:
        return (call.text, [choice_id for choice_id, _ in call.buttons]) == (
            message.text,
            message.links,
        )
    return (call.text, list(call.buttons)) == (message.text, [(a, b) for a, b in message.buttons])


def _not_too_soon(message: Outbound, calls: Sequence[Call], wait: float) -> Iterator[Breach]:
    """After a call that may have sent, its status is waited for: whoever calls again at once was
    not interrupted, but works twice."""
    for call, again in pairwise(calls):
        gap = (again.time - call.time).total_seconds()
        if (call.accepted or call.unclear) and gap < wait:
            what = f"message {message.message_id} was sent again after {gap:.3f} s, before a status"
            entries = f"journal {call.entry} and {again.entry}"
            yield Breach("I3", f"{what} could settle it: {entries}", Kind.DOUBLE)


def _perhaps(calls: Sequence[Call]) -> list[Call]:
    return [call for call in calls if call.accepted or call.unclear]
