"""Tells the sandbox of the numbers of applied files, so that one can write to them at once."""

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import httpx

from lyoctl.tenant_file import read
from lyoctl.tenant_schema import TenantFile, WhatsApp

OF_THE_SANDBOX = "sandbox-"


async def register(paths: Sequence[Path], sandbox_url: str) -> None:
    """Make the numbers known that answer with a token of the sandbox. Where no sandbox runs,
    nothing happens: it is for development only."""
    async with httpx.AsyncClient(base_url=sandbox_url, trust_env=False, timeout=2) as http:
        for path in paths:
            for number in numbers(read(path).says):
                with contextlib.suppress(httpx.HTTPError):
                    await http.post("/numbers", json=number)


def numbers(file: TenantFile) -> Iterator[dict[str, Any]]:
    """What `POST /numbers` of the sandbox takes."""
    for channel in file.channels:
        if isinstance(channel, WhatsApp) and channel.access_token.startswith(OF_THE_SANDBOX):
            yield {
                "phone_number_id": channel.address,
                "waba_id": channel.waba_id or channel.address,
                "display_number": channel.display_number,
                "token": channel.access_token,
            }
