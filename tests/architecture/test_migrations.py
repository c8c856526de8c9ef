"""Can each schema be taken away and made again, and does it hold all that it says?"""

import pytest

from services.common.migrate import downgrade, migrate

SERVICES = ("gateway", "tenant", "booking", "assistant", "notifier")


@pytest.mark.parametrize("service", SERVICES)
def test_the_schema_goes_and_comes_back_the_same(lyo_database, service):
    database = lyo_database(service)
    before = contents(database, service)

    downgrade(service, database.owner_url(service), "base")
    assert contents(database, service) == []
    migrate(service, database.owner_url(service))

    assert contents(database, service) == before != []


def contents(database, service):
    """Columns, indexes, constraints, functions and policies of the schema, each as it was made."""
    return database.rows(
        """WITH parts (schema, kind, name, text) AS (
             SELECT table_schema, 'column', table_name || '.' || column_name, data_type
               FROM information_schema.columns
             UNION ALL SELECT schemaname, 'index', indexname, indexdef FROM pg_indexes
             UNION ALL SELECT n.nspname, 'constraint', conname, pg_get_constraintdef(c.oid)
               FROM pg_constraint c JOIN pg_namespace n ON n.oid = connamespace
               WHERE contype <> 'n'
             UNION ALL SELECT n.nspname, 'function', proname, prosrc
               FROM pg_proc JOIN pg_namespace n ON n.oid = pronamespace
             UNION ALL SELECT schemaname, 'policy', tablename || '.' || policyname, qual
               FROM pg_policies)
           SELECT kind, name, text FROM parts
            WHERE schema = %s AND name NOT LIKE 'alembic_version%%' ORDER BY 1, 2, 3""",
        service,
    )
