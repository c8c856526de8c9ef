"""Judges all mutants, or those that are named, and says which survive."""

import asyncio
import sys

from tests.faults.mutants.judging import judge_all, wrong_without_a_change
from tests.faults.mutants.mutant import Mutant, Verdict
from tests.faults.mutants.table import MUTANTS


async def main(names: list[str]) -> int:
    """Exit code 1: one survived, or a test fails though no guard is missing."""
    known = {mutant.name: mutant for mutant in MUTANTS}
    if unknown := [name for name in names if name not in known]:
        print(f"mutants: none is called {', '.join(unknown)}; there are {', '.join(known)}")
        return 2
    return await _judged([known[name] for name in names] or list(MUTANTS))


async def _judged(mutants: list[Mutant]) -> int:
    wrong = await wrong_without_a_change(mutants)
    for test, why in wrong.items():
        print(f"FAILS WITHOUT A CHANGE  {test}: {why}")
    verdicts = await judge_all(mutants, _tell)
    caught = sum(verdict.caught for verdict in verdicts)
    print(f"{caught} of {len(mutants)} mutants caught")
    return 1 if wrong or caught < len(mutants) else 0


def _tell(verdict: Verdict) -> None:
    mutant = verdict.mutant
    said = "caught  " if verdict.caught else "SURVIVED"
    print(f"{said}  {verdict.seconds:5.1f} s  {mutant.name}: {mutant.loses}")
    for test, why in verdict.said.items():
        print(f"              {test.rpartition('::')[2]}: {why[:150]}")
    if verdict.trouble:
        print(f"              NOTHING IS KNOWN: {verdict.trouble}")
    for test in verdict.passed:
        print(f"              DID NOT MISS IT: {test}")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(asyncio.run(main(sys.argv[1:])))
