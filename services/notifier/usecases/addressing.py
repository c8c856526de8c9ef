"""Fills in what callers leave open: by which channel, to which address, in whose name. Who leaves
nothing open costs no call."""

from collections.abc import Awaitable, Collection
from dataclasses import replace
from typing import TypeVar
from uuid import UUID

from services.common.database import Database
from services.common.errors import NotFound
from services.notifier.domain.booking_event import BookingEvent
from services.notifier.domain.errors import ChannelNotFound, CustomerUnreachable
from services.notifier.domain.message import Purpose, Recipient
from services.notifier.domain.way import Platform, Way, latest_first, ways
from services.notifier.providers.directory import Business, Customer, Directory
from services.notifier.storage.recipients import Recipients
from services.notifier.usecases.wanted import Said, Wanted

Found = TypeVar("Found")


class Addressing:
    """Asks the tenant service whom a message is for. `platforms`: those that messages leave by."""

    def __init__(
        self, directory: Directory, database: Database, platforms: Collection[Platform]
    ) -> None:
        self.directory = directory
        self.database = database
        self.platforms = platforms

    async def completed(self, tenant_id: UUID, wanted: Wanted) -> Wanted:
        """The same with nothing left open. Raises CUSTOMER_NOT_FOUND, CHANNEL_NOT_FOUND and
        CUSTOMER_UNREACHABLE where the caller does not say where to send it; who does needs no
        customer that is known."""
        if not (_lacks_address(wanted) or _lacks_words(wanted) or _lacks_zone(wanted)):
            return wanted
        customer = await self._customer(tenant_id, wanted)
        business = await self._business(tenant_id, wanted)
        wanted = _named(wanted, customer, business)
        if not _lacks_address(wanted):
            return wanted
        return await self._addressed(tenant_id, wanted, customer, business)

    async def _addressed(
        self, tenant_id: UUID, wanted: Wanted, customer: Customer | None, business: Business | None
    ) -> Wanted:
        """By the channel wanted, else by which the customer wrote last, else by the first."""
        if wanted.channel_id and not _has(business, wanted.channel_id):
            business = await self.directory.business(tenant_id, fresh=True)
            if not _has(business, wanted.channel_id):
                raise ChannelNotFound(wanted.channel_id)
        channels = business.channels if business else ()
        found = ways(channels, _addresses(wanted, customer), wanted.channel_id)
        if not found:
            raise CustomerUnreachable
        if found[0][0].channel_id != wanted.channel_id:
            found = await self._latest_first(tenant_id, found)
        channel, recipient = found[0]
        return replace(wanted, channel_id=channel.channel_id, recipient=recipient)

    async def _latest_first(self, tenant_id: UUID, found: list[Way]) -> list[Way]:
        leaving = [
            (channel.channel_id, recipient)
            for channel, recipient in found
            if channel.platform in self.platforms
        ]
        async with self.database.tenant_transaction(tenant_id) as connection:
            wrote = await Recipients(connection, tenant_id).wrote_times(leaving)
        return latest_first(found, wrote)

    async def _customer(self, tenant_id: UUID, wanted: Wanted) -> Customer | None:
        asked = self.directory.customer(tenant_id, wanted.customer_id)
        return await (asked if wanted.recipient is None else _if_known(asked))

    async def _business(self, tenant_id: UUID, wanted: Wanted) -> Business | None:
        asked = self.directory.business(tenant_id)
        return await (asked if _lacks_address(wanted) else _if_known(asked))


async def _if_known(asked: Awaitable[Found]) -> Found | None:
    try:
        return await asked
    except NotFound:
        return None


def _lacks_address(wanted: Wanted) -> bool:
    return wanted.channel_id is None or wanted.recipient is None


def _lacks_words(wanted: Wanted) -> bool:
    return not all(
        each.language and each.business_name and each.customer_name for each in wanted.events
    )


def _lacks_zone(wanted: Wanted) -> bool:
    """A reply comes at once, whatever the time is there."""
    return wanted.purpose is not Purpose.REPLY and not (wanted.zone or wanted.events)


def _named(wanted: Wanted, customer: Customer | None, business: Business | None) -> Wanted:
    """With the words of events, the zone, and whom the customer was merged into."""
    # Who is looked up is not known to the caller, who names the language only in case.
    preferred = customer.language if customer and _lacks_address(wanted) else ""
    zones = [wanted.zone, *(str(each.zone) for each in wanted.events)]
    zones += [each.zone for each in (customer, business) if each]
    return replace(
        wanted,
        customer_id=customer.customer_id if customer else wanted.customer_id,
        zone=next(filter(None, zones), ""),
        contents=[
            (each, _filled(said, preferred, customer, business)) for each, said in wanted.contents
        ],
    )


def _filled(
    said: Said, preferred: str, customer: Customer | None, business: Business | None
) -> Said:
    if not isinstance(said, BookingEvent):
        return said
    known = [each.language for each in (customer, business) if each]
    languages = [preferred, said.language, *known]
    return replace(
        said,
        language=next(filter(None, languages), ""),
        business_name=said.business_name or (business.display_name if business else ""),
        customer_name=said.customer_name or (customer.name if customer else ""),
    )


def _has(business: Business | None, channel_id: UUID) -> bool:
    return business is not None and any(each.channel_id == channel_id for each in business.channels)


def _addresses(wanted: Wanted, customer: Customer | None) -> tuple[Recipient, ...]:
    if wanted.recipient:
        return (wanted.recipient,)
    return customer.addresses if customer else ()
