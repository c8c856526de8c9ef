"""The database of a process: a pool, and transactions that set their tenant first.

A transaction commits where its block ends, and rolls back where an exception leaves it. A
database that is away is `Unavailable` / DATABASE_AWAY; what PostgreSQL refuses (a constraint, a
deadlock) passes as psycopg raises it. A text with a NUL, which it cannot hold, is InvalidArgument.
"""

import asyncio
import contextlib
import logging
import select
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from typing import Any, Self
from uuid import UUID

import psycopg
from psycopg import errors as refused
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.pq import TransactionStatus
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from services.common.errors import InvalidArgument, Unavailable
from services.common.row_security import TENANT_SETTING

Connection = psycopg.AsyncConnection[tuple[Any, ...]]

UNLUCKY = (refused.DeadlockDetected, refused.SerializationFailure)
"""Nobody's fault: the same transaction, tried again, most likely passes."""

_SAFETY = ("fsync", "full_page_writes", "synchronous_commit")
_GOING = (refused.ReadOnlySqlTransaction, refused.IdleInTransactionSessionTimeout)
# Who freezes in a transaction keeps its locks, a lane's for one, for no longer than a lease.
_SILENCE = "-c idle_in_transaction_session_timeout=6s"
_UNFINISHED = (TransactionStatus.INTRANS, TransactionStatus.INERROR)
KEEP_ALIVE: dict[str, Any] = {
    "connect_timeout": 2,
    "tcp_user_timeout": 5000,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 2,
}


class UnsafeDatabase(RuntimeError):
    """The server may lose what it acknowledged. The text says which setting makes it so."""


class Database:
    """A pool of connections as one role. Open it with `opened`."""

    def __init__(self, url: str, pool: AsyncConnectionPool[Connection]) -> None:
        self.url = url
        self._pool = pool

    @classmethod
    @contextlib.asynccontextmanager
    async def opened(
        cls,
        url: str,
        *,
        schema: str | None = None,
        min_size: int = 2,
        max_size: int = 8,
        connection_wait: timedelta = timedelta(seconds=2),
        patience: timedelta = timedelta(seconds=30),
    ) -> AsyncIterator[Self]:
        """Connect, with `schema` as the search path; wait `patience` for a server to be there.

        A transaction waits for a free connection no longer than `connection_wait`.
        """
        url = _with_silence(with_schema(url, schema) if schema else url)
        pool = AsyncConnectionPool[Connection](
            url,
            min_size=min_size,
            max_size=max_size,
            timeout=connection_wait.total_seconds(),
            reconnect_timeout=0.2,  # else a try that failed is repeated only after a second
            reconnect_failed=_Persistence(),
            check=_still_there,
            kwargs={"autocommit": True, **KEEP_ALIVE},
            open=False,
        )
        try:
            with _away():
                await pool.open()
                await pool.putconn(await pool.getconn(timeout=patience.total_seconds()))
            database = cls(url, pool)
            await database._refuse_unsafe()
            yield database
        finally:
            await pool.close()

    @contextlib.asynccontextmanager
    async def tenant_transaction(self, tenant_id: UUID) -> AsyncIterator[Connection]:
        """A transaction that sees and writes the rows of one tenant."""
        if not isinstance(tenant_id, UUID):
            raise TypeError("tenant_id must be a UUID: it is written into the statement")
        # One simple query, so one round trip; SET takes no parameters.
        begin = sql.SQL("BEGIN; SET LOCAL " + TENANT_SETTING + " = {}")
        async with self._begun(begin.format(sql.Literal(str(tenant_id)))) as connection:
            yield connection

    @contextlib.asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        """A transaction without a tenant: for lanes, directories, the gateway's inbox."""
        async with self._begun(sql.SQL("BEGIN")) as connection:
            yield connection

    @contextlib.asynccontextmanager
    async def autocommit(self) -> AsyncIterator[Connection]:
        """A connection where each statement is a transaction of its own, without a tenant."""
        with _away():
            async with self._pool.connection() as connection:
                yield connection

    async def ping(self) -> None:
        """Return if the database answers; for /readyz."""
        async with self.autocommit() as connection:
            await connection.execute("SELECT 1")

    @contextlib.asynccontextmanager
    async def _begun(self, begin: sql.SQL | sql.Composed) -> AsyncIterator[Connection]:
        with _away():
            async with self._pool.connection() as connection:
                try:
                    await connection.execute(begin)
                    yield connection
                    await _commit(connection)
                except BaseException:
                    await _roll_back(connection)
                    raise

    async def _refuse_unsafe(self) -> None:
        async with self.transaction() as connection:
            for setting in _SAFETY:
                cursor = await connection.execute("SELECT current_setting(%s)", (setting,))
                row = await cursor.fetchone()
                if row == ("off",):
                    raise UnsafeDatabase(
                        f"{setting} is off: this server may lose what it acknowledged; "
                        f"set {setting} = on"
                    )


