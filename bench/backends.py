"""CPU of PostgreSQL by whom it works for: one server, and two opponents with a database each."""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import psutil

from bench.rounds import cpu_of


@dataclass(frozen=True)
class Backend:
    """A server process that serves one connection."""

    role: str
    database: str
    seconds: float
    """Of CPU, when it was looked at last."""


@dataclass
class Backends:
    """Remembers those that ended: the server's own account keeps their CPU, so must ours."""

    postmaster: int
    databases: Sequence[str]
    _seen: dict[int, Backend] = field(default_factory=dict)

    def all_but(self, database: str) -> float:
        """CPU seconds of the server so far, without the backends of that database."""
        self._look()
        others = self._spent(lambda each: each.database == database)
        return cpu_of(self.postmaster, with_children=True) - others

    def of_role(self, role: str) -> float:
        """CPU seconds so far of the backends of a role."""
        self._look()
        return self._spent(lambda each: each.role == role)

    def _spent(self, belongs: Callable[[Backend], bool]) -> float:
        return sum(each.seconds for each in self._seen.values() if belongs(each))

    def _look(self) -> None:
        for child in psutil.Process(self.postmaster).children():
            with contextlib.suppress(psutil.NoSuchProcess):
                for role, database in _served(child):
                    if database in self.databases:
                        self._seen[child.pid] = Backend(role, database, cpu_of(child.pid))


def _served(process: psutil.Process) -> Iterator[tuple[str, str]]:
    """The title of a backend is `postgres: role database host(port) what it does`."""
    title = " ".join(process.cmdline()).split()
    if len(title) > 3:
        yield title[1], title[2]
