"""`lyoctl import customers`: many customers at once, every line that is not taken named."""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from lyo.tenant.v1 import customer_service_pb2 as pb

from lyoctl.csv_customers import CsvCustomers, Line
from lyoctl.operator import Stubs, new_id
from services.common.errors import MeshError
from services.tenant.domain.customer import CustomerProfile, wrong_with_profile

AT_ONCE = 500
IN_FLIGHT = 4
BATCH_SECONDS = 60.0


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


@dataclass
class Import:
    """One file on its way to one tenant. `name` is told each line that is not taken, `tell` how
    far it is."""

    tenant_id: str
    stubs: Stubs
    name: Callable[[Line], None]
    tell: Callable[[Tally], None] = lambda _: None
    tally: Tally = field(default_factory=Tally)

    async def run(self, customers: CsvCustomers) -> Tally:
        """Send all lines, several batches at once. Who was taken may be sent again."""
        batches = batches_of(self._good(customers))
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

    def _good(self, customers: CsvCustomers) -> Iterator[Line]:
        for line in customers.lines():
            if line.customer is None:
                self.tally.refused += 1
                self.name(line)
            else:
                yield line

    async def _send_all(self, batches: Iterator[Sequence[Line]]) -> None:
        for batch in batches:
            await self._send(batch)
            self.tell(self.tally)

    async def _send(self, batch: Sequence[Line]) -> None:
        request = pb.ImportCustomersRequest(
            tenant_id=self.tenant_id,
            request_id=new_id(),
            customers=[line.customer for line in batch if line.customer],
        )
        answer = await self.stubs.customers.ImportCustomers(request, timeout=BATCH_SECONDS)
        self.tally.created += answer.created
        self.tally.updated += answer.updated
        self.tally.unchanged += answer.unchanged
        self.tally.refused += len(answer.refusals)
        for refusal in answer.refusals:
            number = batch[refusal.position].number
            self.name(Line(number, reason=refusal.reason, detail=refusal.detail))


def checked(customers: CsvCustomers, name: Callable[[Line], None]) -> Tally:
    """What can be said of the lines without sending any. The service may refuse more: it knows
    who has an address or a reference."""
    tally = Tally()
    for line in customers.lines():
        judged = _judged(line)
        if judged.customer is None:
            tally.refused += 1
            name(judged)
        else:
            tally.unchanged += 1
    return tally


def _judged(line: Line) -> Line:
    """The line as it is, or refused as the service would."""
    said = line.customer
    if said is None:
        return line
    profile = CustomerProfile(said.display_name, said.language, said.time_zone, said.external_ref)
    for wrong in wrong_with_profile(profile):
        return Line(line.number, reason=wrong.reason, detail=f"{wrong.field}: {wrong.message}")
    return line


def batches_of(lines: Iterable[Line]) -> Iterator[list[Line]]:
    """As many as one request takes, and the rest."""
    batch: list[Line] = []
    for line in lines:
        batch.append(line)
        if len(batch) == AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch
