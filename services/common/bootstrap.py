"""Makes roles and schemas. Run by who may create roles: a superuser, or one with CREATEROLE.

Each service has a schema of its name, an owner that migrates it (`lyo_<service>_owner`) and a
role that runs on it (`lyo_<service>`) and owns nothing. Running it again changes nothing.
Extensions that are of use where they are there (pgvector) are made too, if the server has them and
the role may; nothing needs them.
"""

import contextlib
from collections.abc import Callable, Iterable
from typing import Any, LiteralString

from psycopg import Connection, connect, errors, sql

Password = Callable[[str], str]

EXTENSIONS = ("vector",)
_NOT_TO_BE_HAD = (
    errors.FeatureNotSupported,  # the server has no such files
    errors.UndefinedFile,
    errors.InsufficientPrivilege,
    errors.InvalidSchemaName,  # nowhere to put it
)


def owner_role(service: str) -> str:
    return f"lyo_{service}_owner"


def runtime_role(service: str) -> str:
    return f"lyo_{service}"


def bootstrap(superuser_url: str, services: Iterable[str], password_of: Password) -> None:
    """Make what the services need in the database of the URL."""
    with connect(superuser_url, autocommit=True) as connection, connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(hashtext('lyo.bootstrap'))")
        for service in services:
            _Bootstrap(connection, service).all(password_of)
        for extension in EXTENSIONS:
            _extend(connection, extension)


def admit(superuser_url: str, services: Iterable[str]) -> None:
    """Let the services' roles into the database of the URL, and nobody else.

    Part of `bootstrap`; by itself what a copy of a database (CREATE DATABASE .. TEMPLATE) needs.
    """
    with connect(superuser_url, autocommit=True) as connection, connection.transaction():
        for service in services:
            _Bootstrap(connection, service).admit()


def _extend(connection: Connection[Any], extension: str) -> None:
    """Make the extension, where that is possible."""
    statement = sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension))
    with contextlib.suppress(*_NOT_TO_BE_HAD), connection.transaction():
        connection.execute(statement)


class _Bootstrap:
    """The statements for one service, with its names filled in."""

    def __init__(self, connection: Connection[Any], service: str) -> None:
        self.connection = connection
        self.owner = owner_role(service)
        self.runtime = runtime_role(service)
        self.names = {
            "owner": sql.Identifier(self.owner),
            "runtime": sql.Identifier(self.runtime),
            "schema": sql.Identifier(service),
            "database": sql.Identifier(connection.info.dbname),
        }

    def all(self, password_of: Password) -> None:
        for role in (self.owner, self.runtime):
            self._role(role, password_of(role))
        self._act_for_owner()
        self.admit()
        self._schema()

    def admit(self) -> None:
        self._run("REVOKE ALL ON DATABASE {database} FROM PUBLIC")
        self._run("GRANT CONNECT ON DATABASE {database} TO {owner}, {runtime}")
        for role in (self.owner, self.runtime):
            name = sql.Identifier(role)
            self._run("ALTER ROLE {role} IN DATABASE {database} SET search_path = {schema}", name)
            self._run("ALTER ROLE {role} IN DATABASE {database} SET jit = off", name)

    def _role(self, role: str, password: str) -> None:
        known = "SELECT 1 FROM pg_roles WHERE rolname = %s"
        if not self.connection.execute(known, (role,)).fetchone():
            self._run("CREATE ROLE {role} LOGIN NOINHERIT", sql.Identifier(role))
        statement = sql.SQL("ALTER ROLE {} PASSWORD {}")
        self.connection.execute(statement.format(sql.Identifier(role), sql.Literal(password)))

    def _act_for_owner(self) -> None:
        """Implied for a superuser; an administrator with CREATEROLE only must say it."""
        is_super = "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"
        row = self.connection.execute(is_super).fetchone()
        if not (row and row[0]):
            self._run("GRANT {owner} TO CURRENT_USER WITH SET TRUE, INHERIT TRUE")

    def _schema(self) -> None:
        self._run("CREATE SCHEMA IF NOT EXISTS {schema} AUTHORIZATION {owner}")
        self._run("GRANT USAGE ON SCHEMA {schema} TO {runtime}")
        self._default("IN SCHEMA {schema} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES")
        self._default("IN SCHEMA {schema} GRANT USAGE ON SEQUENCES")
        self._default("IN SCHEMA {schema} GRANT USAGE ON TYPES")
        self._default("IN SCHEMA {schema} GRANT EXECUTE ON FUNCTIONS")
        # Without IN SCHEMA: with it PostgreSQL accepts the statement and does nothing.
        revoke: LiteralString = "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} REVOKE "
        self._run(revoke + "EXECUTE ON FUNCTIONS FROM PUBLIC")
        self._run(revoke + "USAGE ON TYPES FROM PUBLIC")

    def _default(self, grant: LiteralString) -> None:
        self._run("ALTER DEFAULT PRIVILEGES FOR ROLE {owner} " + grant + " TO {runtime}")

    def _run(self, statement: LiteralString, role: sql.Identifier | None = None) -> None:
        names = {**self.names, "role": role or self.names["owner"]}
        self.connection.execute(sql.SQL(statement).format(**names))
