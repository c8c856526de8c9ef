"""The statements inside `lane_claim`, one by one, with the plan and the rows that each one reads.

They are taken from the function as it stands in the database. Its variables become parameters,
planned once for any value, as PostgreSQL does from the sixth call on.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
from psycopg.types.string import TextLoader

Connection = psycopg.Connection[tuple[Any, ...]]

VARIABLES = {
    "me": "uuid",
    "lanes_wanted": "integer",
    "jobs_each": "integer",
    "lease": "interval",
    "mine": "text[]",
    "renewed": "text[]",
    "ids": "bigint[]",
    "sizes": "jsonb",
    "idle": "text[]",
    "moment": "timestamptz",
}
_COMMENT = re.compile(r"--.*")
_BEFORE = re.compile(r"^(IF .*? THEN|RETURN QUERY|BEGIN|END IF)\s", re.DOTALL)
_INTO = re.compile(r"\bINTO ((?:mine|renewed|ids|sizes|idle)(?:, \w+)*)\s")


@dataclass(frozen=True)
class Read:
    """What one statement did: how its tables were walked, the rows it looked at, milliseconds."""

    statement: str
    scans: tuple[str, ...]
    rows: int
    ms: float


def walk_claim(connection: Connection, me: UUID, lanes: int, jobs_each: int) -> list[Read]:
    """Do what a claim does, statement by statement, in the transaction of the connection."""
    found: dict[str, Any] = dict.fromkeys(VARIABLES)
    found |= {"me": me, "lanes_wanted": lanes, "jobs_each": jobs_each, "lease": "30 seconds"}
    connection.adapters.register_loader("jsonb", TextLoader)  # to be given back as it came
    settings, statements = _taken_apart(connection)
    for setting in [*settings, "plan_cache_mode=force_generic_plan"]:
        connection.execute(f"SET LOCAL {setting}".encode())
    return [_read(connection, each, found) for each in statements]


def _taken_apart(connection: Connection) -> tuple[list[str], list[str]]:
    """The settings of the function, and the statements of its body that read or write tables."""
    row = connection.execute(
        "SELECT proconfig, prosrc FROM pg_proc WHERE oid = 'sample.lane_claim'::regproc"
    ).fetchone()
    assert row
    settings, body = row
    return settings, list(_statements(_COMMENT.sub("", body.partition("BEGIN")[2])))


def _statements(body: str) -> Iterator[str]:
    for piece in body.split(";"):
        statement = piece.strip()
        while before := _BEFORE.match(statement):
            statement = statement[before.end() :].strip()
        if statement.startswith(("WITH", "SELECT", "UPDATE", "DELETE")):
            yield statement


def _read(connection: Connection, statement: str, found: dict[str, Any]) -> Read:
    """Explain it, undo it, do it, and keep what it finds for those that follow."""
    found["moment"] = _clock(connection)
    into = _INTO.search(statement)
    text = _INTO.sub("", statement)
    for number, name in enumerate(VARIABLES, 1):
        text = re.sub(rf"(?<![.\w]){name}\b", f"${number}", text)
    types = ", ".join(VARIABLES.values())
    connection.execute(f"PREPARE step ({types}) AS {text}".encode())
    values = ", ".join(["%s"] * len(VARIABLES))
    plan = _explained(connection, f"EXECUTE step ({values})", list(found.values()))
    rows = psycopg.ClientCursor(connection).execute(
        f"EXECUTE step ({values})".encode(), list(found.values())
    )
    if into:
        row = rows.fetchone()
        assert row
        found.update(zip(into[1].split(", "), row, strict=True))
    connection.execute("DEALLOCATE step")
    scans = list(_scans(plan["Plan"]))
    read = sum(rows for _, rows in scans)
    names = tuple(sorted({name for name, _ in scans}))
    return Read(" ".join(statement.split())[:60], names, read, plan["Execution Time"])


def _explained(connection: Connection, execute: str, values: list[Any]) -> dict[str, Any]:
    explain = f"EXPLAIN (ANALYZE, FORMAT json) {execute}".encode()
    with connection.transaction(force_rollback=True):
        row = psycopg.ClientCursor(connection).execute(explain, values).fetchone()
    assert row
    plan: dict[str, Any] = row[0][0]
    return plan


def _scans(node: dict[str, Any]) -> Iterator[tuple[str, int]]:
    """How each table was walked, and how many rows were looked at there, filtered ones too."""
    if node.get("Relation Name") and node["Node Type"] != "ModifyTable":
        seen = node["Actual Rows"] + node.get("Rows Removed by Filter", 0)
        walked = f"{node['Node Type']} of {node['Relation Name']}"
        yield walked, round(seen * node["Actual Loops"])
    for child in node.get("Plans", []):
        yield from _scans(child)


def _clock(connection: Connection) -> Any:
    row = connection.execute("SELECT clock_timestamp()").fetchone()
    assert row
    return row[0]
