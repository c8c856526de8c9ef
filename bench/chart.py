"""An SVG of all figures of which something is demanded: how far the bar is from its mark."""

import math
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from bench.report import Figure, shown

ROW, TOP = 26, 44
BARS, NUMBERS = 320, 230
LETTER = 6.4
KEPT, MISSED, MARK = "#3a7d44", "#b3261e", "#1f2328"


def write_svg(path: Path, figures: Iterable[Figure]) -> None:
    """All of them of which something is demanded."""
    path.write_text(svg([each for each in figures if each.demand is not None]))


def svg(figures: Sequence[Figure]) -> str:
    """A row for each figure, on a scale of its own: units differ."""
    names = round(max((len(_named(each)) for each in figures), default=0) * LETTER) + 20
    width, height = names + BARS + NUMBERS, TOP + ROW * len(figures) + 10
    rows = [
        line
        for number, each in enumerate(figures)
        for line in _row(each, names, TOP + ROW * number)
    ]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
            f' width="{width}" height="{height}" font-family="sans-serif" font-size="12">',
            f'<rect width="{width}" height="{height}" fill="white"/>',
            _text(12, 24, "Measured (bar) and demanded (line); red falls short", weight="bold"),
            *rows,
            "</svg>\n",
        ]
    )


def _named(figure: Figure) -> str:
    return f"{figure.part}: {figure.name}"


def _row(figure: Figure, left: int, top: int) -> Iterator[str]:
    demand = figure.demand or 0.0
    value = figure.value if math.isfinite(figure.value) else 0.0
    scale = BARS / (max(value, demand) * 1.05 or 1.0)
    colour = MISSED if figure.falls_short else KEPT
    mark = left + demand * scale
    told = f"{shown(figure.value)} {figure.unit} ({figure.demanded})"
    yield _text(left - 10, top + 15, _named(figure), anchor="end")
    yield (
        f'<rect x="{left}" y="{top + 4}" width="{max(value * scale, 1):.1f}"'
        f' height="{ROW - 10}" fill="{colour}"/>'
    )
    yield (
        f'<line x1="{mark:.1f}" x2="{mark:.1f}" y1="{top + 1}" y2="{top + ROW - 3}"'
        f' stroke="{MARK}" stroke-width="2"/>'
    )
    yield _text(left + BARS + 10, top + 15, told)


def _text(x: int, y: int, words: str, *, anchor: str = "start", weight: str = "normal") -> str:
    style = f'text-anchor="{anchor}" font-weight="{weight}"'
    return f'<text x="{x}" y="{y}" {style}>{escape(words)}</text>'
