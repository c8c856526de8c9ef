"""A sandbox on a free port, two businesses in it, and a gateway that listens."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from openai import AsyncOpenAI

from sandbox.serving import running
from sandbox.settings import Settings
from tests.sandbox.gateway import ListeningGateway, listening
from tests.sandbox.openai_side import OpenAISide, sdk_of

SALON = """
tenant: {name: bella-salon, display_name: Bella Salon, time_zone: Europe/Rome, languages: [it, en]}
approval: automatic
channels:
  - {platform: whatsapp, address: "100000000000001", waba_id: "900000000000001",
     display_number: "+39 06 5550 0001", access_token: sandbox-bella-salon-token}
  - {platform: twilio, address: "whatsapp:+390655500011", access_token: sandbox-twilio-token,
     account_sid: AC00000000000000000000000000000001}
offerings: [{name: taglio, display_name: Taglio, length: 30m, default: true}]
resources: [{name: anna, display_name: Anna, hours: {tue-sat: ["09:00-13:00", "14:00-19:00"]}}]
"""
CONSULTANT = """
tenant: {name: stella, display_name: Stella, time_zone: America/New_York, languages: [en]}
channels: [{platform: whatsapp, address: "100000000000003", waba_id: "900000000000003"}]
"""
EVENTS = """
tenant: {name: nibog, display_name: NIBOG, time_zone: Asia/Kolkata, languages: [en]}
channels: [{platform: zaptra, address: nibog, access_token: sandbox-zaptra-token}]
"""
KEEP_ALIVE_SECONDS = 2
SALON_TOKEN = "sandbox-bella-salon-token"
SATURDAY_NOON = datetime(2026, 12, 19, 11, 0, tzinfo=UTC)


class SettableClock:
    """Time that moves when told to, and a little with every look, as it does."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        self.now += timedelta(microseconds=1)
        return self.now

    def advance(self, **by: float) -> None:
        self.now += timedelta(**by)


class Sandbox:
    """What a test does with the sandbox, by its API alone."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self.http = http

    async def writes(self, customer: str = "393335550101", **wish: Any) -> dict[str, Any]:
        answer = await self.http.post(chat_path(customer), json=wish)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def chat(self, customer: str = "393335550101", **query: Any) -> dict[str, Any]:
        return dict((await self.http.get(chat_path(customer), params=query)).json())

    async def sends(
        self,
        body: Any,
        *,
        number: str = "100000000000001",
        token: str = SALON_TOKEN,
        **more: Any,
    ) -> httpx.Response:
        """A call of the Graph API, as a provider's customer would make it."""
        path = f"/v25.0/{number}/messages"
        headers = {"Authorization": f"Bearer {token}"}
        return await self.http.post(path, json=body, headers=headers, **more)

    async def answers(self, customer: str = "393335550101", **more: Any) -> str:
        """Send a plain text; its id."""
        answer = await self.sends(a_text(customer, **more))
        assert answer.status_code == 200, answer.text
        return str(answer.json()["messages"][0]["id"])

    async def journal(self, **query: Any) -> list[dict[str, Any]]:
        return list((await self.http.get("/journal", params=query)).json())

    async def fault(self, **asked: Any) -> None:
        answer = await self.http.post("/faults", json={"provider": "meta", **asked})
        assert answer.status_code == 201, answer.text


def a_template(name: str, language: str = "it", *texts: str, **more: Any) -> dict[str, Any]:
    """A template sent to Giulia, its body filled in with these texts."""
    body = {"type": "body", "parameters": [{"type": "text", "text": text} for text in texts]}
    template = {"name": name, "language": {"code": language}, "components": [body]}
    asked = {"messaging_product": "whatsapp", "to": "393335550101", "type": "template"}
    return {**asked, "template": {**template, **more}}


def chat_path(customer: str, number: str = "100000000000001") -> str:
    return f"/phones/whatsapp/{number}/{customer}/messages"


def a_text(to: str = "393335550101", body: str = "Ciao", **more: Any) -> dict[str, Any]:
    return {
        "messaging_product": "whatsapp",
        "to": to,
        "type": "text",
        "text": {"body": body},
        **more,
    }


@pytest.fixture(scope="session")
def tenants(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tenants")
    (folder / "bella-salon.yaml").write_text(SALON)
    (folder / "stella.yaml").write_text(CONSULTANT)
    (folder / "nibog.yaml").write_text(EVENTS)
    return folder


@pytest.fixture(scope="session")
def one_clock() -> SettableClock:
    return SettableClock(SATURDAY_NOON)


@pytest.fixture
def clock(one_clock: SettableClock) -> SettableClock:
    one_clock.now = SATURDAY_NOON
    return one_clock


@pytest.fixture(scope="session")
async def one_gateway() -> AsyncIterator[ListeningGateway]:
    async with listening() as gateway:
        yield gateway


@pytest.fixture
async def gateway(one_gateway: ListeningGateway) -> ListeningGateway:
    one_gateway.clear()
    return one_gateway


Opened = Callable[..., AbstractAsyncContextManager[Sandbox]]


@pytest.fixture(scope="session")
def open_sandbox(tenants: Path, one_clock: SettableClock, one_gateway: ListeningGateway) -> Opened:
    """A sandbox with other settings than usual."""

    @contextlib.asynccontextmanager
    async def opened(**settings: Any) -> AsyncIterator[Sandbox]:
        chosen = Settings(
            **{
                "listen": "127.0.0.1:0",
                "gateway_url": one_gateway.url,
                "tenants": tenants,
                "status_delay_seconds": 0.01,
                "redelivery_first_seconds": 0.05,
                "redelivery_longest_seconds": 0.2,
                **settings,
            }
        )
        async with (
            running(chosen, one_clock) as served,
            # Shorter than the server keeps them, however long a test held everything up.
            httpx.AsyncClient(
                base_url=served.url, limits=httpx.Limits(keepalive_expiry=KEEP_ALIVE_SECONDS)
            ) as http,
        ):
            yield Sandbox(http)

    return opened


@pytest.fixture(scope="session")
async def one_sandbox(open_sandbox: Opened) -> AsyncIterator[Sandbox]:
    async with open_sandbox() as sandbox:
        yield sandbox


@pytest.fixture
async def sandbox(
    one_sandbox: Sandbox, gateway: ListeningGateway, clock: SettableClock
) -> AsyncIterator[Sandbox]:
    """The sandbox as freshly started. (It is one for all tests: stopping takes 0.2 s.)"""
    yield one_sandbox
    await one_sandbox.http.post("/reset")
    # What was on its way when the reset came arrives now, not in the next test.
    await asyncio.sleep(0.01)


@pytest.fixture(scope="session")
async def one_sdk(one_sandbox: Sandbox) -> AsyncIterator[AsyncOpenAI]:
    async with sdk_of(one_sandbox.http) as sdk:
        yield sdk


@pytest.fixture
def side(sandbox: Sandbox, one_sdk: AsyncOpenAI) -> OpenAISide:
    """The sandbox's OpenAI, called by the real SDK."""
    return OpenAISide(sandbox.http, one_sdk)