class _Seldom(logging.Filter):
    """What the pool says of its tries, once in ten seconds: an outage has thousands of them."""

    def __init__(self) -> None:
        super().__init__()
        self._silent_until = 0.0

    def filter(self, record: logging.LogRecord) -> bool:
        silent = record.created < self._silent_until
        if not silent:
            self._silent_until = record.created + 10
        return not silent


logging.getLogger("psycopg.pool").addFilter(_Seldom())


class _Persistence:
    """Told by the pool that a try to connect failed and that it makes no other by itself: asks for
    a connection, which makes it try, until there is one. Then whoever waits for one has it too."""

    def __init__(self) -> None:
        self._asking: set[asyncio.Task[None]] = set()

    def __call__(self, pool: AsyncConnectionPool[Connection]) -> None:
        if not pool.closed:
            task = asyncio.get_running_loop().create_task(self._ask(pool))
            self._asking.add(task)
            task.add_done_callback(self._asking.discard)

    async def _ask(self, pool: AsyncConnectionPool[Connection]) -> None:
        with contextlib.suppress(psycopg.OperationalError):  # in vain again: we are told again
            await pool.putconn(await pool.getconn(timeout=1))


async def _still_there(connection: Connection) -> None:
    """Raise if the server has left. Idle it says nothing: only where its socket has something to
    read, a farewell most likely, is it asked; a question before every transaction costs a third
    of a short one."""
    news = select.poll()
    news.register(connection.fileno(), select.POLLIN)
    if news.poll(0):
        await AsyncConnectionPool.check_connection(connection)


def with_schema(url: str, schema: str) -> str:
    """The URL, so that unqualified names are of this schema whatever the role's own setting."""
    options = conninfo_to_dict(url).get("options") or ""
    return make_conninfo(url, options=f"{options} -c search_path={schema}".strip())


def _with_silence(url: str) -> str:
    """The URL, so that PostgreSQL ends who falls silent in a transaction; its own option wins."""
    options = conninfo_to_dict(url).get("options") or ""
    return make_conninfo(url, options=f"{_SILENCE} {options}".strip())


async def _commit(connection: Connection) -> None:
    if connection.info.transaction_status is TransactionStatus.INERROR:
        # PostgreSQL would answer COMMIT with a silent rollback.
        raise refused.InFailedSqlTransaction("a refused statement was ignored: nothing is stored")
    await connection.execute("COMMIT")


async def _roll_back(connection: Connection) -> None:
    if connection.info.transaction_status in _UNFINISHED:
        with contextlib.suppress(psycopg.Error):  # the first error is the one to tell
            await connection.execute("ROLLBACK")


@contextlib.contextmanager
def _away() -> Iterator[None]:
    """Say DATABASE_AWAY where the server is gone, going, full, or read only after a failover; and
    FIELD_INVALID where psycopg itself, before asking, refuses a text."""
    try:
        yield
    except UNLUCKY:
        raise
    except psycopg.DataError as error:
        if error.sqlstate is None:
            raise InvalidArgument("FIELD_INVALID", "a text has a NUL character") from error
        raise
    except (psycopg.OperationalError, *_GOING, PoolTimeout) as error:
        raise Unavailable("DATABASE_AWAY", "the database does not answer") from error
