"""As much of Prometheus as our alert rules use: series written as in promtool's tests, expressions,
and alerts that are pending and fire. Where promtool is at hand, it judges (test_alerts.py).

A vector is a mapping from labels, as a frozenset of pairs, to a number. Times are in seconds.
"""

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise

Labels = frozenset[tuple[str, str]]
Vector = dict[Labels, float]
Samples = list[tuple[float, float]]
Series = dict[Labels, Samples]
Value = float | Vector
Evaluate = Callable[[float], Value]

NAME = "__name__"
LOOKBACK = 300.0
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)(?![\w.])|(?P<word>[a-zA-Z_:][\w:]*)"
    r'|"(?P<text>[^"]*)"|\[(?P<range>\d+[smhd])\]|(?P<sign>=~|!~|!=|>=|<=|==|[-+*/<>={}(),]))'
)
_COMPARE: Mapping[str, Callable[[float, float], bool]] = {
    ">": lambda a, b: a > b,
    "<": lambda a, b: a < b,
    ">=": lambda a, b: a >= b,
    "<=": lambda a, b: a <= b,
    "==": lambda a, b: a == b,
}
_COUNT: Mapping[str, Callable[[float, float], float]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b if b else (math.copysign(math.inf, a) if a else math.nan),
}


def seconds(duration: str) -> float:
    """`15m`, `1d`, `1h30m`."""
    return float(sum(int(n) * _UNITS[unit] for n, unit in re.findall(r"(\d+)([smhd])", duration)))


def series_of(selector: str) -> Labels:
    """The labels of `name{label="value"}`."""
    name, _, rest = selector.partition("{")
    return frozenset({(NAME, name.strip()), *re.findall(r'(\w+)="([^"]*)"', rest)})


def samples_of(written: str, interval: float) -> Samples:
    """`0+2x10 5x3 _ 7`: a number, `x` times more, each larger by so much; `_` is none."""
    values: list[float | None] = []
    for part in written.split():
        if part.startswith("_"):
            values += [None] * int(part[2:] or 1)
            continue
        found = re.fullmatch(r"(-?[\d.]+)([+-][\d.]+)?(?:x(\d+))?", part)
        assert found, part
        first, step, times = float(found[1]), float(found[2] or 0), int(found[3] or 0)
        values += [first + step * n for n in range(times + 1)]
    return [(n * interval, value) for n, value in enumerate(values) if value is not None]


def compiled(expression: str, series: Series) -> Evaluate:
    """The expression over the series, to be evaluated at a time."""
    parser = _Parser(expression, series)
    evaluate = parser.either()
    assert not parser.tokens, f"not understood from {parser.tokens[0]} on: {expression}"
    return evaluate


class _Parser:
    def __init__(self, expression: str, series: Series) -> None:
        self.series = series
        self.tokens = list(_tokens(expression))

    def next_is(self, *signs: str) -> str | None:
        """Take the next token if it is one of these."""
        if self.tokens and self.tokens[0][0] in {"sign", "word"} and self.tokens[0][1] in signs:
            return self.tokens.pop(0)[1]
        return None

    def expect(self, sign: str) -> None:
        assert self.next_is(sign), f"{sign} expected, not {self.tokens[:1]}"

    def either(self) -> Evaluate:
        return self._chain(("and",), self.compared)

    def compared(self) -> Evaluate:
        return self._chain(tuple(_COMPARE), self.added)

    def added(self) -> Evaluate:
        return self._chain(("+", "-"), self.multiplied)

    def multiplied(self) -> Evaluate:
        return self._chain(("*", "/"), self.single)

    def _chain(self, signs: Sequence[str], part: Callable[[], Evaluate]) -> Evaluate:
        left = part()
        while sign := self.next_is(*signs):
            left = _joined(sign, left, part())
        return left

    def single(self) -> Evaluate:
        if self.next_is("("):
            inner = self.either()
            self.expect(")")
            return inner
        kind, word = self.tokens.pop(0)
        if kind == "number":
            number = float(word)
            return lambda _: number
        assert kind == "word", f"not understood: {word}"
        if word in {"sum", "max"}:
            return self._aggregate(max if word == "max" else sum)
        if word in {"rate", "increase"}:
            return self._over_time(per_second=word == "rate")
        if word == "histogram_quantile":
            return self._quantile()
        return self._instant(self._selected(word))

    def _aggregate(self, of: Callable[[list[float]], float]) -> Evaluate:
        self.expect("by")
        self.expect("(")
        kept = set()
        while not self.next_is(")"):
            kept.add(self.tokens.pop(0)[1])
            self.next_is(",")
        self.expect("(")
        inner = self.either()
        self.expect(")")

        def evaluate(at: float) -> Vector:
            groups: dict[Labels, list[float]] = {}
            for labels, value in _vector(inner(at)).items():
                key = frozenset(pair for pair in labels if pair[0] in kept)
                groups.setdefault(key, []).append(value)
            return {key: of(values) for key, values in groups.items()}

        return evaluate

    def _over_time(self, *, per_second: bool) -> Evaluate:
        self.expect("(")
        chosen = self._selected(self.tokens.pop(0)[1])
        window = seconds(self.tokens.pop(0)[1])
        self.expect(")")

        def evaluate(at: float) -> Vector:
            found = {_nameless(key): _grown(all_, at, window) for key, all_ in chosen.items()}
            by = window if per_second else 1.0
            return {key: value / by for key, value in found.items() if value is not None}

        return evaluate

    def _quantile(self) -> Evaluate:
        self.expect("(")
        share = float(self.tokens.pop(0)[1])
        self.expect(",")
        inner = self.either()
        self.expect(")")

        def evaluate(at: float) -> Vector:
            buckets: dict[Labels, Samples] = {}
            for labels, value in _vector(inner(at)).items():
                key = frozenset(pair for pair in labels if pair[0] != "le")
                buckets.setdefault(key, []).append((float(dict(labels)["le"]), value))
            return {key: _quantile(share, sorted(each)) for key, each in buckets.items()}

        return evaluate

    def _selected(self, name: str) -> Series:
        wanted: list[Callable[[dict[str, str]], bool]] = [lambda labels: labels[NAME] == name]
        if self.next_is("{"):
            while not self.next_is("}"):
                (_, label), (_, sign), (_, text) = (self.tokens.pop(0) for _ in range(3))
                wanted.append(_matcher(label, sign, text))
                self.next_is(",")
        return {
            labels: samples
            for labels, samples in self.series.items()
            if all(fits(dict(labels)) for fits in wanted)
        }

    def _instant(self, chosen: Series) -> Evaluate:
        def evaluate(at: float) -> Vector:
            found: Vector = {}
            for labels, samples in chosen.items():
                seen = [value for time, value in samples if at - LOOKBACK < time <= at]
                if seen:
                    found[labels] = seen[-1]
            return found

        return evaluate


