"""I6: a conversation goes on in the order in which its customer wrote, one turn at a time."""

from collections.abc import Iterable, Iterator
from itertools import groupby, pairwise

from tests.faults.invariants.evidence import Evidence, grouped
from tests.faults.invariants.findings import Breach
from tests.faults.invariants.stored import Line


def in_order(evidence: Evidence) -> Iterator[Breach]:
    yield from _stored_as_written(evidence)
    yield from _heard_as_stored(evidence)
    yield from _one_turn_at_a_time(evidence)
    yield from _sent_as_said(evidence)
    yield from _accepted_as_sent(evidence)


def _stored_as_written(evidence: Evidence) -> Iterator[Breach]:
    """A message written after another one was acknowledged is behind it in the inbox."""
    by_customer = grouped(evidence.ledger, lambda each: (each.address, each.customer))
    for written in by_customer.values():
        for one, other in pairwise(sorted(written, key=lambda each: each.written_time)):
            acknowledged = one.acknowledged_time
            if acknowledged is None or acknowledged > other.written_time:
                continue
            first = evidence.jobs_by_wamid.get((one.address, one.message_id), [])
            second = evidence.jobs_by_wamid.get((other.address, other.message_id), [])
            if first and second and second[0].job_id < first[-1].job_id:
                what = f"{other.message_id} was stored before {one.message_id}"
                yield Breach("I6", f"{what}, which was acknowledged before it was written")


def _heard_as_stored(evidence: Evidence) -> Iterator[Breach]:
    for key, jobs in grouped(evidence.stored.inbox, lambda job: job.key).items():
        heard = [
            (evidence.lines_by_wamid[place][0].position, job.job_id)
            for job in sorted(jobs, key=lambda job: job.job_id)
            if (place := (job.address, job.message_id)) in evidence.lines_by_wamid
        ]
        for one, other in pairwise(heard):
            if other[0] < one[0]:
                what = f"job {other[1]} of lane {key} was heard before job {one[1]}"
                yield Breach("I6", f"{what}: positions {other[0]} and {one[0]}")


def _one_turn_at_a_time(evidence: Evidence) -> Iterator[Breach]:
    """What was written in a turn, then what it answered, and nothing of another one between."""
    talks = grouped(evidence.stored.lines, lambda line: line.conversation_id)
    for conversation_id, lines in talks.items():
        seen = set()
        for turn_id, group in groupby(_ordered(lines), lambda line: line.turn_id):
            roles = [line.role for line in group]
            name = f"turn {turn_id} of conversation {conversation_id}"
            if turn_id in seen:
                yield Breach("I6", f"{name} was interrupted by another turn")
            elif roles != sorted(roles, key=lambda role: role != "inbound"):
                yield Breach("I6", f"{name} answers before it has heard: {roles}")
            seen.add(turn_id)


def _sent_as_said(evidence: Evidence) -> Iterator[Breach]:
    """By one channel; another one has a lane of its own."""
    sent = {each.message_id: each.position for each in evidence.stored.outbound}
    talks = grouped(evidence.replies, lambda line: (line.conversation_id, line.channel_id))
    for (conversation_id, _), lines in talks.items():
        known = [line for line in _ordered(lines) if line.message_id in sent]
        for one, other in pairwise(known):
            if sent[other.message_id] < sent[one.message_id]:
                both = f"{other.message_id} before {one.message_id}"
                yield Breach("I6", f"conversation {conversation_id} was sent {both}")


def _accepted_as_sent(evidence: Evidence) -> Iterator[Breach]:
    """Meta took them in the order of the notifier, for each sender and recipient."""
    first: dict[str, int] = {}
    for call in evidence.calls:
        if call.accepted:
            first.setdefault(call.message_id, call.entry)
    lanes = grouped(evidence.stored.outbound, lambda each: (each.channel_id, each.recipient))
    for messages in lanes.values():
        taken = [str(each.message_id) for each in messages if str(each.message_id) in first]
        for one, other in pairwise(taken):
            if first[other] < first[one]:
                entries = f"journal {first[other]} and {first[one]}"
                yield Breach("I6", f"message {other} overtook {one}: {entries}")


def _ordered(lines: Iterable[Line]) -> list[Line]:
    return sorted(lines, key=lambda line: line.position)
