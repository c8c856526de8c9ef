"""HTTP as all providers use it: one client, known hosts, limits of time and size, no redirects.

What matters most is told apart here: whether the request may have reached the other side.
"""

import asyncio
import contextlib
import functools
import json
import ssl
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

from services.common.logs import Secret
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
    value: Any = None
    """The JSON that came; None where none did, or more than was to be read."""

    @property
    def body(self) -> Mapping[str, Any]:
        """The JSON object that came; empty where none did."""
        return self.value if isinstance(self.value, dict) else {}

    @property
    def taken(self) -> bool:
        """Whether the status says that it went well."""
        return 200 <= self.status < 300


@dataclass(frozen=True)
class Login:
    """Who calls, where a name goes with the secret."""

    name: str
    password: Secret


class Http:
    """The one client of the process. Open it with `opened`.

    All calls raise TryAgain where nothing was sent, Unclear where nobody knows what was. What they
    raise does not lead to the request: its address may hold a token.
    """

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

    async def post_json(
        self, url: str, body: Mapping[str, Any], *, bearer: Secret | None = None
    ) -> Answer:
        """Post a JSON object."""
        request = self._client.build_request("POST", url, headers=_bearer(bearer), json=body)
        return await self._answer(request, None, ANSWER_LIMIT)

    async def post_form(self, url: str, form: Mapping[str, str], *, login: Login) -> Answer:
        """Post a form."""
        request = self._client.build_request("POST", url, data=dict(form))
        return await self._answer(request, login, ANSWER_LIMIT)

    async def get(
        self,
        url: str,
        query: Mapping[str, str],
        *,
        bearer: Secret | None = None,
        login: Login | None = None,
        limit: int = ANSWER_LIMIT,
    ) -> Answer:
        """Ask; `limit` is how many bytes of the answer are read."""
        request = self._client.build_request("GET", url, params=query, headers=_bearer(bearer))
        return await self._answer(request, login, limit)

    async def _answer(self, request: httpx.Request, login: Login | None, limit: int) -> Answer:
        auth = httpx.BasicAuth(login.name, login.password.reveal()) if login else None
        try:
            async with asyncio.timeout(self._total):
                response = await self._client.send(request, auth=auth, stream=True)
                try:
                    value = await _json_in(response, limit)
                finally:
                    await response.aclose()
        except TimeoutError:
            raise Unclear("PROVIDER_TIMEOUT", "no answer in time") from None
        except (httpx.HTTPError, aiohttp.ClientError, OSError) as error:
            raise _unanswered(error) from None
        return Answer(response.status_code, response.headers, value)


def _bearer(token: Secret | None) -> dict[str, str]:
    return {"Authorization": f"Bearer {token.reveal()}"} if token else {}


def _transport() -> AiohttpTransport:
    """Keeps connections, and nothing else: a cookie would tell one tenant's calls to another's."""
    context = _trusted()
    connector = aiohttp.TCPConnector(limit=CONNECTIONS, ssl=context, keepalive_timeout=IDLE_SECONDS)
    session = aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())
    return AiohttpTransport(verify=context, client=session)


@functools.cache
def _trusted() -> ssl.SSLContext:
    """Whose certificates are believed. To read them takes a while, and they stay the same."""
    return httpx.create_ssl_context()


def _unanswered(error: Exception) -> TryAgain | Unclear:
    """The transport's own exceptions do not tell refused from broken connections: a connection
    that breaks after the request was written comes as httpx.ConnectTimeout. Their cause does."""
    cause = error if isinstance(error, aiohttp.ClientError) else error.__cause__
    kind = type(cause or error).__name__
    if isinstance(cause, _NOT_WRITTEN):
        return TryAgain("PROVIDER_UNREACHABLE", kind, fault=True)
    return Unclear(
        "PROVIDER_TIMEOUT" if isinstance(error, httpx.ReadTimeout) else "NO_ANSWER", kind
    )


async def _json_in(response: httpx.Response, limit: int) -> Any:
    content = bytearray()
    async for part in response.aiter_raw():
        content += part
        if len(content) > limit:
            return None
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None
