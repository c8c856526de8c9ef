"""From a customer's message to the accepted answer, by rules, against the monolith.

Calm: 20 messages a second. Then the highest rate that leaves an empty queue, the two in turn; what
a message costs there, of what it consists, and where the time goes.
"""

from collections import Counter
from collections.abc import Sequence

from bench.chain_budget import budget
from bench.chain_opponents import MONOLITH, PATIENCE, Opponent, the_mesh, the_monolith
from bench.chain_profile import profile
from bench.chain_steps import Step, step
from bench.places import folder
from bench.report import Breach, Figure, say

CALM = 20.0
RATES = (20, 40, 60, 80, 100, 130, 160, 200)
TRIES = 2
"""One hiccup of the machine is no limit: a rate counts as too high when it failed so often."""

Passed = dict[str, list[Step]]


async def measure(quick: bool) -> list[Figure]:
    """All of it on one PostgreSQL: the two are never under load at the same time."""
    with folder() as home:
        lines: Counter[str] = Counter()
        async with the_mesh(home, lines) as (mesh, ours), the_monolith(mesh) as theirs:
            for each in (ours, theirs):
                await step(each, 10, 2 if quick else 4)
            calm = await _calm(ours, theirs, quick)
            passed = await _climb(ours, theirs, quick)
            if not passed[ours.name]:
                raise Breach(f"not even {RATES[0]} messages a second leave an empty queue")
            highest = passed[ours.name][-1]
            spent = await budget(ours, highest, 2 if quick else 8)
            kinds = await profile(mesh, ours, highest.rate / 2, 3 if quick else 10)
            await _check(ours)
            await _check(theirs)
    return [*_waits(calm), *_rates(passed), *spent, *kinds]


async def _calm(ours: Opponent, theirs: Opponent, quick: bool) -> dict[str, list[Step]]:
    """A minute of the mesh in three parts, with the monolith between them."""
    parts, seconds = (1, 3) if quick else (3, 20)
    steps: dict[str, list[Step]] = {ours.name: [], theirs.name: []}
    for _ in range(parts):
        for each in (ours, theirs):
            steps[each.name].append(await step(each, CALM, seconds))
    return steps


async def _climb(ours: Opponent, theirs: Opponent, quick: bool) -> Passed:
    """The rates that each of them keeps up, until it does not."""
    passed: Passed = {ours.name: [], theirs.name: []}
    climbing = [ours, theirs]
    for rate in RATES[:1] if quick else RATES[1:]:
        for each in list(climbing):
            done = await _tried(each, rate, 2 if quick else 8)
            if done is None:
                climbing.remove(each)
            else:
                passed[each.name].append(done)
    return passed


async def _tried(opponent: Opponent, rate: float, seconds: float) -> Step | None:
    for _ in range(TRIES):
        done = await step(opponent, rate, seconds)
        if done.passed:
            return done
    return None


async def _check(opponent: Opponent) -> None:
    """Every acknowledged message that asked for a free time has its booking, and only one."""
    told = await opponent.load.ask(what="bookings")
    stored = await opponent.bookings()
    say(f"  {opponent.name}: {stored} bookings stored, {told['acknowledged']} acknowledged")
    if not told["acknowledged"] <= stored <= told["asked"]:
        raise Breach(f"{opponent.name}: {stored} bookings stored of {told}")


def _waits(calm: dict[str, list[Step]]) -> list[Figure]:
    return [
        _wait(name, steps, share, demand)
        for name, steps in calm.items()
        for share, demand in ((0.5, 150.0), (0.99, 1000.0))
    ]


def _wait(name: str, steps: Sequence[Step], share: float, demand: float) -> Figure:
    """Over all parts; what was not answered waited as long as we did."""
    failed = sum(each.failed for each in steps)
    waited = sorted(wait for each in steps for wait in each.waited) + [PATIENCE * 1000] * failed
    late = max(each.late for each in steps) * 1000
    return Figure(
        "chain",
        f"{name}, {CALM:.0f} messages/s, p{share * 100:.0f}",
        waited[min(len(waited) - 1, int(len(waited) * share))],
        "ms",
        demand=None if name == MONOLITH else demand,
        n=len(waited),
        note=f"generator at most {late:.0f} ms late",
    )


def _rates(passed: Passed) -> list[Figure]:
    told = []
    for name, steps in passed.items():
        told += _top(name, steps[-1]) if steps else [_none(name)]
    return told


def _none(name: str) -> Figure:
    """An opponent that kept up no rate is told of, too."""
    title = f"{name}, highest rate with an empty queue"
    return Figure("chain", title, 0, "messages/s", note="not even the lowest that was tried")


def _top(name: str, highest: Step) -> list[Figure]:
    ours = name != MONOLITH
    apart = ", ".join(f"{n} {highest.price(n):.1f}" for n in ("generator", "sandbox"))
    processes = [n for n in highest.cpu if n not in {"generator", "sandbox", "bench"}]
    each = ", ".join(f"{n} {highest.price(n):.1f}" for n in processes if not n.startswith("SQL "))
    return [
        Figure(
            "chain",
            f"{name}, highest rate with an empty queue",
            highest.rate,
            "messages/s",
            demand=100 if ours else None,
            at_most=False,
            n=highest.count,
            note=f"p50 {highest.at(0.5):.0f} ms, p99 {highest.at(0.99):.0f} ms,"
            f" empty after {highest.drained:.1f} s",
        ),
        Figure(
            "chain",
            f"{name}, CPU there, its three statuses included",
            highest.whole_price(),
            "ms a message",
            demand=10 if ours else None,
            n=highest.count,
            note=f"{each}; apart: {apart}",
        ),
    ]
