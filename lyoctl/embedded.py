"""PostgreSQL out of the wheel, as a child process: loopback TCP with passwords, and no socket file.

`with Embedded(home) as postgres:` makes it, or finds it as it was left, and ends it. One process
holds it at a time; what a killed one left running is stopped by the next.
"""

import fcntl
import hashlib
import hmac
import os
import signal
import socket
import subprocess
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

import psycopg
from psycopg import sql

from lyoctl.embedded_cluster import as_account, make_cluster
from lyoctl.embedded_files import (
    EmbeddedError,
    account,
    found_home,
    home_for,
    programs,
    unwritable,
)
from lyoctl.orphan import command_of, pid_file

CONFIGURATION = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "timezone": "UTC",
    "max_connections": "200",
    "jit": "off",
}
READY_SECONDS = 60.0
ATTEMPTS = 3


class Busy(EmbeddedError):
    """Another process holds this home; the text names it."""


class Embedded:
    """One PostgreSQL in one folder. `port` 0: the one of last time, or any that is free."""

    def __init__(
        self,
        home: Path,
        *,
        port: int = 0,
        configuration: Mapping[str, str] | None = None,
        major: int = 18,
    ) -> None:
        self.wanted_home = home
        self.wanted_port = port
        self.configuration = {**CONFIGURATION, **(configuration or {})}
        self.major = major
        self.port = 0
        self._process: subprocess.Popen[bytes] | None = None

    @classmethod
    def standing(cls, home: Path) -> Self | None:
        """The one that was made in this home, to connect to while another process holds it; None:
        there is none."""
        made = found_home(home)
        if not (made / "port").exists():
            return None
        postgres = cls(home)
        postgres.home = made
        postgres.port = int((made / "port").read_text())
        postgres._secret = (made / "secret").read_text()
        return postgres

    def __enter__(self) -> Self:
        self.home = home_for(self.wanted_home)
        self.data = self.home / "data"
        self.account = account(self.data)
        try:
            self._lock = self._locked()
        except OSError as error:
            raise unwritable(self.home, error) from error
        try:
            self._prepare()
            self.start()
        except BaseException as error:
            self._leave()
            if isinstance(error, OSError):
                raise unwritable(self.home, error) from error
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._leave()

    def _leave(self) -> None:
        self.stop()
        os.close(self._lock)

    # Running

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Start it and return once it answers. Another port is tried if this one is taken."""
        for attempt in range(1, ATTEMPTS + 1):
            self.port = self._choose_port(fresh=attempt > 1)
            self._spawn()
            if self._answers():
                return
            said = self._said()
            if "could not bind" not in said:
                raise EmbeddedError(f"PostgreSQL does not start in {self.home}: {_reason(said)}")
            if self.wanted_port:
                break
        raise EmbeddedError(f"port {self.port} is in use: end what uses it or choose another")

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """End it: SIGINT at once but cleanly, SIGQUIT as a crash would."""
        if self._process is None:
            return
        if self.alive:
            self._process.send_signal(how)
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    # What is in it

    def password(self, role: str) -> str:
        """Derived from the one secret in the home: nothing else has to be kept."""
        if role == "postgres":
            return self._secret
        return hmac.new(self._secret.encode(), role.encode(), hashlib.sha256).hexdigest()

    def url(self, role: str = "postgres", database: str = "postgres") -> str:
        return f"postgresql://{role}:{self.password(role)}@127.0.0.1:{self.port}/{quote(database)}"

    def create_database(self, name: str, *, template: str | None = None) -> None:
        """Make a database, empty or as a copy. A copy loses what roles are granted and set in the
        database itself: `services.common.bootstrap.admit` gives that back."""
        copied = sql.SQL(" TEMPLATE {}").format(sql.Identifier(template or "template1"))
        self._administer(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)) + copied)

    def drop_database(self, name: str) -> None:
        """Remove a database, whoever is still connected to it."""
        drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
        self._administer(drop.format(sql.Identifier(name)))

    def has_database(self, name: str) -> bool:
        with psycopg.connect(self.url(), autocommit=True) as connection:
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,))
            return found.fetchone() is not None

    def _administer(self, statement: sql.Composed) -> None:
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(statement)

    # Making it

    def _locked(self) -> int:
        """The lock that is ours while this process lives, however it ends."""
        lock = os.open(self.home / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(lock, 20).decode().strip()
            os.close(lock)
            raise Busy(f"{self.home} is in use by pid {holder}: end that process first") from None
        os.ftruncate(lock, 0)
        os.write(lock, str(os.getpid()).encode())
        return lock

    def _prepare(self) -> None:
        self._programs = programs(self.major)
        if not (self.data / "PG_VERSION").exists():
            make_cluster(self.home, self._programs, self.account, self.major)
        self._secret = (self.home / "secret").read_text()
        self._stop_orphan()

    def _choose_port(self, *, fresh: bool) -> int:
        """The same port as last time where possible, so that connection pools find it again."""
        if self.wanted_port:
            return self.wanted_port
        kept = self.home / "port"
        if not fresh and kept.exists() and _free(int(kept.read_text())):
            return int(kept.read_text())
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port: int = probe.getsockname()[1]
        kept.write_text(str(port))
        return port

    def _spawn(self) -> None:
        arguments: list[str | Path] = [self._programs / "postgres", "-D", self.data]
        for name, value in {**self.configuration, "port": str(self.port)}.items():
            arguments += ["-c", f"{name}={value}"]
        with (self.home / "log").open("ab") as log:
            self._log_begin = log.tell()
            # A session of its own: Ctrl-C ends the services first, and then, by us, PostgreSQL.
            self._process = subprocess.Popen(
                arguments,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                cwd="/",
                **as_account(self.account),
            )

    def _answers(self) -> bool:
        """Wait until it says in its pid file that it is ready; False once it has ended."""
        end = time.monotonic() + READY_SECONDS
        while time.monotonic() < end and self.alive:
            if self._pid_file()[7:8] == ["ready"]:
                return True
            time.sleep(0.01)
        return False

    def _said(self) -> str:
        """What a start that failed wrote into the log."""
        self.stop()
        with (self.home / "log").open("rb") as log:
            log.seek(self._log_begin)
            return log.read().decode(errors="replace")

    def _pid_file(self) -> list[str]:
        return pid_file(self.data)

    def _stop_orphan(self) -> None:
        """Stop a server whose launcher was killed: the lock is ours, so it is nobody's."""
        lines = self._pid_file()
        if not lines:
            return
        pid = int(lines[0])
        if str(self.data) not in command_of(pid):
            (self.data / "postmaster.pid").unlink()  # the number belongs to another program now
            return
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGINT)
            end = time.monotonic() + 10
            while self._pid_file() and time.monotonic() < end:
                time.sleep(0.02)


def _reason(said: str) -> str:
    """The line of the log that says why it ended."""
    lines = said.strip().splitlines() or ["it said nothing"]
    fatal = [line for line in lines if "FATAL:" in line or "PANIC:" in line]
    return (fatal or lines)[-1].split("FATAL:")[-1].strip()


def _free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
