"""Does a switch act within five seconds in every process, without a restart?"""

import asyncio

import httpx
import pytest

from lyoctl.installation import DEMO

FIVE_SECONDS = 5.0


@pytest.fixture
async def admin(mesh):
    """/admin, with a key to everything; what a test switched is as it was afterwards."""
    headers = {"authorization": f"Bearer {DEMO['LYO_API_KEY']}"}
    base = mesh.installation.gateway_url
    async with httpx.AsyncClient(base_url=base, headers=headers, trust_env=False) as http:
        yield http
        await http.put("/admin/flags/assistant", json={"unset": True})
        await asyncio.sleep(FIVE_SECONDS)


async def test_a_kill_switch_silences_and_lets_speak_again_within_five_seconds(admin, giulia):
    await giulia.ask("help")

    answer = await admin.put("/admin/flags/assistant", json={"enabled": False})
    assert answer.status_code == 200, answer.text
    await asyncio.sleep(FIVE_SECONDS)
    await giulia.write("help")
    assert await giulia.stays_silent(2)

    await admin.put("/admin/flags/assistant", json={"enabled": True})
    await asyncio.sleep(FIVE_SECONDS)
    await giulia.ask("help")
