"""Can the schema be taken away and made again?"""

from services.common.migrate import downgrade, migrate


def test_the_schema_goes_and_comes_back_the_same(lyo_database):
    database = lyo_database("tenant")
    before = columns(database)

    downgrade("tenant", database.owner_url("tenant"), "base")
    assert columns(database) == []
    migrate("tenant", database.owner_url("tenant"))

    assert columns(database) == before != []


def columns(database):
    return database.rows(
        """SELECT table_name, column_name, data_type FROM information_schema.columns
            WHERE table_schema = 'tenant' AND table_name <> 'alembic_version' ORDER BY 1, 2"""
    )
