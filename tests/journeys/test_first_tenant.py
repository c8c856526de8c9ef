"""Does one number answer that stands only in the environment?"""

import asyncio
import signal
import time

import pytest

from tests.journeys.phone import Phone

NUMBER, TOKEN = "100000000000901", "sandbox-first-token"


@pytest.fixture
async def first(mesh, town, lines):
    """The tenant service, started again with a number in its environment."""
    tenant = mesh.children["tenant"]
    before = tenant.variables
    tenant.variables = {**before, "WH_PHONE_ID": NUMBER, "WH_TOKEN": TOKEN}
    number = {"phone_number_id": NUMBER, "waba_id": NUMBER, "token": TOKEN}
    await town.http.post("/numbers", json=number)
    tenant.signal(signal.SIGTERM)
    end = time.monotonic() + 20
    while not any("first_tenant_made" in line for line in lines.of("tenant")):
        assert time.monotonic() < end, "\n".join(lines.of("tenant")[-20:])
        await asyncio.sleep(0.05)
    yield
    tenant.variables = before


async def test_the_first_tenant_answers_with_the_installations_token(first, town):
    phone = Phone(town, NUMBER, "393339990901")

    answer = await phone.ask("help", within=30)

    assert "book" in answer["text"]
    assert [call["status"] for call in await town.journal("393339990901")] == [200]
