"""What every test may ask for."""

from tests.database_fixtures import lyo_database, lyo_databases, postgres

__all__ = ["lyo_database", "lyo_databases", "postgres"]
