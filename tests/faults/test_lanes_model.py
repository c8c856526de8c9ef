"""Does the lane queue do what the model does, whatever is done to it and in whatever order?"""

import asyncio
from collections.abc import Iterator

import hypothesis
import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.common.lane_queue import opened_queue
from tests.faults.conftest import Size
from tests.faults.lane_machine import LaneMachine
from tests.faults.lane_model import Wish
from tests.faults.lane_rows import Rows
from tests.faults.lane_state import Bench
from tests.faults.report import Report
from tests.faults.seeds import Seed

OFTEN = ("enqueue", "claim", "beat", "steal", "restart", "time", "finish")
"""What a few examples hold as well; chance leaves out one or another of what follows."""

ALSO = (
    *("purge", "redrive", "bury", "release", "release-give-back", "release-pause-give-back"),
    *("late-finish", "late-bury", "late-release"),
)


@pytest.fixture
def bench(lyo_database) -> Iterator[Bench]:
    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
        opening = opened_queue(lyo_database)
        queue = runner.run(opening.__aenter__())
        rows = Rows(queue.made)
        try:
            yield Bench(queue, rows, runner.run)
        finally:
            rows.close()
            runner.run(opening.__aexit__(None, None, None))


def test_the_queue_does_what_the_model_does(
    bench: Bench, size: Size, full: bool, report: Report, seed: Seed
):
    draws = full or seed.given
    wanted = settings(
        max_examples=size(60, 400),
        stateful_step_count=size(30, 50),
        derandomize=not draws,
        print_blob=True,
        suppress_health_check=list(HealthCheck),
    )

    class Machine(LaneMachine):
        """The same examples each time; in full each run has its own."""

        def __init__(self) -> None:
            super().__init__(bench)

    if draws:
        report.drew("test_the_queue_does_what_the_model_does", seed.number)
        hypothesis.seed(seed.chance().randrange(2**32))(Machine)
    run_state_machine_as_test(Machine, settings=wanted)

    assert bench.tally["examples"] >= size(60, 400)
    looked_for = (*OFTEN, *ALSO) if full else OFTEN
    assert min(bench.tally[each] for each in looked_for) >= 10, bench.tally
    report("lanes against the model", **bench.tally)


def test_a_lane_that_was_emptied_and_made_again_refuses_the_old_finish(bench: Bench):
    machine = LaneMachine(bench)
    machine.enqueue([Wish("x", "")])
    machine.claim(0, 1, 1, lease=1)
    (frozen,) = machine.of(ours=True)
    machine.steal(0, worker=1, lease=1)
    machine.end(0, "finish", set())
    assert not machine.model.lanes
    machine.enqueue([Wish("x", "")])
    machine.claim(2, 1, 1, lease=1)

    assert machine.refused(frozen.claim, "finish")

    machine.the_queue_is_as_the_model_says()
    machine.end(0, "finish", set())
    machine.the_queue_is_as_the_model_says()
    assert len(bench.rows.effects()) == 2
