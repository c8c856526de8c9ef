"""The owner of a business, who decides."""

from datetime import datetime
from typing import Any

import httpx

from tests.journeys.phone import Phone, Town


class Owner:
    """The owner's tab of one business, by the API that the page uses."""

    def __init__(self, town: Town, tenant: str) -> None:
        self.http = town.http
        self.path = f"/owner/{tenant}"

    async def booking_of(self, phone: Phone, day: datetime) -> dict[str, Any]:
        """What this customer has on the day."""
        asked = {"date": f"{day:%Y-%m-%d}"}
        answer = await self.http.get(f"{self.path}/day", params=asked)
        assert answer.status_code == 200, answer.text
        shown = answer.json()["bookings"]
        (found,) = [each for each in shown if each["customer"]["address"] == f"+{phone.customer}"]
        return dict(found)

    async def decides(self, booking: dict[str, Any], step: str, **more: Any) -> httpx.Response:
        path = f"{self.path}/bookings/{booking['booking_id']}/{step}"
        return await self.http.post(path, json=more)
