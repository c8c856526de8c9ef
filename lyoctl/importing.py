"""Many lines of a file on their way to a service, several batches at once; every line that is not
taken is named."""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from lyoctl.csv_file import Line
from services.common.errors import MeshError

IN_FLIGHT = 4
BATCH_SECONDS = 60.0

Item = TypeVar("Item")


class ImportFailed(RuntimeError):
    """It ended before its end; the text says why, and what to do."""


@dataclass
class Tally:
    """What became of the lines."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0

    @property
    def taken(self) -> int:
        return self.created + self.updated + self.unchanged

    @property
    def read(self) -> int:
        return self.taken + self.refused

    def __str__(self) -> str:
        counted = f"{self.created} added, {self.updated} changed, {self.unchanged} as they were"
        return f"{self.read} lines: {counted}, {self.refused} not taken"


class Sender(Protocol[Item]):
    """Who brings lines to a service, at most `at_once` of them."""

    at_once: int

    async def send(self, batch: Sequence[Line[Item]], tally: Tally) -> Iterable[Line[Item]]:
        """Count what was taken, and return the lines that were not, with why."""


@dataclass
class Import(Generic[Item]):
    """One file on its way to one tenant. `name` is told each line that is not taken, `tell` how
    far it is."""

    sender: Sender[Item]
    name: Callable[[Line[Item]], None]
    tell: Callable[[Tally], None] = lambda _: None
    tally: Tally = field(default_factory=Tally)

    async def run(self, lines: Iterable[Line[Item]]) -> Tally:
        """Send all lines, several batches at once. What was taken may be sent again."""
        batches = batches_of(self._good(lines), self.sender.at_once)
        senders = [asyncio.create_task(self._send_all(batches)) for _ in range(IN_FLIGHT)]
        try:
            await asyncio.gather(*senders)
        except MeshError as error:
            raise ImportFailed(
                f"{error.reason}: {error}; {self.tally.read} lines were done before. Run it again "
                "when that is mended: what was taken stays as it is"
            ) from error
        finally:
            for sender in senders:
                sender.cancel()
        return self.tally

    def _good(self, lines: Iterable[Line[Item]]) -> Iterator[Line[Item]]:
        for line in lines:
            if line.item is None:
                self._refuse(line)
            else:
                yield line

    async def _send_all(self, batches: Iterator[Sequence[Line[Item]]]) -> None:
        for batch in batches:
            for line in await self.sender.send(batch, self.tally):
                self._refuse(line)
            self.tell(self.tally)

    def _refuse(self, line: Line[Item]) -> None:
        self.tally.refused += 1
        self.name(line)


def checked(lines: Iterable[Line[Item]], name: Callable[[Line[Item]], None]) -> Tally:
    """What can be said of the lines without sending any. The service may refuse more: it knows
    what is there."""
    tally = Tally()
    for line in lines:
        if line.item is None:
            tally.refused += 1
            name(line)
        else:
            tally.unchanged += 1
    return tally


def batches_of(lines: Iterable[Line[Item]], at_once: int) -> Iterator[list[Line[Item]]]:
    """As many as one request takes, and the rest."""
    batch: list[Line[Item]] = []
    for line in lines:
        batch.append(line)
        if len(batch) == at_once:
            yield batch
            batch = []
    if batch:
        yield batch
