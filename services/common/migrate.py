"""Brings the schema of a service to its newest revision. Safe from any number of processes.

python -m services.common.migrate <service> "<what changes>"    writes the next revision
"""

import asyncio
import contextlib
import logging
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from services.common.database import Database, with_schema
from services.common.errors import Unavailable
from services.common.logs import event
from services.common.revisions import migrations_of, new_revision, revisions

log = logging.getLogger(__name__)

ENVIRONMENT = Path(__file__).parent / "migrations_env"
WAIT = timedelta(minutes=10)


class SchemaBehind(RuntimeError):
    """The schema did not reach the revision that this code needs."""


def migrate(service: str, owner_url: str, folder: Path | None = None) -> None:
    """Run what has not been run yet, as the owner of the schema; one process at a time."""
    _run(service, owner_url, folder or migrations_of(service), "upgrade", "head")


def downgrade(service: str, owner_url: str, to: str, folder: Path | None = None) -> None:
    """Take back the revisions after `to`, a revision or `base`. For tests; it loses data."""
    _run(service, owner_url, folder or migrations_of(service), "downgrade", to)


async def wait_for_schema(
    database: Database,
    service: str,
    *,
    folder: Path | None = None,
    patience: timedelta = WAIT,
    poll: timedelta = timedelta(milliseconds=500),
) -> None:
    """Return once the schema is as this code needs it, or as newer code made it.

    Newer is fine: migrations only add, so that old and new code run side by side.
    """
    known = [each.revision for each in revisions(folder or migrations_of(service))]
    end = time.monotonic() + patience.total_seconds()
    while known and (found := await _version(database, service)) in {None, *known[:-1]}:
        if time.monotonic() > end:
            raise SchemaBehind(f"schema {service} is at {found}, needs {known[-1]}: migrate it")
        event(log, "waiting_for_schema", found=found, needed=known[-1])
        await asyncio.sleep(poll.total_seconds())


async def _version(database: Database, service: str) -> str | None:
    """The revision that the schema is at; None where it has never been migrated."""
    query = sql.SQL("SELECT version_num FROM {}.alembic_version").format(sql.Identifier(service))
    missing = (psycopg.errors.UndefinedTable, psycopg.errors.InsufficientPrivilege)
    with contextlib.suppress(*missing, psycopg.errors.InvalidSchemaName, Unavailable):
        async with database.transaction() as connection:
            row = await (await connection.execute(query)).fetchone()
            return str(row[0]) if row else None
    return None


@contextlib.contextmanager
def _locked(guard: psycopg.Connection[Any], service: str) -> Iterator[None]:
    """Hold the service's migration lock on a connection of its own.

    Asked for again and again, never waited for: a waiting statement holds a snapshot, for which
    a CREATE INDEX CONCURRENTLY of the holder would wait in turn.
    """
    key = f"lyo.migrate.{service}"
    ask = "SELECT pg_try_advisory_lock(hashtextextended(%s, 0))"
    while guard.execute(ask, (key,)).fetchone() != (True,):
        time.sleep(0.05)
    try:
        yield
    finally:
        guard.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", (key,))


def _run(service: str, owner_url: str, folder: Path, command: str, to: str) -> None:
    if not revisions(folder):
        return
    url = with_schema(owner_url, service)
    with psycopg.connect(url, autocommit=True) as guard, _locked(guard, service):
        _run_alembic(service, url, folder, command, to)
        _protect_versions(guard, service)


def _run_alembic(service: str, url: str, folder: Path, command: str, to: str) -> None:
    # Imported here: a service that only waits for its schema shall not pay for it.
    import alembic.command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415
    from sqlalchemy import create_engine, pool, text  # noqa: PLC0415

    config = Config()
    config.set_main_option("path_separator", "newline")  # a folder may have a space
    config.set_main_option("script_location", str(ENVIRONMENT).replace("%", "%%"))
    config.set_main_option("version_locations", str(folder).replace("%", "%%"))
    engine = create_engine(
        "postgresql+psycopg://", creator=lambda: psycopg.connect(url), poolclass=pool.NullPool
    )
    with engine.connect() as work:
        work.execute(text("SET lock_timeout = '5s'"))
        # Rows hidden by a policy are an error in a migration, not an UPDATE of 0 rows.
        work.execute(text("SET row_security = off"))
        work.commit()
        config.attributes.update(connection=work, schema=service)
        getattr(alembic.command, command)(config, to)
        work.commit()


def _protect_versions(guard: psycopg.Connection[Any], service: str) -> None:
    """Take from everybody but the owner what default privileges gave on the table of versions."""
    table = sql.Identifier(service, "alembic_version")
    granted = guard.execute(
        "SELECT DISTINCT grantee::regrole::text FROM pg_class, aclexplode(relacl)"
        " WHERE oid = to_regclass(%s) AND grantee NOT IN (0, relowner)",
        (f"{service}.alembic_version",),
    )
    for (role,) in granted.fetchall():
        statement = sql.SQL("REVOKE INSERT, UPDATE, DELETE ON {} FROM {}")
        guard.execute(statement.format(table, sql.Identifier(role)))


def main(arguments: list[str]) -> None:
    service, message = arguments
    print(new_revision(service, message))


if __name__ == "__main__":
    main(sys.argv[1:])
