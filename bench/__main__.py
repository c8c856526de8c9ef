"""What `make bench` runs: `python -m bench [--quick] [part ...]`, without a part all of them.

Exit code 1: something wrong was answered, or a part could not be measured. A demand that is missed
is printed as FALLS SHORT and is no failure: machines differ.
"""

import asyncio
import logging
import signal
import sys
import traceback
from collections.abc import Callable
from importlib import import_module

from bench.chart import write_svg
from bench.report import (
    Breach,
    Figure,
    Part,
    Unfinished,
    conditions,
    say,
    table,
    write_json,
    written,
)

PARTS = (
    *("answer", "webhook", "rpc", "resolve", "faq", "reading"),
    *("slots", "free_slots", "bookings", "post", "sending", "scheduled", "chain", "memory"),
)
"""Each a module of this folder with a `measure`, in the order in which they run."""


async def main(arguments: list[str]) -> int:
    """Run the parts one after the other: nothing else of ours runs beside what is measured."""
    quick = "--quick" in arguments
    chosen = [each for each in arguments if each != "--quick"] or list(PARTS)
    if unknown := [each for each in chosen if each not in PARTS]:
        print(f"bench: no part {', '.join(unknown)}; there are {', '.join(PARTS)}", file=sys.stderr)
        return 2
    measured = {**conditions(quick), "parts": chosen}
    figures: list[Figure] = []
    breaches: list[str] = []
    for name in chosen:
        say(f"{name} ...")
        try:
            figures += await _part(name)(quick)
        except Unfinished as broken:
            figures += broken.figures
            breaches.append(_wrong(name, broken.__cause__ or broken))
        except Exception as error:  # what the other parts measured is kept
            breaches.append(_wrong(name, error))
    print(table(figures), flush=True)
    json, svg = written(quick, "json"), written(quick, "svg")
    write_json(json, figures, measured, breaches)
    write_svg(svg, figures)
    print(f"\n{_met(figures)} in {json} and {svg}")
    for breach in breaches:
        print(f"BREACH  {breach}")
    return 1 if breaches else 0


def _wrong(name: str, error: BaseException) -> str:
    """A line for what was answered wrongly, or for what could not be measured to its end."""
    if isinstance(error, Breach):
        return f"{name}: {error}"
    traceback.print_exception(error)
    return f"{name}: not measured: {type(error).__name__}: {error}"


def _part(name: str) -> Part:
    """Imported when it is run, so that no part carries the weight of another."""
    measure: Part = import_module(f"bench.{name}").measure
    return measure


def _met(figures: list[Figure]) -> str:
    short = sum(each.falls_short for each in figures)
    demanded = sum(each.demand is not None for each in figures)
    return f"{demanded - short} of {demanded} demands are met"


async def _unwinding(arguments: list[str]) -> int:
    """SIGTERM ends every process and folder of the bench, as Ctrl-C does."""
    work = asyncio.ensure_future(main(arguments))
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, _once(work))
    try:
        return await work
    except asyncio.CancelledError:
        return 128 + signal.SIGTERM


def _once(work: "asyncio.Future[int]") -> Callable[[], None]:
    """Cancels only once: a second signal must not interrupt the unwinding."""
    told: list[bool] = []

    def cancel() -> None:
        if not told:
            told.append(True)
            work.cancel()

    return cancel


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    sys.exit(asyncio.run(_unwinding(sys.argv[1:])))
