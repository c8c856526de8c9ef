"""Who the customers of a tenant are, for lines that name them by phone or by a reference."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import replace
from math import inf

from lyo.tenant.v1 import customer_service_pb2 as pb

from lyoctl.csv_bookings import BookingLine, Who
from lyoctl.csv_file import Line
from lyoctl.importing import BATCH_SECONDS
from lyoctl.operator import Stubs, new_id, pages

MADE_AT_ONCE = 500
LOOK_EVERY = 200
_PHONE = pb.IDENTITY_KIND_PHONE


class KnownCustomers:
    """Customers by id, reference and phone. They are listed once: asking for each would take longer
    than all the rest of an import."""

    def __init__(self, tenant_id: str, stubs: Stubs) -> None:
        self.tenant_id = tenant_id
        self.stubs = stubs
        self._ids: set[str] = set()
        self._by_ref: dict[str, str] = {}
        self._by_phone: dict[str, str] = {}
        self._names: dict[str, tuple[float, str]] = {}
        """By phone the name of who was made here, and the line that was taken with it."""
        self._one_at_a_time = asyncio.Lock()

    async def load(self) -> None:
        """All that there are."""
        await self._list()

    def find(self, who: Who) -> str:
        """The id of the customer, or nothing."""
        if who.customer_id:
            return who.customer_id if who.customer_id in self._ids else ""
        if who.ref:
            return self._by_ref.get(who.ref, "")
        return self._by_phone.get(who.phone, "")

    def refusal(self, line: BookingLine) -> BookingLine | None:
        """Why its customer is neither there nor can be made; nothing where that is not so."""
        if line.item is None or self.find(line.item.who) or self._can_be_made(line.item.who):
            return None
        detail = f"there is no customer {line.item.who}"
        return Line(line.number, reason="CUSTOMER_NOT_FOUND", detail=detail)

    async def make(self, lines: Sequence[BookingLine]) -> list[BookingLine]:
        """Make the customers of the lines who are not there, and return the lines whose cannot be
        made."""
        async with self._one_at_a_time:
            missing: dict[Who, list[BookingLine]] = {}
            for line in lines:
                if line.item and not self.find(line.item.who) and self._can_be_made(line.item.who):
                    missing.setdefault(replace(line.item.who, name=""), []).append(line)
                    self._note_first_name(line.item.who)
            refused = await self._made(list(missing))
            if made := missing.keys() - refused.keys():
                await self._list(until=made)
        return [
            Line(line.number, reason=refusal.reason, detail=f"customer {who}: {refusal.detail}")
            for who, refusal in refused.items()
            for line in missing[who]
        ]

    async def name(self, taken: Sequence[BookingLine]) -> None:
        """Call those who were made here as the first line does that was taken: the line they were
        made of may have been refused."""
        async with self._one_at_a_time:
            called: dict[str, Who] = {}
            for line in taken:
                if line.item and self._is_first(line.number, line.item.who):
                    who = line.item.who
                    if who.name != self._names[who.phone][1]:
                        called[who.phone] = replace(who, ref="")
                    self._names[who.phone] = (line.number, who.name)
            await self._made(list(called.values()))

    def _note_first_name(self, who: Who) -> None:
        if not self._names.get(who.phone, (inf, ""))[1]:
            self._names[who.phone] = (inf, who.name)

    def _is_first(self, number: int, who: Who) -> bool:
        return bool(who.name) and who.phone in self._names and number < self._names[who.phone][0]

    def _can_be_made(self, who: Who) -> bool:
        return bool(who.phone and not who.customer_id)

    async def _made(self, missing: Sequence[Who]) -> dict[Who, pb.ImportRefusal]:
        """Those that were refused, with why."""
        refused: dict[Who, pb.ImportRefusal] = {}
        for begin in range(0, len(missing), MADE_AT_ONCE):
            part = missing[begin : begin + MADE_AT_ONCE]
            request = pb.ImportCustomersRequest(
                tenant_id=self.tenant_id,
                request_id=new_id(),
                customers=[_customer(who, who.name or self._names[who.phone][1]) for who in part],
            )
            answer = await self.stubs.customers.ImportCustomers(request, timeout=BATCH_SECONDS)
            refused |= {part[each.position]: each for each in answer.refusals}
        return refused

    async def _list(self, until: Collection[Who] = ()) -> None:
        """Read the list, which has the newest first, to its end or until those were in it."""
        request = pb.ListCustomersRequest(tenant_id=self.tenant_id)
        listed = pages(self.stubs.customers.ListCustomers, request, "customers")
        number = 0
        async for each in listed:
            self._learn(each)
            number += 1
            if until and number % LOOK_EVERY == 0 and all(map(self.find, until)):
                return

    def _learn(self, one: pb.Customer) -> None:
        self._ids.add(one.customer_id)
        if one.external_ref:
            self._by_ref[one.external_ref] = one.customer_id
        for each in one.identities:
            if each.kind == _PHONE:
                self._by_phone[each.value] = one.customer_id


def _customer(who: Who, name: str) -> pb.CustomerImport:
    return pb.CustomerImport(
        identities=[pb.Identity(kind=_PHONE, value=who.phone)],
        display_name=name,
        external_ref=who.ref,
    )
