"""A salon that writes to its customers over JSON, with a key of its own."""

from dataclasses import dataclass
from typing import Any

import httpx
from lyo.tenant.v1 import customer_service_pb2 as customer_pb

from tests.gateway.office import Office
from tests.tenant.running import OpenTenant, new_id

PHONE = "+393331230042"


@dataclass(frozen=True)
class Desk:
    """One salon with a WhatsApp number, and what its own program asks below /api. Nothing is sent:
    the notifier behind it keeps what it would send."""

    office: Office
    opened: OpenTenant
    key: str

    @classmethod
    async def of(cls, office: Office) -> "Desk":
        salon = await office.tenant.open(token="a-token")
        key = await office.key(tenant_id=salon.tenant_id, calls_per_minute=60_000)
        return cls(office, salon, key)

    @property
    def tenant_id(self) -> str:
        return self.opened.tenant_id

    async def ask(
        self, method: str, path: str, *, key: str | None = None, **more: Any
    ) -> httpx.Response:
        """The answer to the salon's program, or to somebody with another key."""
        return await self.office.ask(method, path, key or self.key, **more)

    async def customer(self, phone: str = PHONE, ref: str = "") -> str:
        """A new customer; their id."""
        request = customer_pb.CreateCustomerRequest(
            tenant_id=self.tenant_id,
            request_id=new_id(),
            identities=[customer_pb.Identity(kind=customer_pb.IDENTITY_KIND_PHONE, value=phone)],
            display_name="Giulia",
            external_ref=ref,
        )
        return (await self.office.tenant.customers.CreateCustomer(request)).customer.customer_id

    async def writes(self, at: str = "/api", **body: Any) -> httpx.Response:
        """The answer to a message that shall be sent."""
        asked = {"customer": {"phone": PHONE}, "text": "Your colour has arrived.", **body}
        return await self.ask(
            "POST", f"{at}/messages", json={k: v for k, v in asked.items() if v is not None}
        )
