"""Workers, what they hold, and what must be true of a lane queue after every step."""

from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from hypothesis.stateful import RuleBasedStateMachine, invariant

from services.common.lanes import Claim
from tests.common.lane_queue import Queue
from tests.faults.lane_model import Model, ModelJob
from tests.faults.lane_rows import Rows

KEYS = "xyz"
WORKERS = 3


@dataclass
class Held:
    """A claim in the hands of a worker, which may have lost it without knowing."""

    claim: Claim
    worker: int


@dataclass
class Bench:
    """What all examples share: the queue, its rows, and how to wait for a coroutine."""

    queue: Queue
    rows: Rows
    run: Callable[[Coroutine[Any, Any, Any]], Any]
    tally: Counter[str] = field(default_factory=Counter)


class LaneState(RuleBasedStateMachine):
    """Three workers on three lanes. A worker's number changes when it restarts."""

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self.bench, self.rows, self.model = bench, bench.rows, Model()
        self.numbers: dict[UUID, int] = {}
        self.me: list[UUID] = [self.draw_name() for _ in range(WORKERS)]
        self.held: list[Held] = []
        self.sets: dict[int, tuple[int, ...]] = {}
        self.ever: dict[str, ModelJob] = {}
        self.sound = False
        self.last_job = self.rows.last("lane_jobs_job_id_seq")
        self.last_fence = self.rows.last("lane_fences")
        self.rows.clear()

    def draw_name(self) -> UUID:
        name = uuid4()
        self.numbers[name] = len(self.numbers)
        return name

    def ticks(self, what: str) -> None:
        self.sound = False
        self.model.tick += 1
        self.bench.tally[what] += 1

    def as_worker(self, worker: int) -> Queue:
        self.bench.queue.me = self.me[worker]
        return self.bench.queue

    def pick(self, number: int, *, ours: bool) -> Held:
        found = self.of(ours=ours)
        return found[number % len(found)]

    def of(self, *, ours: bool) -> list[Held]:
        """The claims that are good still, or those that are stale."""
        return [each for each in self.held if self.good(each.claim) is ours]

    def good(self, claim: Claim) -> bool:
        return self.model.holds(claim.key, claim.fence)

    # What always holds

    @invariant()
    def the_queue_is_as_the_model_says(self) -> None:
        assert self.rows.lanes(self.numbers) == self.expected_lanes()
        assert self.rows.jobs() == {
            job.job_id: (job.key, job.claimed_in, job.open, job.dead)
            for job in self.model.jobs.values()
        }
        assert self.rows.effects() == self.model.effects
        self.last_fence = self.rows.last("lane_fences")

    def expected_lanes(self) -> dict[str, tuple[object, ...]]:
        return {
            key: (
                lane.owner,
                lane.fence,
                lane.claimed_in,
                lane.attempts,
                lane.waits,
                lane.available[0] - self.model.hour,
            )
            for key, lane in self.model.lanes.items()
        }

    @invariant()
    def no_work_is_without_a_lane_and_nobody_holds_an_empty_one(self) -> None:
        with_work = {job.key for job in self.model.jobs.values() if job.open}
        assert with_work <= set(self.model.lanes)
        held = {key for key, lane in self.model.lanes.items() if lane.owner is not None}
        assert held <= with_work

    @invariant()
    def what_nobody_moved_is_done_in_its_order(self) -> None:
        assert len(set(self.model.effects)) == len(self.model.effects)
        for key in KEYS:
            done = [self.ever[body] for body in self.model.effects]
            order = [job.job_id for job in done if job.key == key and not job.bent]
            assert order == sorted(order)
        self.sound = True
