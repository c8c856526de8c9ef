"""Lyo's own HTTP API, as a system of the owner calls it: with an API key, and nothing else."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

import httpx

PATIENCE_SECONDS = 30
NOT_DONE = "Nothing was done."
SAID = {
    "BOOKING_OVER": "This booking is over: it was cancelled, has expired or has taken place.",
    "BOOKING_NOT_FOUND": "This booking does not exist any more.",
    "ETAG_STALE": "This booking was changed meanwhile; it is shown as it stands now. Try again.",
    "NOT_REQUESTED": "The customer has not booked this yet, so there is nothing to approve.",
    "NOT_BEGUN": "This booking has not begun yet, so nobody can have missed it.",
    "RATE_LIMITED": f"That was too often within a minute. {NOT_DONE}",
    "SCOPE_MISSING": "The sandbox's API key may not do this.",
    "TENANTS_LIMITED": "The sandbox's API key is not for this business.",
    "DATABASE_AWAY": f"Lyo's database is away. {NOT_DONE} Try again.",
    "UPSTREAM_UNREACHABLE": f"A service of Lyo is away. {NOT_DONE} Try again.",
}
NO_KEY = "Lyo does not take the sandbox's API key: set LYO_SANDBOX_API_KEY to one that it knows."
AWAY = "Lyo's gateway does not answer. What was asked may or may not have been done."


@dataclass
class Refused(Exception):
    """Lyo says no, or nothing at all."""

    status: int
    reason: str
    message: str
    """For the owner to read."""

    @classmethod
    def by(cls, answer: httpx.Response) -> "Refused":
        """What a problem (RFC 9457) says, in words for people."""
        try:
            problem = answer.json()
        except ValueError:
            problem = {}
        reason = str(problem.get("reason", f"HTTP_{answer.status_code}"))
        said = NO_KEY if answer.status_code == 401 else SAID.get(reason)
        detail = problem.get("detail", "it did not say why")
        return cls(answer.status_code, reason, said or f"Lyo refused: {detail} ({reason}).")


class Lyo:
    """The gateway's `/admin`."""

    def __init__(self, http: httpx.AsyncClient, api_key: str) -> None:
        """`http` knows where the gateway is."""
        self._http = http
        self._key = {"Authorization": f"Bearer {api_key}"} if api_key else {}

    async def get(self, path: str, asked: Mapping[str, str] | None = None) -> dict[str, Any]:
        return await self._call("GET", path, params=asked)

    async def post(self, path: str, body: Mapping[str, str], *, etag: str = "") -> dict[str, Any]:
        """With the etag of what was seen, only that is changed."""
        match = {"If-Match": f'"{etag}"'} if etag else {}
        return await self._call("POST", path, json=dict(body), headers=match)

    async def pages(self, path: str, asked: Mapping[str, str]) -> AsyncIterator[dict[str, Any]]:
        """The pages of a list."""
        token = ""
        while True:
            page = await self.get(path, {**asked, "page_token": token})
            yield page
            token = page["next_page_token"]
            if not token:
                return

    async def _call(self, method: str, path: str, **asked: Any) -> dict[str, Any]:
        headers = {**self._key, **asked.pop("headers", {})}
        try:
            answer = await self._http.request(
                method, f"/admin{path}", headers=headers, timeout=PATIENCE_SECONDS, **asked
            )
        except httpx.HTTPError as error:
            raise Refused(502, "GATEWAY_AWAY", AWAY) from error
        if not answer.is_success:
            raise Refused.by(answer)
        found: dict[str, Any] = answer.json()
        return found
