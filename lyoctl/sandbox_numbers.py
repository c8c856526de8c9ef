"""Tells the sandbox of the numbers of applied files, so that one can write to them at once."""

from collections.abc import Sequence
from typing import Any

import httpx

from lyoctl.tenant_file import Source, TenantFileError
from lyoctl.tenant_schema import WhatsApp
from lyoctl.tenant_secrets import is_of_the_sandbox


async def register(sources: Sequence[Source], sandbox_url: str) -> list[str]:
    """Make the numbers known that answer with a token of the sandbox, which forgets them when it
    ends; what it was not told, and why. Where no sandbox runs, nothing happens: it is for
    development only."""
    async with httpx.AsyncClient(base_url=sandbox_url, trust_env=False, timeout=2) as http:
        try:
            await http.get("/health")
            return [note for source in sources for note in await _register(source, http)]
        except httpx.HTTPError:
            return []


async def _register(source: Source, http: httpx.AsyncClient) -> list[str]:
    found, notes = numbers(source)
    for number in found:
        await http.post("/numbers", json=number)
    return notes


def numbers(source: Source) -> tuple[list[dict[str, Any]], list[str]]:
    """What `POST /numbers` of the sandbox takes, and a line on each token that cannot be read."""
    found, notes = [], []
    for position, channel in enumerate(source.says.channels):
        if not isinstance(channel, WhatsApp):
            continue
        try:
            token = source.secret(channel.access_token, "channels", position, "access_token")
        except TenantFileError as error:
            notes.append(f"{error}: `lyoctl chat` may not reach {channel.address}")
            continue
        if is_of_the_sandbox(token):
            found.append(_number(channel, token))
    return found, notes


def _number(channel: WhatsApp, token: str) -> dict[str, Any]:
    return {
        "phone_number_id": channel.address,
        "waba_id": channel.waba_id or channel.address,
        "display_number": channel.display_number,
        "token": token,
    }
