"""From a customer's message to the accepted answer, by rules, against the monolith.

Calm: 20 messages a second. Then the highest rate that leaves an empty queue, the two in turn; what
a message costs there, of what it consists, and where the time goes.
"""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from bench.chain_budget import budget
from bench.chain_opponents import MONOLITH, PATIENCE, Opponent, the_mesh, the_monolith
from bench.chain_profile import profile
from bench.chain_search import RATES, Search, search
from bench.chain_steps import EMPTY_SECONDS, Step, step
from bench.places import folder
from bench.report import Breach, Figure, keeping, say
from lyoctl.mesh import Mesh

CALM = 20.0
HIGHEST = "highest rate with an empty queue"


async def measure(quick: bool) -> list[Figure]:
    """All of it on one PostgreSQL: the two are never under load at the same time."""
    figures: list[Figure] = []
    with keeping(figures), folder() as home:
        await _measure(home, quick, figures)
    return figures


async def _measure(home: Path, quick: bool, figures: list[Figure]) -> None:
    """Adds to the figures as they come: what fails later does not take them away."""
    lines: Counter[str] = Counter()
    async with (
        the_mesh(home, lines) as (mesh, backends, ours),
        the_monolith(mesh, backends) as theirs,
    ):
        for each in (ours, theirs):
            await step(each, 10, 2 if quick else 4)
        figures += _waits(await _calm(ours, theirs, quick))
        rates, seconds = ((20,), 2) if quick else (RATES, 20)
        found = await search((ours, theirs), rates, seconds)
        figures += [figure for each in found for figure in _rates(each)]
        if found[0].kept:
            figures += await _explained(mesh, ours, found[0].kept, quick)
        else:
            say(f"NOT MEASURED: what a message consists of, because {rates[0]}/s are too many")
        await _check(ours)
        await _check(theirs)


async def _explained(mesh: Mesh, ours: Opponent, highest: Step, quick: bool) -> list[Figure]:
    """Of what a message consists, and where the time goes."""
    spent = await budget(ours, highest, 2 if quick else 8)
    return spent + await profile(mesh, ours, highest.rate / 2, 3 if quick else 6)


async def _calm(ours: Opponent, theirs: Opponent, quick: bool) -> dict[str, list[Step]]:
    """A minute of the mesh in three parts, with the monolith between them."""
    parts, seconds = (1, 3) if quick else (3, 20)
    steps: dict[str, list[Step]] = {ours.name: [], theirs.name: []}
    for _ in range(parts):
        for each in (ours, theirs):
            steps[each.name].append(await step(each, CALM, seconds))
    return steps


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


def _rates(found: Search) -> list[Figure]:
    """An opponent that kept up no rate is told of, too."""
    name, kept = found.name, found.kept
    demand = None if name == MONOLITH else 100
    value, note = 0.0, "not even the lowest that was tried"
    if kept:
        value = kept.rate
        note = (
            f"{'at least: none higher was tried; ' if found.at_top else ''}"
            f"p50 {kept.at(0.5):.0f} ms, p99 {kept.at(0.99):.0f} ms,"
            f" empty after {kept.drained:.2f} of {EMPTY_SECONDS} s"
            f"{', at the second try' if found.tries > 1 else ''}"
        )
    rate = Figure(
        "chain",
        f"{name}, {HIGHEST}",
        value,
        "messages/s",
        demand=demand,
        at_most=False,
        n=kept.count if kept else 1,
        note=note,
    )
    return [rate, _price(name, kept)] if kept else [rate]


def _price(name: str, kept: Step) -> Figure:
    """Who measures and who plays the outside world is told apart."""
    apart = {"generator", "sandbox", "bench", "SQL bench"}
    each = [n for n in kept.cpu if n not in apart and not n.startswith("SQL ")]
    outside = f"generator {kept.price('generator'):.1f}, sandbox {kept.price('sandbox'):.1f}"
    return Figure(
        "chain",
        f"{name}, CPU there, its three statuses included",
        kept.whole_price(),
        "ms a message",
        demand=None if name == MONOLITH else 10,
        n=kept.count,
        note=", ".join(f"{n} {kept.price(n):.1f}" for n in each)
        + f"; apart: {outside}, PostgreSQL for the bench {kept.price('SQL bench'):.2f}",
    )
