"""HTTP as all providers use it: one client, known hosts, limits of time and size, no redirects.

What matters most is told apart here: whether the request may have reached the other side.
"""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from http.cookiejar import CookieJar, DefaultCookiePolicy
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import httpx
from httpx_aiohttp import AiohttpTransport

from services.notifier.domain.outcomes import TryAgain, Unclear

ANSWER_LIMIT = 64 * 1024
"""Bytes of an answer that are read; those of providers have a few hundred."""

CONNECTIONS = 256
IDLE_SECONDS = 4
"""A connection idle for longer is not used again. Servers close theirs after 5 s and more: a
request written into a connection that is being closed would leave open whether it was read."""

_NOT_WRITTEN = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)
"""Name not found, connection refused, TLS failed, not connected in time: nothing was sent yet."""


class HostNotAllowed(ValueError):
    """A setting names a host that messages and tokens may not be sent to."""


def checked_url(url: str, hosts: frozenset[str], *, loopback: bool) -> str:
    """The URL without a slash at its end, if it is https to one of the hosts; or, where `loopback`
    allows it, anything on this machine (the sandbox)."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    known = parts.scheme == "https" and host in hosts and parts.port in {None, 443}
    here = loopback and parts.scheme in {"http", "https"} and _is_loopback(host)
    if not (known or here) or parts.username or parts.query or parts.fragment:
        raise HostNotAllowed(f"not a place to send messages to: {parts.scheme}://{host}")
    return url.rstrip("/")


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


@dataclass(frozen=True)
class Answer:
    status: int
    headers: httpx.Headers
    body: Mapping[str, Any]
    """The JSON object that came; empty where none did."""


class Http:
    """The one client of the process. Open it with `opened`."""

    def __init__(self, client: httpx.AsyncClient, total: timedelta) -> None:
        self._client = client
        self._total = total.total_seconds()

    @classmethod
    @contextlib.asynccontextmanager
    async def opened(
        cls,
        *,
        connect: timedelta = timedelta(seconds=2),
        total: timedelta = timedelta(seconds=10),
    ) -> AsyncIterator["Http"]:
        """`connect` is for reaching the other side, `total` for everything with the answer."""
        seconds = min(connect, total).total_seconds()
        async with httpx.AsyncClient(
            transport=_transport(),
            timeout=httpx.Timeout(total.total_seconds(), connect=seconds, pool=seconds),
            headers={"Accept-Encoding": "identity", "User-Agent": "lyo"},
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            follow_redirects=False,
        ) as client:
            yield cls(client, total)

    async def post(self, url: str, *, token: str, body: Mapping[str, Any]) -> Answer:
        """Raises TryAgain where nothing was sent, Unclear where nobody knows what was."""
        headers = {"Authorization": f"Bearer {token}"}
        try:
            async with (
                asyncio.timeout(self._total),
                self._client.stream("POST", url, headers=headers, json=body) as response,
            ):
                return Answer(response.status_code, response.headers, await _object_in(response))
        except TimeoutError as error:
            raise Unclear("PROVIDER_TIMEOUT", "no answer in time") from error
        except (httpx.HTTPError, aiohttp.ClientError, OSError) as error:
            raise _unanswered(error) from error


def _transport() -> AiohttpTransport:
    """Keeps connections, and nothing else: a cookie would tell one tenant's calls to another's."""
    context = httpx.create_ssl_context()
    connector = aiohttp.TCPConnector(limit=CONNECTIONS, ssl=context, keepalive_timeout=IDLE_SECONDS)
    session = aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())
    return AiohttpTransport(verify=context, client=session)


def _unanswered(error: Exception) -> TryAgain | Unclear:
    """The transport's own exceptions do not tell refused from broken connections: a connection
    that breaks after the request was written comes as httpx.ConnectTimeout. Their cause does."""
    cause = error if isinstance(error, aiohttp.ClientError) else error.__cause__
    kind = type(cause or error).__name__
    if isinstance(cause, _NOT_WRITTEN):
        return TryAgain("PROVIDER_UNREACHABLE", kind)
    return Unclear(
        "PROVIDER_TIMEOUT" if isinstance(error, httpx.ReadTimeout) else "NO_ANSWER", kind
    )


async def _object_in(response: httpx.Response) -> Mapping[str, Any]:
    content = bytearray()
    async for part in response.aiter_raw():
        content += part
        if len(content) > ANSWER_LIMIT:
            return {}
    try:
        value = json.loads(content)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}
