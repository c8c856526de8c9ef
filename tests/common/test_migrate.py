"""Does a schema get where its code needs it, once, whoever asks?"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from services.common.database import Database
from services.common.migrate import SchemaBehind, downgrade, migrate, wait_for_schema
from services.common.revisions import new_revision, revisions
from services.common.row_security import tenant_table_sql

SOON = timedelta(milliseconds=10)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Migrations in a folder with everything that makes a path difficult."""
    folder = tmp_path / "with space, 100% 'quoted'"
    folder.mkdir()
    add(folder, "things", "CREATE TABLE things (x int)", "DROP TABLE things")
    return folder


def add(folder: Path, message: str, up: str, down: str = "SELECT 1") -> None:
    """Write the next revision."""
    path = new_revision("sample", message, folder)
    upgrade, downgrade = path.read_text().split("def downgrade")
    upgrade = upgrade.replace('"SELECT 1"', repr(up))
    path.write_text(f"{upgrade}def downgrade{downgrade}".replace('"SELECT 1"', repr(down)))


def version(made) -> list[tuple[object, ...]]:
    return made.rows("SELECT version_num FROM sample.alembic_version")


def test_what_has_not_run_yet_runs_and_nothing_twice(lyo_database, folder):
    made = lyo_database("sample")
    migrate("sample", made.owner_url("sample"), folder)
    add(folder, "more things", "ALTER TABLE things ADD y int")
    migrate("sample", made.owner_url("sample"), folder)
    migrate("sample", made.owner_url("sample"), folder)

    assert version(made) == [("0002",)]
    assert made.rows("SELECT x, y FROM sample.things") == []


def test_a_revision_can_be_taken_back(lyo_database, folder):
    made = lyo_database("sample")
    migrate("sample", made.owner_url("sample"), folder)
    downgrade("sample", made.owner_url("sample"), "base", folder)
    assert version(made) == []

    migrate("sample", made.owner_url("sample"), folder)
    assert version(made) == [("0001",)]


def test_a_revision_that_fails_leaves_nothing_behind(lyo_database, folder):
    made = lyo_database("sample")
    add(folder, "fails", "CREATE TABLE half (x int); SELECT 1 / 0")

    with pytest.raises(Exception, match="division by zero"):
        migrate("sample", made.owner_url("sample"), folder)

    assert version(made) == [("0001",)]
    assert made.rows("SELECT to_regclass('sample.half')") == [(None,)]


def test_whoever_holds_the_lock_goes_first_and_the_others_wait(lyo_database, folder):
    made = lyo_database("sample")
    key = "hashtextextended('lyo.migrate.sample', 0)"
    with ThreadPoolExecutor(1) as pool:
        with psycopg.connect(made.owner_url("sample"), autocommit=True) as holder:
            holder.execute(f"SELECT pg_advisory_lock({key})".encode())
            waiting = pool.submit(migrate, "sample", made.owner_url("sample"), folder)
            with pytest.raises(TimeoutError):
                waiting.result(0.3)
            # It does not wait inside the database, where its snapshot would block an index.
            assert made.rows(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE datname = current_database() AND wait_event_type = 'Lock'"
            ) == [(0,)]
        waiting.result(10)

    assert version(made) == [("0001",)]


def test_rows_hidden_by_a_policy_are_an_error_not_an_update_of_nothing(lyo_database, folder):
    made = lyo_database("sample")
    policy = "; ".join(tenant_table_sql("tenanted"))
    add(folder, "tenanted", f"CREATE TABLE tenanted (tenant_id uuid, x int); {policy}")
    add(folder, "backfill", "UPDATE tenanted SET x = 1")

    with pytest.raises(Exception, match="row-level security"):
        migrate("sample", made.owner_url("sample"), folder)


def test_the_running_role_cannot_change_the_version(lyo_database, folder):
    made = lyo_database("sample")
    migrate("sample", made.owner_url("sample"), folder)

    with psycopg.connect(made.url("sample"), autocommit=True) as connection:
        assert connection.execute("SELECT * FROM sample.alembic_version").fetchall() == [("0001",)]
        for attempt in (
            "DELETE FROM sample.alembic_version",
            "UPDATE sample.alembic_version SET version_num = '0002'",
            "INSERT INTO sample.alembic_version VALUES ('0002')",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(attempt.encode())


async def test_a_service_waits_until_its_schema_is_there(lyo_database, folder):
    made = lyo_database("sample")
    async with Database.opened(made.url("sample")) as database:
        waiting = asyncio.create_task(wait_for_schema(database, "sample", folder=folder, poll=SOON))
        await asyncio.sleep(0.1)
        assert not waiting.done()

        await asyncio.to_thread(migrate, "sample", made.owner_url("sample"), folder)

        await asyncio.wait_for(waiting, 5)


async def test_a_service_waits_for_the_newest_of_its_revisions(lyo_database, folder):
    made = lyo_database("sample")
    migrate("sample", made.owner_url("sample"), folder)
    add(folder, "more", "SELECT 2")

    async with Database.opened(made.url("sample")) as database:
        with pytest.raises(SchemaBehind, match="is at 0001, needs 0002"):
            await wait_for_schema(database, "sample", folder=folder, patience=SOON, poll=SOON)


async def test_older_code_runs_on_a_newer_schema(lyo_database, folder):
    made = lyo_database("sample")
    add(folder, "newer", "SELECT 2")
    migrate("sample", made.owner_url("sample"), folder)
    revisions(folder)[-1].path.unlink()

    async with Database.opened(made.url("sample")) as database:
        await wait_for_schema(database, "sample", folder=folder, patience=SOON, poll=SOON)


def test_new_revisions_are_numbered_in_one_line(folder):
    path = new_revision("sample", "Add a Table, quickly!", folder)

    assert path.name == "0002_add_a_table_quickly.py"
    assert [(each.revision, each.down_revision) for each in revisions(folder)] == [
        ("0001", None),
        ("0002", "0001"),
    ]


def test_two_revisions_after_the_same_one_are_told_before_anything_runs(folder):
    twin = folder / "0002_twin.py"
    twin.write_text(revisions(folder)[0].path.read_text().replace('"0001"', '"0002"'))

    with pytest.raises(ValueError, match="must follow 0001, not None"):
        revisions(folder)