def _tokens(expression: str) -> Iterator[tuple[str, str]]:
    at, text = 0, expression.strip()
    while at < len(text):
        found = _TOKEN.match(text, at)
        assert found, f"not understood: {text[at:]}"
        at = found.end()
        yield str(found.lastgroup), found[str(found.lastgroup)]


def _matcher(label: str, sign: str, text: str) -> Callable[[dict[str, str]], bool]:
    fits = (lambda value: bool(re.fullmatch(text, value))) if "~" in sign else text.__eq__
    return lambda labels: fits(labels.get(label, "")) is (sign[0] == "=")


def _joined(sign: str, left: Evaluate, right: Evaluate) -> Evaluate:
    def evaluate(at: float) -> Vector:
        one, other = {_nameless(k): v for k, v in _vector(left(at)).items()}, right(at)
        if sign == "and":
            assert isinstance(other, dict)
            return {key: value for key, value in one.items() if key in other}
        pairs = {
            key: (value, other.get(key) if isinstance(other, dict) else other)
            for key, value in one.items()
        }
        both = {key: (a, b) for key, (a, b) in pairs.items() if b is not None}
        if sign in _COMPARE:
            return {key: a for key, (a, b) in both.items() if _COMPARE[sign](a, b)}
        return {key: _COUNT[sign](a, b) for key, (a, b) in both.items()}

    return evaluate


def _vector(value: Value) -> Vector:
    assert isinstance(value, dict), "a number where a vector is needed"
    return value


def _nameless(labels: Labels) -> Labels:
    return frozenset(pair for pair in labels if pair[0] != NAME)


def _grown(samples: Samples, at: float, window: float) -> float | None:
    """How much a counter grew, carried on to the ends of the window as Prometheus does."""
    inside = [each for each in samples if at - window < each[0] <= at]
    if len(inside) < 2:
        return None
    (first, start), (last, end) = inside[0], inside[-1]
    resets = sum(before for (_, before), (_, after) in pairwise(inside) if after < before)
    growth, length = end - start + resets, last - first
    usual = length / (len(inside) - 1)
    to_start, to_end = first - (at - window), at - last
    if growth > 0:  # a counter was never below zero
        to_start = min(to_start, length * start / growth)
    covered = length
    covered += to_start if to_start < usual * 1.1 else usual / 2
    covered += to_end if to_end < usual * 1.1 else usual / 2
    return growth * covered / length


def _quantile(share: float, buckets: Samples) -> float:
    total = buckets[-1][1]
    if total == 0:
        return math.nan
    rank, below, count_below = share * total, 0.0, 0.0
    for bound, count in buckets:
        if count >= rank:
            if bound == math.inf:
                return below
            return below + (bound - below) * (rank - count_below) / (count - count_below)
        below, count_below = bound, count
    return below
