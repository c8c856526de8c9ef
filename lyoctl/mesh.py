"""Everything of one installation, running: PostgreSQL, five services, the sandbox.

Used by `lyoctl up` and by the journeys of the tests, so that both start the very same thing.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path

import httpx
from psycopg.conninfo import make_conninfo

from lyoctl.apply import apply_files
from lyoctl.children import Child, Sink, first_failure, stop_all
from lyoctl.embedded import Embedded
from lyoctl.foreign import check_database, told
from lyoctl.installation import DATABASE, GRPC_SERVICES, ROOT, SERVICES, Installation
from lyoctl.readiness import Waiting
from services.common.bootstrap import bootstrap
from services.common.migrate import migrate
from services.common.settings import Keys

FRONT_PATIENCE, BACK_PATIENCE = 3.5, 3.5

DEMO_TENANTS = tuple(sorted((ROOT / "deploy" / "demo").glob("*.yaml")))

Progress = Callable[[str], None]


class Mesh:
    """The running processes by name, and the PostgreSQL below them (None: someone else's)."""

    def __init__(
        self,
        installation: Installation,
        postgres: Embedded | None,
        sink: Sink,
        keys: Keys,
        *,
        database_url: str | None = None,
    ) -> None:
        self.installation = installation
        self.postgres = postgres
        self.keys = keys
        self._foreign_url = database_url or ""
        self.children = {
            name: Child(name, installation.command(name), self.told(name), sink)
            for name in (*SERVICES, "sandbox")
        }

    def told(self, name: str) -> dict[str, str]:
        """The environment of a process: it gets the URL of its own role, never that of another."""
        return self.installation.told(name, self._role_url(f"lyo_{name}"))

    def _role_url(self, role: str) -> str:
        if self.postgres:
            return self.postgres.url(role, DATABASE)
        return as_role(self._foreign_url, role, self.keys)

    async def start(self, names: Sequence[str]) -> None:
        """Start these and return when each is ready, or raise what the first to fail says."""
        children = [self.children[name] for name in names]
        for child in children:
            await child.start()
        await first_failure(children, self._ready(names))

    async def stop(self) -> None:
        """The doors first, so that what they accepted is finished; then what is behind them."""
        front = [self.children[name] for name in ("gateway", "sandbox")]
        back = [self.children[name] for name in GRPC_SERVICES]
        await stop_all(front, FRONT_PATIENCE)
        await stop_all(back, BACK_PATIENCE)

    def ready_url(self, name: str) -> str:
        if name == "sandbox":
            return f"{self.installation.sandbox_url}/health"
        return f"http://{self.installation.metrics[name]}/readyz"

    async def _ready(self, names: Sequence[str]) -> None:
        async with httpx.AsyncClient(timeout=2, trust_env=False) as http:
            waiting = [Waiting(name, self.ready_url(name), self._advice()) for name in names]
            await asyncio.gather(*(each.until_ready(http) for each in waiting))

    def _advice(self) -> dict[str, str]:
        """What to do about a check that fails for good."""
        anew = (
            f"the folder {self.installation.home / 'postgres'} is the database"
            if self.postgres
            else "DATABASE_URL names it"
        )
        return {
            "keys": "a key is missing under which access tokens were sealed; the line before says "
            "which. Put back the LYO_TENANT_KEYS it was started with, or the key file "
            f"({self.installation.key_file}). Only if nothing in the database is needed any more, "
            f"begin with an empty one: {anew}"
        }


@contextlib.asynccontextmanager
async def running(
    installation: Installation,
    sink: Sink,
    *,
    database_url: str | None = None,
    progress: Progress = lambda _: None,
    tenants: Sequence[Path] = DEMO_TENANTS,
) -> AsyncIterator[Mesh]:
    """Start everything, in the order in which each needs the others; end it with the block.

    The gateway and the sandbox open last: who can reach them finds everything ready.
    """
    keys = Keys.read(installation.key_file, make=True)
    with contextlib.ExitStack() as stack:
        postgres = None
        if database_url is None:
            progress("PostgreSQL")
            postgres = stack.enter_context(Embedded(installation.home / "postgres"))
        progress("the schemas of five services")
        await asyncio.to_thread(prepare_database, postgres, database_url, keys)
        mesh = Mesh(installation, postgres, sink, keys, database_url=database_url)
        try:
            progress(", ".join(GRPC_SERVICES))
            await mesh.start(GRPC_SERVICES)
            progress("the demo tenants")
            await apply_files(tenants, installation.listen, keys)
            progress("gateway and sandbox")
            await mesh.start(("gateway", "sandbox"))
            yield mesh
        finally:
            await mesh.stop()


def prepare_database(postgres: Embedded | None, database_url: str | None, keys: Keys) -> None:
    """Roles, schemas and tables of all services, in this one process: it takes under a second."""
    if postgres is None:
        _prepare_foreign(database_url or "", keys)
        return
    if not postgres.has_database(DATABASE):
        postgres.create_database(DATABASE)
    bootstrap(postgres.url(database=DATABASE), SERVICES, postgres.password)
    for service in SERVICES:
        migrate(service, postgres.url(f"lyo_{service}_owner", DATABASE))


def _prepare_foreign(database_url: str, keys: Keys) -> None:
    check_database(database_url)
    with told(database_url):
        bootstrap(database_url, SERVICES, keys.password)
        for service in SERVICES:
            migrate(service, as_role(database_url, f"lyo_{service}_owner", keys))


def as_role(database_url: str, role: str, keys: Keys) -> str:
    """The database of the URL, as one of the roles that we made in it."""
    return make_conninfo(database_url, user=role, password=keys.password(role))
