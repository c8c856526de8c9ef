"""Runs the tests named for mutants, two copies at a time."""

import asyncio
import time
from collections.abc import Callable, Iterable, Sequence

from tests.faults.mutants.mutant import Broken, Mutant, NoLongerApplies, Verdict
from tests.faults.mutants.tree import Told, copied, run

AT_ONCE = 2
WITHIN = 100.0
"""Seconds for the tests of one mutant: on a quiet machine they take less than a quarter."""
CLEAN_WITHIN = 900.0


async def judge_all(
    mutants: Sequence[Mutant], tell: Callable[[Verdict], None] = lambda _: None
) -> list[Verdict]:
    """What became of each, in their order."""
    room = asyncio.Semaphore(AT_ONCE)

    async def one(mutant: Mutant) -> Verdict:
        async with room:
            verdict = await judge(mutant)
            tell(verdict)
            return verdict

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(one(mutant)) for mutant in mutants]
    return [task.result() for task in tasks]


async def judge(mutant: Mutant) -> Verdict:
    """Remove the guard and ask its tests. What did not come as far as to look caught nothing."""
    begun = time.monotonic()
    try:
        told = await _without(mutant)
    except (Broken, NoLongerApplies) as trouble:
        return Verdict(mutant, (), {}, time.monotonic() - begun, f"{mutant.name}: {trouble}")
    missed = _failed(told, "call")
    passed = tuple(test for test in mutant.tests if test not in missed)
    return Verdict(mutant, passed, missed, time.monotonic() - begun)


async def _without(mutant: Mutant) -> Told:
    with copied() as tree:
        mutant.apply(tree)
        told = await run(tree, mutant.tests, within=WITHIN)
    if unready := _failed(told, "setup"):
        raise Broken(f"what its tests need did not come up: {unready}")
    return told


async def wrong_without_a_change(mutants: Iterable[Mutant]) -> dict[str, str]:
    """Those of the named tests that fail in a copy where every guard is in place."""
    tests = sorted({test for mutant in mutants for test in mutant.tests})
    with copied() as tree:
        told = await run(tree, tests, within=CLEAN_WITHIN)
    return {name: why for name, _, outcome, why in told if outcome != "passed"}


def _failed(told: Told, step: str) -> dict[str, str]:
    return {name: why for name, when, outcome, why in told if (when, outcome) == (step, "failed")}
