"""What a mutant is: one guard, the text that it stands in, and who must miss it."""

from dataclasses import dataclass
from pathlib import Path


class NoLongerApplies(Exception):
    """The code has moved on: find the guard anew, or see that it is gone."""


class Broken(Exception):
    """Its tests did not run, so nothing is known of the guard."""


@dataclass(frozen=True)
class Mutant:
    """`old` stands once in `file` and becomes `new`. Each of `tests` must fail then."""

    name: str
    loses: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]

    def apply(self, tree: Path) -> None:
        """Remove the guard from the tree."""
        path = tree / self.file
        path.write_text(self.without(path.read_text()))

    def without(self, text: str) -> str:
        """The text of the file, with the guard gone."""
        if (found := text.count(self.old)) != 1:
            raise NoLongerApplies(f"what it removes is {found} times in {self.file}")
        return text.replace(self.old, self.new)


@dataclass(frozen=True)
class Verdict:
    """What the tests of a mutant said. `passed` are those that did not miss the guard."""

    mutant: Mutant
    passed: tuple[str, ...]
    said: dict[str, str]
    """The first line of why, by test that failed."""
    seconds: float = 0.0
    trouble: str = ""
    """Why nothing is known: it no longer applies, or its tests did not run."""

    @property
    def caught(self) -> bool:
        return not self.passed and not self.trouble
