"""What the checker found."""

from dataclasses import dataclass
from enum import Enum, auto


class Kind(Enum):
    """What a breach counts as besides."""

    LOST = auto()
    DOUBLE = auto()
    OTHER = auto()


@dataclass(frozen=True)
class Breach:
    """An invariant that does not hold, with enough to find the place."""

    invariant: str
    what: str
    kind: Kind = Kind.OTHER

    def __str__(self) -> str:
        return f"{self.invariant}: {self.what}"


@dataclass(frozen=True)
class Findings:
    """`lost`: acknowledged messages without an effect. `double`: second jobs, turns, bookings or
    answers. Ambiguous are messages that may have reached the customer twice, for a known reason."""

    breaches: list[str]
    counts: dict[str, int]
    lost: int
    double: int
    ambiguous_ids: frozenset[str]
    """Our ids of those messages."""

    @property
    def ambiguous(self) -> int:
        return len(self.ambiguous_ids)


def insist(findings: Findings) -> None:
    """Raise AssertionError with all breaches, where there are any."""
    if findings.breaches:
        told = "\n".join(f"  {each}" for each in findings.breaches)
        raise AssertionError(
            f"{len(findings.breaches)} breaches: lost {findings.lost}, double {findings.double},"
            f" ambiguous {findings.ambiguous}\n{told}\n  of {findings.counts}"
        )
