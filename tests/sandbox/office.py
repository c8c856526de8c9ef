"""Lyo's `/admin` as the sandbox sees it: bookings that are listed and decided, by whoever has the
key. It only keeps what it is asked and answers what it was given."""

import contextlib
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

from aiohttp import web

KEY = "lyo_a_key_of_tests"
BELLA, STELLA = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"
GIULIA = "33333333-3333-4333-8333-333333333333"
TENANTS = [
    {"tenant_id": BELLA, "name": "bella-salon", "time_zone": "Europe/Rome"},
    {"tenant_id": STELLA, "name": "stella", "time_zone": "America/New_York"},
]


def booking(number: int, start: str, end: str, **more: Any) -> dict[str, Any]:
    """As Lyo shows one; instants such as `2026-12-19T09:00:00Z`."""
    return {
        "booking_id": f"{number:08d}-0000-4000-8000-000000000000",
        "customer_id": GIULIA,
        "offering_name": "Taglio",
        "start_time": start,
        "end_time": end,
        "state": "BOOKING_STATE_CONFIRMED",
        "segments": [{"resource_name": "Anna"}],
        "etag": f"etag-{number}",
        "party_size": 1,
        "note": "",
        "cancel_reason": "",
        **more,
    }


class Office:
    """The doors of `/admin` that the owner's side knocks at."""

    def __init__(self) -> None:
        self.url = ""
        self.clear()

    def clear(self) -> None:
        self.bookings: dict[str, list[dict[str, Any]]] = {BELLA: [], STELLA: []}
        self.decided: list[tuple[str, str, dict[str, Any]]] = []
        """The path, `If-Match` and the body of each decision."""
        self.refusal: tuple[int, dict[str, str]] | None = None
        self.customers_asked = 0
        self.most_a_page = 200

    async def tenants(self, _: web.Request) -> web.Response:
        return web.json_response({"tenants": TENANTS, "next_page_token": ""})

    async def customer(self, request: web.Request) -> web.Response:
        self.customers_asked += 1
        if request.match_info["customer_id"] != GIULIA:
            return web.json_response({"reason": "CUSTOMER_NOT_FOUND"}, status=404)
        identities = [{"kind": "IDENTITY_KIND_PHONE", "value": "+393335550101"}]
        return web.json_response({"display_name": "Giulia Conti", "identities": identities})

    async def listed(self, request: web.Request) -> web.Response:
        found = [
            each
            for each in self.bookings[request.match_info["tenant_id"]]
            if _is_asked(each, dict(request.query))
        ]
        first = int(request.query.get("page_token") or 0)
        size = min(int(request.query["page_size"]), self.most_a_page)
        end = first + size
        token = str(end) if end < len(found) else ""
        return web.json_response({"bookings": found[first:end], "next_page_token": token})

    async def decide(self, request: web.Request) -> web.Response:
        match = request.headers.get("If-Match", "")
        self.decided.append((request.path, match, await request.json()))
        bookings = self.bookings[request.match_info["tenant_id"]]
        wanted = request.match_info["booking_id"]
        return web.json_response(next(each for each in bookings if each["booking_id"] == wanted))

    @web.middleware
    async def door(self, request: web.Request, handler: Any) -> web.StreamResponse:
        if request.headers.get("Authorization") != f"Bearer {KEY}":
            return web.json_response({"reason": "KEY_UNKNOWN"}, status=401)
        if self.refusal:
            return web.json_response(self.refusal[1], status=self.refusal[0])
        answer: web.StreamResponse = await handler(request)
        return answer


def _is_asked(booking: dict[str, Any], query: dict[str, str]) -> bool:
    instants = {name: datetime.fromisoformat(text) for name, text in query.items() if "s_" in name}
    start, end = (datetime.fromisoformat(booking[name]) for name in ("start_time", "end_time"))
    return (
        ("states" not in query or booking["state"] == query["states"])
        and end > instants.get("ends_after", start)
        and start < instants.get("starts_before", end)
    )


@contextlib.asynccontextmanager
async def opened() -> AsyncIterator[Office]:
    """An office that listens."""
    office = Office()
    app = web.Application(middlewares=[office.door])
    below = "/admin/tenants/{tenant_id}"
    app.router.add_get("/admin/tenants", office.tenants)
    app.router.add_get(f"{below}/bookings", office.listed)
    app.router.add_get(f"{below}/customers/{{customer_id}}", office.customer)
    app.router.add_post(f"{below}/bookings/{{booking_id}}/{{step}}", office.decide)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    office.url = "http://{}:{}".format(*runner.addresses[0][:2])
    try:
        yield office
    finally:
        await runner.cleanup()
