"""The owner's side: what waits for an answer, the day, and what is decided about a booking."""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Any, Literal
from zoneinfo import ZoneInfo

from sandbox.clock import Clock
from sandbox.lyo import Lyo, Refused

Step = Literal["approve", "cancel", "no-show"]

MOST_A_DAY, MOST_REQUESTS, PAGE = 1000, 50, 200
NAMES_KEPT, NAMES_AT_ONCE = 10_000, 8
STATE = "BOOKING_STATE_"
SHOWN = ("held", "pending", "confirmed", "completed", "no_show", "cancelled")
"""What of a day is shown; what expired was never agreed."""


@dataclass(frozen=True)
class Business:
    """A tenant, as Lyo knows it."""

    tenant_id: str
    zone: ZoneInfo

    @property
    def path(self) -> str:
        return f"/tenants/{self.tenant_id}"


class Owner:
    """Whoever owns the businesses: sees their days and decides, by Lyo's API."""

    def __init__(self, lyo: Lyo, now: Clock) -> None:
        self.lyo = lyo
        self.now = now
        self._names: OrderedDict[str, dict[str, str]] = OrderedDict()

    async def day(self, name: str, wanted: date | None) -> dict[str, Any]:
        """The day of a business, today without another wish, and all requests that wait."""
        business = await self._business(name)
        today = self.now().astimezone(business.zone).date()
        requests, bookings = await asyncio.gather(
            self._requests(business), self._of_day(business, wanted or today)
        )
        await self._learn_names(business, [*requests, *bookings])
        return {
            "today": today.isoformat(),
            "date": (wanted or today).isoformat(),
            "time_zone": business.zone.key,
            "requests": [self._shown(each) for each in requests],
            "bookings": [self._shown(each) for each in bookings],
        }

    async def decide(
        self, name: str, booking_id: str, step: Step, *, etag: str, reason: str
    ) -> dict[str, Any]:
        """The booking as it stands then; Refused where it cannot be."""
        business = await self._business(name)
        said = {"reason": reason} if step == "cancel" else {}
        path = f"{business.path}/bookings/{booking_id}/{step}"
        booking = await self.lyo.post(path, said, etag=etag)
        await self._learn_names(business, [booking])
        return self._shown(booking)

    def forget(self) -> None:
        self._names.clear()

    async def _business(self, name: str) -> Business:
        async for page in self.lyo.pages("/tenants", {"page_size": str(PAGE)}):
            for each in page["tenants"]:
                if each["name"] == name:
                    return Business(each["tenant_id"], ZoneInfo(each["time_zone"]))
        raise Refused(404, "TENANT_NOT_FOUND", f"Lyo knows no business that is called {name}.")

    async def _requests(self, business: Business) -> list[dict[str, Any]]:
        asked = {
            "states": f"{STATE}PENDING",
            "ends_after": instant(self.now()),
            "page_size": str(MOST_REQUESTS),
        }
        page = await self.lyo.get(f"{business.path}/bookings", asked)
        found: list[dict[str, Any]] = page["bookings"]
        return found

    async def _of_day(self, business: Business, day: date) -> list[dict[str, Any]]:
        first, end = bounds(day, business.zone)
        asked = {
            "ends_after": instant(first),
            "starts_before": instant(end),
            "page_size": str(PAGE),
        }
        found: list[dict[str, Any]] = []
        async for page in self.lyo.pages(f"{business.path}/bookings", asked):
            found += (each for each in page["bookings"] if state_of(each) in SHOWN)
            if len(found) >= MOST_A_DAY:
                break
        return found[:MOST_A_DAY]

    async def _learn_names(self, business: Business, bookings: list[dict[str, Any]]) -> None:
        """Ask once for the name of everybody who is to be shown."""
        unknown = {each["customer_id"] for each in bookings} - self._names.keys()
        ids = iter(sorted(unknown))
        while some := list(islice(ids, NAMES_AT_ONCE)):
            await asyncio.gather(*(self._learn_name(business, each) for each in some))
        while len(self._names) > NAMES_KEPT:
            self._names.popitem(last=False)

    async def _learn_name(self, business: Business, customer_id: str) -> None:
        try:
            customer = await self.lyo.get(f"{business.path}/customers/{customer_id}")
        except Refused as refusal:
            if refusal.status != 404:
                raise
            customer = {"display_name": "Somebody whom Lyo no longer knows", "identities": []}
        address = address_of(customer["identities"])
        name = customer["display_name"] or address or "Somebody without a name"
        self._names[customer_id] = {"name": name, "address": address if address != name else ""}

    def _shown(self, booking: dict[str, Any]) -> dict[str, Any]:
        """A booking, as far as the page needs it."""
        names = [each["resource_name"] for each in booking["segments"]]
        return {
            **{key: booking[key] for key in ("booking_id", "start_time", "end_time", "etag")},
            **{key: booking[key] for key in ("party_size", "note", "cancel_reason")},
            "offering": booking["offering_name"],
            "resources": list(dict.fromkeys(names)),
            "customer": self._names.get(booking["customer_id"], {"name": "", "address": ""}),
            "state": state_of(booking),
            "attending": bool(booking.get("attendance_time")),
            "can": steps(booking, self.now()),
        }


def address_of(identities: list[dict[str, str]]) -> str:
    """The phone, else whatever the customer is known by."""
    phones = (each for each in identities if each["kind"] == "IDENTITY_KIND_PHONE")
    return next((each["value"] for each in [*phones, *identities]), "")


def steps(booking: dict[str, Any], now: datetime) -> list[Step]:
    """What the owner may try; Lyo has the last word."""
    begun = datetime.fromisoformat(booking["start_time"]) <= now
    match state_of(booking), begun:
        case "pending", False:
            return ["approve", "cancel"]
        case "confirmed", False:
            return ["cancel"]
        case "confirmed", True:
            return ["no-show"]
        case _:
            return []


def state_of(booking: dict[str, Any]) -> str:
    return str(booking["state"]).removeprefix(STATE).lower()


def bounds(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The first instant of a day, and that of the next."""
    midnights = (datetime.combine(each, time(), zone) for each in (day, day + timedelta(days=1)))
    first, end = (each.astimezone(UTC) for each in midnights)
    return first, end


def instant(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"
