"""Does every service get its schema, and nobody else's?"""

import psycopg
import pytest

from services.common.bootstrap import bootstrap, owner_role, runtime_role

TABLE = (
    "CREATE TABLE things (x int GENERATED ALWAYS AS IDENTITY, y text)",
    "CREATE FUNCTION answer() RETURNS int LANGUAGE sql RETURN 42",
)


@pytest.fixture
def made(lyo_database):
    return lyo_database("sample", "other", made_by=TABLE)


@pytest.fixture
def runtime(made):
    with psycopg.connect(made.url("sample"), autocommit=True) as connection:
        yield connection


def test_the_running_role_works_with_the_rows_of_its_schema(runtime):
    runtime.execute("INSERT INTO things (y) VALUES ('a')")
    runtime.execute("UPDATE things SET y = 'b'")

    assert runtime.execute("SELECT x, y, answer() FROM things").fetchall() == [(1, "b", 42)]
    assert runtime.execute("DELETE FROM things").rowcount == 1


@pytest.mark.parametrize(
    "attempt",
    [
        "TRUNCATE things",
        "DROP TABLE things",
        "ALTER TABLE things DISABLE ROW LEVEL SECURITY",
        "CREATE TABLE sample.mine (x int)",
        "CREATE TABLE public.mine (x int)",
        "CREATE TEMP TABLE mine (x int)",
        "CREATE SCHEMA mine",
        "SET ROLE lyo_sample_owner",
        "CREATE TABLE other.mine (x int)",
    ],
)
def test_the_running_role_owns_nothing_and_changes_no_structure(runtime, attempt):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        runtime.execute(attempt)


def test_a_service_does_not_see_anothers_schema(made):
    refused = pytest.raises(psycopg.errors.InsufficientPrivilege)
    with psycopg.connect(made.url("other"), autocommit=True) as connection, refused:
        connection.execute("SELECT * FROM sample.things")


def test_a_stranger_runs_no_function_and_does_not_get_in(made):
    with psycopg.connect(made.superuser_url, autocommit=True) as connection:
        connection.execute("CREATE ROLE stranger LOGIN PASSWORD 'x'")
        try:
            allowed = connection.execute(
                "SELECT has_function_privilege('stranger', 'sample.answer()', 'EXECUTE'),"
                " has_database_privilege('stranger', current_database(), 'CONNECT')"
            ).fetchone()
        finally:
            connection.execute("DROP ROLE stranger")

    assert allowed == (False, False)


def test_doing_it_again_changes_nothing(made, runtime):
    bootstrap(made.superuser_url, ["sample", "other"], made.postgres.password)

    assert runtime.execute("SELECT answer()").fetchone() == (42,)
    assert runtime.execute("SHOW search_path").fetchone() == ("sample",)


def test_a_new_password_replaces_the_old_one(lyo_database):
    made = lyo_database("renewed")
    bootstrap(made.superuser_url, ["renewed"], lambda role: "another")

    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(made.url("renewed"))


def test_an_administrator_who_is_no_superuser_can_do_it(postgres):
    """As on a managed PostgreSQL: CREATEROLE and CREATEDB, no more."""
    with psycopg.connect(postgres.url(), autocommit=True) as connection:
        connection.execute("CREATE ROLE administrator LOGIN CREATEROLE CREATEDB PASSWORD 'secret'")
        connection.execute("CREATE DATABASE managed OWNER administrator")
    url = f"postgresql://administrator:secret@127.0.0.1:{postgres.port}/managed"

    bootstrap(url, ["managed"], postgres.password)
    bootstrap(url, ["managed"], postgres.password)

    for role in (owner_role("managed"), runtime_role("managed")):
        with psycopg.connect(postgres.url(role, "managed")) as connection:
            assert connection.execute("SHOW search_path").fetchone() == ("managed",)


def test_pgvector_is_made_where_the_server_has_it(made):
    assert made.rows("SELECT extname FROM pg_extension WHERE extname = 'vector'") == [("vector",)]


def test_who_may_not_make_extensions_still_makes_all_else(lyo_database):
    made = lyo_database("modest")
    with psycopg.connect(made.superuser_url, autocommit=True) as connection:
        connection.execute("DROP EXTENSION vector")
        connection.execute("CREATE ROLE admin LOGIN CREATEROLE PASSWORD 'x'")
        connection.execute(f"ALTER DATABASE {made.name} OWNER TO admin")
        connection.execute("GRANT lyo_modest, lyo_modest_owner TO admin WITH ADMIN OPTION")
        url = psycopg.conninfo.make_conninfo(made.superuser_url, user="admin", password="x")
        try:
            bootstrap(url, ["another"], made.postgres.password)
        finally:
            connection.execute("REASSIGN OWNED BY admin TO CURRENT_USER")
            connection.execute("DROP SCHEMA another; DROP OWNED BY admin")
            connection.execute("DROP OWNED BY lyo_another, lyo_another_owner")
            connection.execute("DROP ROLE lyo_another, lyo_another_owner, admin")

    assert made.rows("SELECT count(*) FROM pg_extension WHERE extname = 'vector'") == [(0,)]
