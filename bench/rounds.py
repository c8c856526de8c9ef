"""Opponents measured in turn, A B C, C B A: what the machine does meanwhile meets all of them."""

import statistics
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import psutil

from bench.report import say


@dataclass(frozen=True)
class Round:
    """So many requests of one opponent, and the CPU seconds that each process spent on them."""

    count: int
    seconds: float
    cpu: Mapping[str, float]
    generator: float = 0.0
    """CPU seconds of who asked, which are nobody's price."""

    @property
    def rate(self) -> float:
        """Requests a second."""
        return self.count / self.seconds

    @property
    def price(self) -> float:
        """Microseconds of CPU a request, of all its processes together."""
        return sum(self.cpu.values()) / self.count * 1e6

    def price_of(self, process: str) -> float:
        """Microseconds of CPU a request, of one process."""
        return self.cpu[process] / self.count * 1e6


Run = Callable[[], Awaitable[Round]]
Measured = dict[str, list[Round]]


async def interleaved(opponents: Mapping[str, Run], rounds: int) -> Measured:
    """Every opponent once to warm up, then all of them, so many times.

    Every other round goes backwards, so that nobody always comes after the same one.
    """
    for name, run in opponents.items():
        say(f"  warming {name}")
        await run()
    measured: Measured = {name: [] for name in opponents}
    for number in range(rounds):
        for name in list(opponents)[:: -1 if number % 2 else 1]:
            measured[name].append(await opponents[name]())
        told = ", ".join(f"{name} {measured[name][-1].rate:,.0f}/s" for name in opponents)
        say(f"  round {number + 1} of {rounds}: {told}")
    return measured


def median(rounds: Iterable[Round], of: Callable[[Round], float]) -> float:
    """The median of the rounds."""
    return statistics.median(map(of, rounds))


def ratio(ours: Sequence[Round], theirs: Sequence[Round], of: Callable[[Round], float]) -> float:
    """The median of the ratios of rounds that stood side by side."""
    pairs = zip(ours, theirs, strict=True)
    return statistics.median(of(one) / of(other) for one, other in pairs)


def cpu_of(pid: int, *, with_children: bool = False) -> float:
    """CPU seconds of a process so far; with its children, those that ended included."""
    process = psutil.Process(pid)
    times = process.cpu_times()
    spent = float(times.user + times.system)
    if with_children:
        spent += float(times.children_user + times.children_system)
        spent += sum(_spent(child) for child in process.children(recursive=True))
    return spent


def _spent(process: psutil.Process) -> float:
    """Nothing where it ended meanwhile: then its parent's account has it."""
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return float(times.user + times.system)
