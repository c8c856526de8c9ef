"""I8: nothing is tried without end, and afterwards nothing is left."""

from collections.abc import Iterator
from inspect import signature

from services.common.lane_worker import LaneWorker
from tests.faults.invariants.evidence import Evidence
from tests.faults.invariants.findings import Breach

LANE_ATTEMPTS: int = signature(LaneWorker).parameters["max_attempts"].default
UNDER_WAY = frozenset({"queued", "sending", "ambiguous"})


def nothing_is_left(evidence: Evidence) -> Iterator[Breach]:
    yield from _lanes(evidence)
    yield from _messages(evidence)
    for busy in evidence.stored.busy:
        what = f"conversation {busy.conversation_id} is still held by turn {busy.turn_id}"
        yield Breach("I8", what)
    for idle in evidence.stored.idle:
        if idle.age > evidence.patience:
            what = f"backend {idle.pid} of {idle.role} waits in a transaction for {idle.age:.1f} s"
            yield Breach("I8", f"{what}: {' '.join(idle.query.split())[:100]}")


def _lanes(evidence: Evidence) -> Iterator[Breach]:
    for job in evidence.stored.unfinished:
        if job.dead_reason is None and job.age > evidence.patience:
            what = f"{job.queue} job {job.job_id} is not finished after {job.age:.1f} s"
            yield Breach("I8", what)
    for lane in evidence.stored.lanes:
        name = f"{lane.queue} lane {lane.key}"
        if lane.attempts > LANE_ATTEMPTS:
            yield Breach("I8", f"{name} was tried {lane.attempts} times")
        if lane.kind != "status":
            yield Breach("I8", f"{name} is not empty")


def _messages(evidence: Evidence) -> Iterator[Breach]:
    for message in evidence.stored.outbound:
        if message.state in UNDER_WAY:
            yield Breach("I8", f"message {message.message_id} is left {message.state}")
        if message.attempts > evidence.most_attempts:
            what = f"message {message.message_id} was tried {message.attempts} times"
            yield Breach("I8", what)
