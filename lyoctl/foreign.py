"""A database of someone else, by DATABASE_URL: what is wrong with it, in one line, no password."""

import contextlib
from collections.abc import Iterator

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from sqlalchemy.exc import DBAPIError

CONNECT_SECONDS = 5
FORM = "postgresql://role:password@host:5432/database, with %40 for an @ in the password"


class DatabaseRefused(RuntimeError):
    """The database of DATABASE_URL cannot be used; the text says why and what to do."""


def check_database(url: str) -> None:
    """Connect once, or raise DatabaseRefused."""
    _checked_form(url)
    with told(url):
        psycopg.connect(make_conninfo(url, connect_timeout=CONNECT_SECONDS)).close()


@contextlib.contextmanager
def told(url: str) -> Iterator[None]:
    """What the database refuses in the block is raised as DatabaseRefused."""
    try:
        yield
    except psycopg.Error as error:
        raise _refusal(error, url) from None
    except DBAPIError as error:
        raise _refusal(error.orig or error, url) from None


def _checked_form(url: str) -> None:
    """Refuse what is no URL, without repeating it: a password may stand anywhere in it."""
    try:
        parts = conninfo_to_dict(url)
    except psycopg.Error:
        parts = {}
    port = str(parts.get("port") or "5432")
    if not parts or "@" in str(parts.get("host", "")) or not port.isdigit():
        raise DatabaseRefused(f"DATABASE_URL cannot be read: write it as {FORM}")


def _refusal(error: BaseException, url: str) -> DatabaseRefused:
    said = (str(error).strip().splitlines() or [type(error).__name__])[0]
    password = str(conninfo_to_dict(url).get("password") or "")
    if password:
        said = said.replace(password, "***")
    return DatabaseRefused(f"DATABASE_URL: {said}: {_advice(error)}")


def _advice(error: BaseException) -> str:
    if isinstance(error, psycopg.errors.InsufficientPrivilege):
        return "name a role in it that may create roles and schemas"
    if isinstance(error, psycopg.OperationalError):
        return "start that PostgreSQL, mend the URL, or unset it for the embedded one"
    return "give lyo a database of its own"
