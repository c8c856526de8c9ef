"""The outside world: the sandbox as a process of its own, and what a test asks of it."""

import asyncio
import contextlib
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).parents[2]


class Outside:
    """The sandbox, by its API alone."""

    def __init__(self, url: str, http: httpx.AsyncClient) -> None:
        self.url = url
        self.http = http

    async def number(self, address: str, token: str) -> None:
        """A business number exists, and this token may send from it: no other one may any more."""
        number = {"phone_number_id": address, "waba_id": address, "token": token}
        await self._post("/numbers", number)

    async def fault(self, address: str, action: str, value: Any, *, times: int) -> None:
        """What goes wrong with the next calls that send from this number."""
        fault = {"action": action, "value": value, "times": times, "match": f"/{address}/"}
        await self._post("/faults", {"provider": "meta", **fault})

    async def calls(self, address: str) -> list[dict[str, Any]]:
        """The calls that Meta received for this number, oldest first."""
        journal = (await self.http.get("/journal", params={"provider": "meta"})).json()
        return [entry for entry in journal if f"/{address}/" in entry["path"]]

    async def _post(self, path: str, body: Any) -> None:
        answer = await self.http.post(path, json=body)
        assert answer.is_success, answer.text


@contextlib.asynccontextmanager
async def outside(tenants: Path) -> AsyncIterator[Outside]:
    """`python -m sandbox` on a free port. Its webhooks go nowhere: tests tell the statuses."""
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "protos" / "gen")]),
        "LYO_SANDBOX_LISTEN": "127.0.0.1:0",
        "LYO_SANDBOX_GATEWAY_URL": "http://127.0.0.1:9",
        "LYO_SANDBOX_TENANTS": str(tenants),
        "LYO_SANDBOX_STATUS_DELAY_SECONDS": "3600",
        "LYO_SANDBOX_WINDOW_HOURS": "0",
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "sandbox", env=environment, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        first_line = (await process.stdout.readline()).decode()
        url = first_line.removeprefix("sandbox: ").strip()
        async with httpx.AsyncClient(base_url=url) as http:
            yield Outside(url, http)
    finally:
        process.terminate()
        await process.wait()
