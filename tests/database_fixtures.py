"""A PostgreSQL of the test run, and databases in it: a fresh one costs 30 to 60 ms.

    @pytest.fixture
    async def booking(lyo_database):
        database = lyo_database("booking", "tenant")        # schemas migrated to head, empty
        async with Database.opened(database.url("booking"), schema="booking") as opened:
            yield BookingUseCases(opened, now=lambda: NOW)

`lyo_database` removes its databases after the test, `lyo_databases` after the run: take that one
in fixtures of a module or a session.
"""

import itertools
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from lyoctl.embedded import Embedded
from services.common.bootstrap import admit, bootstrap, owner_role, runtime_role
from services.common.migrate import migrate


@dataclass(frozen=True)
class LyoDatabase:
    """A database of one test, with the URLs of those who use it."""

    postgres: Embedded
    name: str
    services: tuple[str, ...]

    def url(self, service: str) -> str:
        """As the role that the service runs with: it owns nothing and row security binds it."""
        return self.postgres.url(runtime_role(service), self.name)

    def owner_url(self, service: str) -> str:
        """As the role that migrates the service."""
        return self.postgres.url(owner_role(service), self.name)

    @property
    def superuser_url(self) -> str:
        """As the one whom no policy binds: for arranging and for looking, never for the code."""
        return self.postgres.url("postgres", self.name)

    def run(self, service: str, *statements: str) -> None:
        """Run statements as the owner, in the schema of the service, in one transaction."""
        with psycopg.connect(self.owner_url(service)) as connection:
            for statement in statements:
                connection.execute(statement.encode())

    def rows(self, query: str, *values: object) -> list[tuple[object, ...]]:
        """What a query finds, as the superuser."""
        with psycopg.connect(self.superuser_url, autocommit=True) as connection:
            return connection.execute(query.encode(), values or None).fetchall()


class Databases:
    """Makes databases as copies of a template, which is migrated once for each set of services."""

    def __init__(self, postgres: Embedded) -> None:
        self.postgres = postgres
        self.numbers = itertools.count(1)
        self.templates: dict[tuple[tuple[str, ...], tuple[str, ...]], str] = {}

    def __call__(self, *services: str, made_by: Sequence[str] = ()) -> LyoDatabase:
        """A fresh database with the schemas of these services. A service without migrations (a
        name made up for a test) gets its roles and what the statements of `made_by` make."""
        name = f"test_{next(self.numbers)}"
        self.postgres.create_database(name, template=self._template(services, tuple(made_by)))
        database = LyoDatabase(self.postgres, name, services)
        admit(database.superuser_url, services)
        return database

    def _template(self, services: tuple[str, ...], statements: tuple[str, ...]) -> str:
        kind = (services, statements)
        if kind not in self.templates:
            database = LyoDatabase(self.postgres, f"template_{len(self.templates)}", services)
            self.postgres.create_database(database.name)
            bootstrap(database.superuser_url, services, self.postgres.password)
            for service in services:
                migrate(service, database.owner_url(service))
            if statements:
                database.run(services[0], *statements)
            self.templates[kind] = database.name
        return self.templates[kind]


@pytest.fixture(scope="session")
def postgres() -> Iterator[Embedded]:
    """The embedded PostgreSQL of this test run: never shared with `make run` or another run."""
    folder = Path(tempfile.mkdtemp(prefix="lyo-test-"))
    folder.chmod(0o711)  # as root, PostgreSQL runs as nobody and must come through
    try:
        major = int(os.environ.get("LYO_TEST_POSTGRES", "18"))  # 16 is in the wheel too
        with Embedded(folder / "postgres", major=major) as running:
            yield running
    finally:
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def lyo_databases(postgres: Embedded) -> Databases:
    """Makes databases that last until the end of the run: `lyo_databases("booking")`."""
    return Databases(postgres)


@pytest.fixture
def lyo_database(lyo_databases: Databases) -> Iterator[Callable[..., LyoDatabase]]:
    """Makes databases that last until the end of the test: `lyo_database("booking", "tenant")`."""
    made: list[LyoDatabase] = []

    def fresh(*services: str, made_by: Sequence[str] = ()) -> LyoDatabase:
        made.append(lyo_databases(*services, made_by=made_by))
        return made[-1]

    yield fresh
    for database in made:
        database.postgres.drop_database(database.name)
