"""What `make bench` runs: `python -m bench [--quick] [part ...]`, without a part all of them.

Exit code 1: something wrong was answered, or a part could not be measured. A demand that is missed
is printed as FALLS SHORT and is no failure: machines differ.
"""

import asyncio
import logging
import sys
import traceback
from importlib import import_module

from bench.chart import write_svg
from bench.report import Breach, Figure, Part, conditions, say, table, write_json

PARTS = ("answer", "webhook", "rpc", "slots", "chain", "memory")
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
        except Breach as breach:
            breaches.append(f"{name}: {breach}")
        except Exception as error:  # what the other parts measured is kept
            traceback.print_exception(error)
            breaches.append(f"{name}: not measured: {type(error).__name__}: {error}")
    return _told(figures, measured, breaches)


def _part(name: str) -> Part:
    """Imported when it is run, so that no part carries the weight of another."""
    measure: Part = import_module(f"bench.{name}").measure
    return measure


def _told(figures: list[Figure], measured: dict[str, object], breaches: list[str]) -> int:
    print(table(figures), flush=True)
    short = sum(each.falls_short for each in figures)
    demanded = sum(each.demand is not None for each in figures)
    print(f"\n{demanded - short} of {demanded} demands are met", end="")
    print(f" in {write_json(figures, measured, breaches)} and {write_svg(figures)}")
    for breach in breaches:
        print(f"BREACH  {breach}")
    return 1 if breaches else 0


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    sys.exit(asyncio.run(main(sys.argv[1:])))
