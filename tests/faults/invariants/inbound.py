"""I1, nothing acknowledged is lost, and I2, it has one effect."""

from collections.abc import Iterator, Sequence

from services.common.fields import derived
from tests.faults.invariants.evidence import Evidence, grouped
from tests.faults.invariants.findings import Breach, Kind
from tests.faults.invariants.stored import InboxJob, Line
from tests.faults.platform import Written


def nothing_is_lost(evidence: Evidence) -> Iterator[Breach]:
    """I1: whatever was answered 200 was stored before, once, and came to its end."""
    for written in evidence.ledger:
        yield from _of_message(written, evidence)
    for job in evidence.stored.inbox:
        if not job.message_id:
            yield Breach("I1", f"gateway job {job.job_id} does not open", Kind.LOST)
    for left in evidence.stored.unfinished:
        if left.dead_reason is not None:
            yield Breach("I1", f"{left.queue} job {left.job_id} is dead: {left.dead_reason}")
        elif left.kind != "status":
            about = f"{left.queue} job {left.job_id} is open after {left.age:.1f} s"
            yield Breach("I1", about)


def _of_message(written: Written, evidence: Evidence) -> Iterator[Breach]:
    name = f"{written.message_id} to {written.address} at {written.written_time:.3f}"
    place = (written.address, written.message_id)
    jobs = evidence.jobs_by_wamid.get(place, [])
    lines = evidence.lines_by_wamid.get(place, [])
    if len(jobs) > 1:
        ids = [job.job_id for job in jobs]
        yield Breach("I1", f"{name} was stored {len(jobs)} times: jobs {ids}", Kind.DOUBLE)
    if len(lines) > 1:
        turns = [str(line.turn_id) for line in lines]
        yield Breach("I1", f"{name} was heard {len(lines)} times: turns {turns}", Kind.DOUBLE)
    if written.acknowledged:
        yield from _of_acknowledged(written, name, jobs, lines, evidence)


def _of_acknowledged(
    written: Written, name: str, jobs: list[InboxJob], lines: list[Line], evidence: Evidence
) -> Iterator[Breach]:
    if not jobs:
        yield Breach("I1", f"{name} was acknowledged and is not in the inbox", Kind.LOST)
        return
    job, acknowledged = jobs[0], written.acknowledged_time or 0.0
    if job.done_time is None:
        yield Breach("I1", f"{name} is not handled: job {job.job_id}", Kind.LOST)
    if job.enqueue_time.timestamp() > acknowledged:
        late = job.enqueue_time.timestamp() - acknowledged
        yield Breach("I1", f"{name} was acknowledged {late:.3f} s before it was stored")
    routable = any(each.address == written.address for each in evidence.stored.channels)
    if not lines and routable:
        yield Breach("I1", f"{name} was handled ({job.outcome}) and heard by nobody", Kind.LOST)


def one_effect(evidence: Evidence) -> Iterator[Breach]:
    """I2: a message has one turn, and a turn one set of replies."""
    same = grouped(
        evidence.inbound, lambda line: (line.tenant_id, line.channel_id, line.provider_message_id)
    )
    for (tenant, _, wamid), lines in same.items():
        if len(lines) > 1:
            turns = [str(line.turn_id) for line in lines]
            what = f"{wamid} of tenant {tenant} had {len(turns)} turns: {turns}"
            yield Breach("I2", what, Kind.DOUBLE)
    yield from _turns_of_sets(evidence)
    yield from _replies_of_turns(evidence)
    yield from _replies_sent(evidence)


def _turns_of_sets(evidence: Evidence) -> Iterator[Breach]:
    """The set of a claim is one turn, whose id comes of the set: also after a crash."""
    sets = grouped(evidence.stored.inbox, lambda job: (job.key, job.claimed_in))
    for (_, claimed_in), jobs in sets.items():
        if claimed_in is None:
            continue  # open or dead, which I1 tells
        turn_id = derived("turn", *(job.dedup_key for job in jobs))
        for job in jobs:
            for line in evidence.lines_by_wamid.get((job.address, job.message_id), []):
                if line.turn_id != turn_id:
                    what = f"{job.message_id} was played in turn {line.turn_id}, not in {turn_id}"
                    yield Breach("I2", f"{what} of its set {claimed_in}", Kind.DOUBLE)


def _replies_of_turns(evidence: Evidence) -> Iterator[Breach]:
    heard = {line.turn_id for line in evidence.inbound}
    for turn_id, replies in grouped(evidence.replies, lambda line: line.turn_id).items():
        wanted = [derived(turn_id, "reply", str(n)) for n in range(len(replies))]
        if [line.message_id for line in replies] != wanted:
            ids = [str(line.message_id) for line in replies]
            yield Breach("I2", f"the replies of turn {turn_id} are no one set: {ids}", Kind.DOUBLE)
        if turn_id not in heard:
            yield Breach("I2", f"turn {turn_id} answers nothing that was written", Kind.DOUBLE)


def _replies_sent(evidence: Evidence) -> Iterator[Breach]:
    """What the assistant said is what the notifier has, word for word."""
    sent = {
        each.message_id: (each.tenant_id, each.customer_id, each.channel_id, each.text)
        for each in evidence.stored.outbound
        if each.purpose == "reply"
    }
    for line in evidence.replies:
        found = sent.pop(line.message_id, None)
        if found is None:
            what = f"reply {line.message_id} of turn {line.turn_id} was never sent"
            yield Breach("I2", what, Kind.LOST)
        elif found != (line.tenant_id, line.customer_id, line.channel_id, line.text):
            yield Breach("I2", f"reply {line.message_id} of turn {line.turn_id} was sent otherwise")
    yield from (
        Breach("I2", f"message {message_id} was sent and no turn said it", Kind.DOUBLE)
        for message_id in sent
    )


def turns(lines: Sequence[Line]) -> int:
    return len({line.turn_id for line in lines})
