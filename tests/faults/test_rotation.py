"""10,000 secrets come under new keys while they are read, though the change is killed in it."""

import asyncio
import os
import signal
import time

import pytest

from services.common.envelope import KeyRing
from tests.faults.conftest import Size
from tests.faults.report import Report
from tests.tenant.rotating import Installation, Place, Readers, fill
from tests.tenant.running import running_tenant

KEYS = {"first": os.urandom(32), "second": os.urandom(32), "third": os.urandom(32)}
CHANNELS = 10


@pytest.fixture
async def installation(lyo_database, tmp_path) -> Installation:
    return Installation(tmp_path, lyo_database("tenant"))


@pytest.fixture
async def tokens(installation: Installation, size: Size) -> dict[Place, str]:
    """The tokens of many tenants, all under the first key."""
    async with running_tenant(installation.database, ring=ring(installation, "first")) as before:
        return await fill(before, size(4, 1000), CHANNELS)


async def test_no_read_fails_while_keys_change_and_the_change_is_killed(
    installation: Installation, tokens: dict[Place, str], full: bool, report: Report
):
    serving = ring(installation, "second", "first", "third")
    async with running_tenant(installation.database, ring=serving) as tenant:
        for key, how in (("second", "rewrapped"), ("third", "sealed anew")):
            async with Readers(tenant, tokens) as readers:
                seconds = await changed(installation, key, anew=how == "sealed anew", full=full)
            assert readers.failures == []
            figures = {"reads_meanwhile": readers.asked, "failed": len(readers.failures)}
            report(f"keys of {len(tokens)} secrets, {how}", seconds=round(seconds, 1), **figures)

    async with running_tenant(installation.database, ring=ring(installation, "third")) as after:
        for place, token in tokens.items():
            assert await after.token_of(*place) == token


def ring(installation: Installation, *names: str) -> KeyRing:
    """The ring with these keys, the current one first."""
    return installation.ring(**{name: KEYS[name] for name in names})


async def changed(installation: Installation, key: str, *, anew: bool, full: bool) -> float:
    """Bring all secrets under the key; how long it took the one who was not killed."""
    arguments = ["--data-keys"] if anew else []
    keys = {key: KEYS[key], **KEYS}
    everyone = installation.wrapped_by().total()
    await kill_in_the_middle(installation, key, arguments, keys, at=everyone // 3 if full else 0)
    assert 0 < installation.wrapped_by()[key] < everyone
    begun = time.perf_counter()
    code, said = await installation.rotate(*arguments, **keys)
    assert (code, installation.wrapped_by()) == (0, {key: everyone}), said
    return time.perf_counter() - begun


async def kill_in_the_middle(
    installation: Installation, key: str, arguments: list[str], keys: dict[str, bytes], *, at: int
) -> None:
    """SIGKILL once so many tenants are done; 0: after the first."""
    if at == 0:
        installation.fault("tenant.keys_changed")
    process = await installation.rotating(*arguments, **keys)
    while at and installation.wrapped_by()[key] < at:
        assert process.returncode is None, "it was over before it could be killed"
        await asyncio.sleep(0.02)
    if at:
        process.kill()
    await process.communicate()
    assert process.returncode == -signal.SIGKILL
