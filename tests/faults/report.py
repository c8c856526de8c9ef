"""What the scenarios found, as a table at the end of the run and as build/prove.json."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

WRITTEN = Path(__file__).resolve().parents[2] / "build" / "prove.json"
DEMANDED_SECONDS = 1800
"""For all parts together, on two cores."""


@dataclass
class Report:
    """Figures by part: `report("kill -9 of gateway", rounds=20, lost=0)`."""

    figures: dict[str, dict[str, Any]] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    seeds: dict[str, int] = field(default_factory=dict)

    def __call__(self, part: str, **figures: Any) -> None:
        self.figures.setdefault(part, {}).update(figures)

    def drew(self, test: str, seed: int) -> None:
        self.seeds[test] = seed

    def took(self, part: str, seconds: float) -> None:
        self.seconds[part] = self.seconds.get(part, 0.0) + seconds

    def lines(self) -> list[str]:
        """The table: what was found, then how long each part took."""
        width = max(map(len, [*self.figures, *self.seconds]), default=0)
        found = [f"{part:<{width}}  {_told(figures)}" for part, figures in self.figures.items()]
        took = [f"{part:<{width}}  {seconds:8.1f} s" for part, seconds in self.seconds.items()]
        return [*found, "", *took, f"{'all':<{width}}  {self._all()}"]

    def _all(self) -> str:
        seconds = sum(self.seconds.values())
        verdict = "" if seconds <= DEMANDED_SECONDS else "  FALLS SHORT"
        return f"{seconds:8.1f} s  demanded {DEMANDED_SECONDS} s{verdict}"

    def write(self, path: Path = WRITTEN) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        whole = {"figures": self.figures, "seconds": self.seconds, "seeds": self.seeds}
        path.write_text(json.dumps(whole, indent=2) + "\n")


def _told(figures: dict[str, Any]) -> str:
    return "  ".join(f"{name.replace('_', ' ')} {value}" for name, value in figures.items())
