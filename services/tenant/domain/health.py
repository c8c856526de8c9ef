"""What providers say of a channel, and what follows: what is wrong with it, since when, and why."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

NOTED_EVERY = timedelta(minutes=1)
"""How exactly it is known when a provider last took a call: each message is one, and to note each
would be a write for each."""


class ProblemKind(StrEnum):
    """What can be wrong with a channel."""

    TOKEN_REFUSED = "token_refused"  # noqa: S105 (not a password)
    PERMISSION_MISSING = "permission_missing"
    QUALITY_LOW = "quality_low"
    LIMIT_REACHED = "limit_reached"


SOLVED_BY_SUCCESS = (ProblemKind.TOKEN_REFUSED, ProblemKind.PERMISSION_MISSING)
"""What cannot be while a provider takes calls."""

LIMIT_LASTS = timedelta(hours=24)
"""Meta counts whom a number writes to over so long; nobody tells when there is room again."""


@dataclass(frozen=True)
class Problem:
    kind: ProblemKind
    detail: str
    begin_time: datetime
    seen_time: datetime
    solved: bool = False
    """Kept when it is over, so that an older report that comes late does not bring it back."""


@dataclass(frozen=True)
class Report:
    """What a provider said. Without a kind: it took a call."""

    kind: ProblemKind | None
    solved: bool
    detail: str
    seen_time: datetime


@dataclass(frozen=True)
class Health:
    """What is known of a channel: one problem of each kind at most, the solved ones too."""

    success_time: datetime | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def open(self) -> list[Problem]:
        """What is wrong now, the newest first."""
        wrong = [each for each in self.problems if not each.solved]
        return sorted(wrong, key=lambda each: each.begin_time, reverse=True)

    def at(self, now: datetime) -> "Health":
        """The same without a limit that must be over by now."""
        over = now - LIMIT_LASTS
        kept = [
            each
            for each in self.problems
            if each.kind is not ProblemKind.LIMIT_REACHED or each.seen_time > over
        ]
        return replace(self, problems=tuple(kept))

    def after(self, report: Report) -> "Health":
        """What is known after a report; the very same where it says nothing new."""
        if report.kind is None:
            return self._after_success(report.seen_time)
        known = next((each for each in self.problems if each.kind is report.kind), None)
        if self._older(report, known):
            return self
        others = tuple(each for each in self.problems if each is not known)
        return replace(self, problems=(*others, _problem(report, known)))

    def _older(self, report: Report, known: Problem | None) -> bool:
        """Whether something later is known already of what the report is about."""
        if known and report.seen_time < known.seen_time:
            return True
        told_by_success = report.kind in SOLVED_BY_SUCCESS and self.success_time is not None
        return told_by_success and report.seen_time < (self.success_time or report.seen_time)

    def _after_success(self, moment: datetime) -> "Health":
        problems = tuple(self._solved(moment))
        last = self.success_time
        if problems == self.problems and last and moment < last + NOTED_EVERY:
            return self
        return Health(max(last or moment, moment), problems)

    def _solved(self, moment: datetime) -> Iterator[Problem]:
        for each in self.problems:
            over = each.kind in SOLVED_BY_SUCCESS and each.seen_time <= moment
            if over and not each.solved:
                yield replace(each, solved=True, seen_time=moment)
            else:
                yield each


def _problem(report: Report, known: Problem | None) -> Problem:
    """What the report makes of the problem. One that is over begins anew."""
    if report.kind is None:
        raise ValueError("the report is about no problem")
    since = known.begin_time if known and not known.solved else report.seen_time
    return Problem(report.kind, report.detail, since, report.seen_time, report.solved)
