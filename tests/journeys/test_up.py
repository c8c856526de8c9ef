"""Does `make run` start, say where to look, end on time, and leave nothing behind?"""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx
import psutil
import pytest

from lyoctl.addresses import every_address
from lyoctl.installation import ROOT, SERVICES, Installation
from lyoctl.orphan import orphan
from tests.journeys.folder import new_folder


class Up:
    """`lyoctl up` as a process of its own, and what it printed so far."""

    def __init__(self, home: Path, installation: Installation) -> None:
        self.printed: list[str] = []
        self.begun = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "lyoctl", "up"],
            cwd=ROOT,
            env={**os.environ, **dict(every_address(installation)), "LYO_HOME": str(home)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.reader = threading.Thread(target=self._read)
        self.reader.start()

    def _read(self) -> None:
        assert self.process.stdout
        with self.process.stdout as stream:
            for line in stream:
                self.printed.append(line)

    def wait_for(self, pattern: str, seconds: float) -> float:
        """Return after how many seconds a line with the pattern was printed."""
        while time.monotonic() - self.begun < seconds:
            if any(re.search(pattern, line) for line in list(self.printed)):
                return time.monotonic() - self.begun
            assert self.process.poll() is None or pattern == "", "".join(self.printed)
            time.sleep(0.02)
        raise AssertionError(f"no {pattern!r} within {seconds} s:\n" + "".join(self.printed))

    def family(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def end(self, signum: signal.Signals) -> float:
        """Send the signal; return how many seconds the end took."""
        begun = time.monotonic()
        self.process.send_signal(signum)
        self.wait()
        return time.monotonic() - begun

    def wait(self) -> int:
        """Wait until it has ended and everything it printed was read."""
        code = self.process.wait(30)
        self.reader.join(5)
        return code

    def kill(self) -> None:
        """End it whatever the test did."""
        self.process.kill()
        self.wait()


@pytest.fixture
def home():
    # A space and a quote: a path as people have them.
    with new_folder("lyo run's ") as folder:
        yield folder


@pytest.fixture
def installation(home):
    return Installation.on_free_ports(home, {})


def test_it_starts_says_where_to_look_and_leaves_nothing_behind(home, installation):
    up = Up(home, installation)
    try:
        up.wait_for("Ctrl-C ends everything", 60)
        table = "".join(up.printed)
        assert f"{installation.sandbox_url}/" in table
        assert all(name in table for name in SERVICES)
        assert "book " in table
        answer = httpx.get(f"{installation.gateway_url}/health", trust_env=False)
        assert answer.status_code == 200
        family = up.family()
        assert len(family) > 6
        assert up.end(signal.SIGINT) < 10
        assert up.process.returncode == 0
        _, alive = psutil.wait_procs(family, timeout=0.5)
        assert alive == []
    finally:
        up.kill()

    again = Up(home, installation)
    try:
        assert again.wait_for("Ctrl-C ends everything", 60) < 15
        assert again.end(signal.SIGTERM) < 10
    finally:
        again.kill()


@pytest.mark.parametrize("phase", ["the schemas", "tenant, booking", "gateway and sandbox"])
def test_it_may_be_ended_while_it_starts(home, installation, phase):
    up = Up(home, installation)
    try:
        up.wait_for(f"starting {phase}", 60)
        family = up.family()

        assert up.end(signal.SIGINT) < 10
        _, alive = psutil.wait_procs(family, timeout=0.5)

        assert alive == []
        assert "Traceback" not in "".join(up.printed)
        assert up.printed[-1] == "lyo: all ended\n"
    finally:
        up.kill()


def test_a_killed_supervisor_takes_its_services_with_it(home, installation):
    up = Up(home, installation)
    try:
        up.wait_for("Ctrl-C ends everything", 60)
        services = [each for each in up.family() if "services." in " ".join(each.cmdline())]
        assert len(services) == len(SERVICES)

        up.kill()
        _, alive = psutil.wait_procs(services, timeout=8)

        assert alive == []
        # What the doctor then says: PostgreSQL is still there, and the next start stops it.
        assert psutil.pid_exists(orphan(home / "postgres"))
    finally:
        up.kill()
        end_postgres(home)


def end_postgres(home: Path) -> None:
    """What a killed supervisor leaves is stopped by the next start; here, by its own pid."""
    pid_file = home / "postgres" / "data" / "postmaster.pid"
    if pid_file.exists():
        with contextlib.suppress(ProcessLookupError):
            os.kill(int(pid_file.read_text().split()[0]), signal.SIGINT)


def test_a_port_in_use_is_one_line_that_says_what_to_do(home, installation):
    with socket.socket() as holder:
        host, _, port = installation.listen["booking"].rpartition(":")
        holder.bind((host, int(port)))
        holder.listen()
        up = Up(home, installation)
        code = up.wait()

    assert code == 1
    line = "".join(up.printed).strip()
    assert line.count("\n") == 0
    assert installation.listen["booking"] in line
    assert "LYO_BOOKING_LISTEN" in line


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_one_line(home, installation):
    home.chmod(0o500)
    up = Up(home / "inside", installation)
    assert up.wait() == 1
    assert "cannot be written" in "".join(up.printed)
