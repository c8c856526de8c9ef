"""Where it is measured: a folder, and a PostgreSQL in it with a database for each opponent."""

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from lyoctl.embedded import Embedded
from services.common.bootstrap import bootstrap, owner_role, runtime_role
from services.common.migrate import migrate


@contextlib.contextmanager
def folder() -> Iterator[Path]:
    """A new folder, gone with the block."""
    home = Path(tempfile.mkdtemp(prefix="lyo-bench-"))
    home.chmod(0o711)  # as root, PostgreSQL runs as nobody and must come through
    try:
        yield home
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextlib.contextmanager
def postgres() -> Iterator[Embedded]:
    """A PostgreSQL of its own, configured as under `make run`: every commit is on the disk."""
    with folder() as home, Embedded(home / "postgres") as running:
        yield running


def empty_database(server: Embedded, name: str) -> str:
    """A database with nothing in it; the URL of who may do everything there."""
    server.create_database(name)
    return server.url(database=name)


def service_database(server: Embedded, name: str, service: str) -> str:
    """A database with the schema of the service; the URL of the role that the service runs as."""
    bootstrap(empty_database(server, name), [service], server.password)
    migrate(service, server.url(owner_role(service), name))
    return server.url(runtime_role(service), name)
