"""Tells the sandbox of the numbers of applied files, so that one can write to them at once."""

from collections.abc import Iterator, Sequence
from typing import Any

import httpx

from lyoctl.tenant_file import Source, TenantFileError
from lyoctl.tenant_schema import Twilio, WhatsApp, Zaptra
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
    for path, number in found:
        await http.post(path, json=number)
    return notes


def numbers(source: Source) -> tuple[list[tuple[str, dict[str, Any]]], list[str]]:
    """What the sandbox takes and where it is posted to, and a line on each token that cannot be
    read."""
    found: list[tuple[str, dict[str, Any]]] = []
    notes: list[str] = []
    for position, channel in enumerate(source.says.channels):
        if not isinstance(channel, WhatsApp | Twilio | Zaptra):
            continue
        try:
            token = source.secret(channel.access_token, "channels", position, "access_token")
        except TenantFileError as error:
            notes.append(f"{error}: `lyoctl chat` may not reach {channel.address}")
            continue
        if is_of_the_sandbox(token):
            found += _posted(channel, token)
    return found, notes


def _posted(
    channel: WhatsApp | Twilio | Zaptra, token: str
) -> Iterator[tuple[str, dict[str, Any]]]:
    match channel:
        case WhatsApp():
            yield "/numbers", _number(channel, token)
        case Twilio() if channel.account_sid:
            yield "/twilio/senders", _sender(channel, token)
        case Zaptra():
            yield "/zaptra/accounts", {"address": channel.address, "token": token}


def _number(channel: WhatsApp, token: str) -> dict[str, Any]:
    return {
        "phone_number_id": channel.address,
        "waba_id": channel.waba_id or channel.address,
        "display_number": channel.display_number,
        "token": token,
    }


def _sender(channel: Twilio, token: str) -> dict[str, Any]:
    return {
        "address": channel.address,
        "account_sid": channel.account_sid,
        "display_number": channel.display_number,
        "token": token,
    }
