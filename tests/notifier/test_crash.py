"""What becomes of a message when the process that sends it dies, or the database goes away?"""

import asyncio
import contextlib
import os
import sys
from collections.abc import AsyncIterator

import pytest

from lyoctl.embedded import Embedded
from services.common.settings import Keys
from tests.common.serving import called_by_processes
from tests.database_fixtures import Databases
from tests.notifier.conftest import eventually, status
from tests.notifier.outside import ROOT
from tests.notifier.running import running_notifier

LONGEST = {"WHATSAPP_TIMEOUT_MS": 20_000}


@pytest.fixture
def database(lyo_database):
    return lyo_database("notifier")


@pytest.fixture
async def mesh(channels, switches, tmp_path) -> AsyncIterator[dict[str, str]]:
    """What a notifier process needs to reach the tenant service, whose key it shares."""
    key_file = tmp_path / "key"
    keys = Keys.read(key_file, make=True)
    registrations = [channels.registration(), switches.registration()]
    async with called_by_processes(keys, registrations) as port:
        yield {
            "LYO_KEY_FILE": str(key_file),
            "LYO_TENANT_TARGET": f"127.0.0.1:{port}",
        }


@contextlib.asynccontextmanager
async def worker_process(url, graph_url, mesh):
    """`python -m services.notifier work`, as in production."""
    environment = {
        **os.environ,
        **mesh,
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "protos" / "gen")]),
        "LYO_ENV": "test",
        "LYO_NOTIFIER_DATABASE_URL": url,
        "LYO_NOTIFIER_METRICS_LISTEN": "127.0.0.1:0",
        "LYO_NOTIFIER_GRAPH_URL": graph_url,
        "LYO_LEASE_SECONDS": "1.5",
        "LYO_HEARTBEAT_SECONDS": "0.5",
        "LYO_POLL_SECONDS": "0.1",
        **{name: str(value) for name, value in LONGEST.items()},
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "services.notifier",
        "work",
        env=environment,
        stdout=asyncio.subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def test_a_message_whose_process_was_killed_in_mid_call_is_settled_by_its_status(
    database, tenant_service, new_tenant, meta, mesh
):
    async with running_notifier(
        database, tenant_service, graph_url=meta.url, work=False, **LONGEST
    ) as notifier:
        tenant = await new_tenant(notifier.messages)
        await tenant.fault("hang", "accepted")
        async with worker_process(database.url("notifier"), meta.url, mesh) as process:
            first, second = await tenant.sends("one", "two")
            await eventually(tenant.calls)
            process.kill()

        async with notifier.working():
            unclear = await tenant.becomes(first, "AMBIGUOUS")
            assert unclear.reason == "CALL_INTERRUPTED"
            await tenant.told(status(first, "DELIVERED"))
            await tenant.becomes(second, "ACCEPTED")

        await tenant.becomes(first, "DELIVERED", within=0)
        assert await tenant.texts() == ["one", "two"]


async def test_what_a_provider_answered_while_the_database_was_away_is_stored_afterwards(
    tenant_service, new_tenant, meta, tmp_path_factory
):
    folder = tmp_path_factory.mktemp("postgres")
    for each in (folder, *folder.parents[:2]):
        each.chmod(0o711)  # as root, PostgreSQL runs as nobody and must come through
    with Embedded(folder / "data") as postgres:
        async with running_notifier(
            Databases(postgres)("notifier"), tenant_service, graph_url=meta.url
        ) as notifier:
            tenant = await new_tenant(notifier.messages)
            await tenant.fault("delay", 0.5)
            (message_id,) = await tenant.sends("Ciao")
            await eventually(tenant.calls)
            await asyncio.to_thread(postgres.stop)
            await asyncio.sleep(2)  # longer than the lease
            await asyncio.to_thread(postgres.start)

            message = await tenant.becomes(message_id, "ACCEPTED", within=20)

            assert message.attempts == 1
            assert await tenant.texts() == ["Ciao"]
