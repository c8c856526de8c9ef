"""Is a PostgreSQL that dies started again, and is it said when that fails?"""

import asyncio
import signal

import pytest

from lyoctl.embedded import Embedded
from lyoctl.watch import keep_postgres

pytestmark = pytest.mark.slow


@pytest.fixture
def postgres(tmp_path_factory):
    home = tmp_path_factory.mktemp("watched")
    for folder in (home, home.parent, home.parent.parent):
        folder.chmod(0o711)  # as root, PostgreSQL runs as nobody and must come through
    with Embedded(home / "postgres") as running:
        yield running


@pytest.fixture
async def said(postgres):
    """What the watcher says, while it watches."""
    lines = []
    watcher = asyncio.create_task(keep_postgres(postgres, lambda name, line: lines.append(line)))
    yield lines
    watcher.cancel()


async def until(condition):
    for _ in range(1000):
        if condition():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it did not come within 20 s")


async def test_a_killed_postgres_is_started_again(postgres, said):
    killed = postgres.pid
    postgres._process.send_signal(signal.SIGQUIT)

    await until(lambda: postgres.alive and postgres.pid != killed)

    assert said == ["ended; starting it again"]


async def test_one_that_cannot_start_is_named_and_tried_until_it_can(postgres, said):
    needed = postgres.data / "global" / "pg_control"
    hidden = needed.rename(needed.with_name("hidden"))
    postgres._process.send_signal(signal.SIGQUIT)
    await until(lambda: any("does not start" in line for line in said))

    hidden.rename(needed)

    await until(lambda: postgres.alive)
