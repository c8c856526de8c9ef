"""Worker processes on one lane queue, and what they wrote down."""

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
from psycopg.conninfo import make_conninfo

from lyoctl.children import _end_with_parent
from lyoctl.installation import ROOT
from services.common import lanes_sql
from services.common.row_security import tenant_table_sql
from tests.common.lane_queue import Queue, opened_queue
from tests.database_fixtures import LyoDatabase

TABLES = (
    *lanes_sql.create("sample", per_tenant=True),
    "CREATE TABLE starts (key text, job_id bigint, worker text,"
    " start_time timestamptz DEFAULT clock_timestamp())",
    "CREATE TABLE effects (n bigint GENERATED ALWAYS AS IDENTITY, tenant_id uuid, key text,"
    " job_id bigint UNIQUE, worker text, end_time timestamptz DEFAULT clock_timestamp())",
    *tenant_table_sql("effects"),
)


@dataclass(frozen=True)
class Pace:
    """The seconds that a worker counts with."""

    lease: float
    heartbeat: float
    poll: float


REAL = Pace(lease=6, heartbeat=2, poll=1)
QUICK = Pace(lease=1, heartbeat=0.3, poll=0.1)


@dataclass
class Member:
    """One process."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path

    def events(self) -> list[str]:
        return [json.loads(line)["event"] for line in self.log.read_text().splitlines()]

    def frozen(self) -> bool:
        return psutil.Process(self.process.pid).status() == psutil.STATUS_STOPPED

    def thaw(self) -> None:
        self.process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()


@dataclass
class Crew:
    """The processes of one test, and the queue that they work on."""

    queue: Queue
    folder: Path
    leaving: contextlib.ExitStack

    async def hire(self, name: str, pace: Pace = QUICK, **changed: str) -> Member:
        """Start a worker; return once it works."""
        member = self.start("lane_process", name, pace, **changed)
        await self.until(lambda: "working" in member.events(), member)
        return member

    def start(self, module: str, name: str, pace: Pace = QUICK, **changed: str) -> Member:
        log = self.folder / f"{name}.log"
        environment = {
            "PATH": os.environ["PATH"],
            "LANES_URL": self.queue.made.url("sample"),
            "LANES_NAME": name,
            "LANES_LEASE": f"{pace.lease}",
            "LANES_HEARTBEAT": f"{pace.heartbeat}",
            "LANES_POLL": f"{pace.poll}",
            "LANES_EACH": "20",
            **changed,
        }
        command = [sys.executable, "-m", f"tests.faults.{module}"]
        with log.open("wb") as output:
            process = subprocess.Popen(
                command,
                env=environment,
                cwd=ROOT,
                stdout=output,
                preexec_fn=_end_with_parent(os.getpid()),  # noqa: PLW1509 - it takes no lock
            )
        member = Member(name, process, log)
        self.leaving.callback(member.kill)
        return member

    async def until(self, holds: Callable[[], object], *alive: Member, seconds: float = 30) -> None:
        """Wait until it holds, as long as these processes live."""
        async with asyncio.timeout(seconds):
            while not await asyncio.to_thread(holds):
                for member in alive:
                    assert member.process.poll() is None, member.log.read_text()
                await asyncio.sleep(0.02)

    def url(self, **options: str) -> str:
        """The database, with options of its own for the connections of one process."""
        given = " ".join(f"-c {name}={value}" for name, value in options.items())
        return make_conninfo(self.queue.made.url("sample"), options=given)

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        return self.queue.made.rows(query, *values)

    def started(self, worker: str) -> set[int]:
        """The jobs that a worker has begun."""
        found = self.rows("SELECT job_id FROM sample.starts WHERE worker = %s", worker)
        return {job_id for (job_id,) in found}

    def done(self) -> list[tuple[int, str]]:
        """Each job that is done, and by whom."""
        return self.rows("SELECT job_id, worker FROM sample.effects ORDER BY job_id")


@asynccontextmanager
async def opened_crew(fresh: Callable[..., LyoDatabase], folder: Path) -> AsyncIterator[Crew]:
    async with opened_queue(fresh, TABLES) as queue:
        with contextlib.ExitStack() as leaving:
            yield Crew(queue, folder, leaving)
