"""A salon whose bookings are made over JSON, with a key of its own."""

import json
from dataclasses import dataclass
from typing import Any

import httpx

from tests.gateway.office import Office
from tests.tenant.running import OpenTenant

TUESDAY = "2026-03-03"
PHONE = "+393331234567"
HOURS = [
    {"weekday": f"WEEKDAY_{day}", "start_minute": 540, "end_minute": 1140}
    for day in ("TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY")
]
VENUE = {"name": "Bella, Testaccio", "address": "Via Marmorata 1, Roma"}
CATALOG = {
    "time_zone": "Europe/Rome",
    "approval": "APPROVAL_AUTOMATIC",
    "offerings": [
        {
            "name": "taglio",
            "display_name": "Taglio",
            "length": "1800s",
            "price_cents": 2500,
            "currency_code": "EUR",
            "is_default": True,
        },
        {
            "name": "sposa",
            "display_name": "Sposa",
            "length": "5400s",
            "approval": "APPROVAL_BY_HAND",
            "venue": VENUE,
        },
    ],
    "resources": [
        {
            "name": "anna",
            "display_name": "Anna",
            "offering_names": ["taglio", "sposa"],
            "weekly_hours": HOURS,
        }
    ],
}


@dataclass(frozen=True)
class Diary:
    """One salon, and what its own program asks below /api."""

    office: Office
    opened: OpenTenant
    key: str
    catalog: dict[str, Any]

    @classmethod
    async def of(cls, office: Office) -> "Diary":
        """A new salon: Taglio of 30 minutes and Sposa of 90, by Anna, 9 to 19 in Rome."""
        salon = await office.tenant.open()
        key = await office.key(tenant_id=salon.tenant_id, calls_per_minute=60_000)
        answer = await office.ask("PUT", "/api/catalog", key, json=CATALOG)
        assert answer.status_code == 200, answer.text
        return cls(office, salon, key, answer.json())

    @property
    def tenant_id(self) -> str:
        return self.opened.tenant_id

    def offering_id(self, name: str) -> str:
        offerings = self.catalog["offerings"]
        return next(each["offering_id"] for each in offerings if each["name"] == name)

    async def ask(
        self, method: str, path: str, *, key: str | None = None, **more: Any
    ) -> httpx.Response:
        """The answer to the salon's program, or to somebody with another key."""
        return await self.office.ask(method, path, key or self.key, **more)

    async def booked(self, clock: str = "10:00", *, at: str = "/api", **fields: Any) -> Any:
        """A booking on that Tuesday, at a time in UTC."""
        answer = await self.wished(clock, at=at, **fields)
        assert answer.status_code == 201, answer.text
        return answer.json()

    async def wished(
        self, clock: str = "10:00", *, at: str = "/api", **more: Any
    ) -> httpx.Response:
        """The answer to a wish for a booking on that Tuesday, at a time in UTC."""
        asked = {name: more.pop(name) for name in ("headers", "key") if name in more}
        if "customer_id" not in more and "customer" not in more:
            more["customer"] = {"phone": PHONE, "name": "Giulia"}
        if "hold_id" not in more:
            more["start_time"] = f"{TUESDAY}T{clock}:00Z"
        return await self.ask("POST", f"{at}/bookings", content=json.dumps(more), **asked)

    async def customer(self, phone: str = PHONE) -> str:
        """The id of a new customer."""
        identity = {"kind": "IDENTITY_KIND_PHONE", "value": phone}
        path = f"/admin/tenants/{self.tenant_id}/customers"
        made = await self.ask("POST", path, json={"identities": [identity]})
        return str(made.json()["customer_id"])

    async def forget(self, customer_id: str, *, purge: bool = False) -> None:
        """Delete a customer, or remove them for good."""
        path = f"/admin/tenants/{self.tenant_id}/customers/{customer_id}"
        assert (await self.ask("DELETE", path)).status_code == 200
        if purge:
            assert (await self.ask("POST", f"{path}/purge", json={})).is_success

    async def customers(self) -> list[Any]:
        """All customers of the salon."""
        listed = await self.ask("GET", f"/admin/tenants/{self.tenant_id}/customers")
        return list(listed.json()["customers"])

    async def bookings(self, **asked: Any) -> list[Any]:
        """All bookings of the salon."""
        return list((await self.ask("GET", "/api/bookings", params=asked)).json()["bookings"])


def reason(answer: httpx.Response) -> tuple[int, str]:
    """The status and the reason of a problem."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    return answer.status_code, answer.json()["reason"]
