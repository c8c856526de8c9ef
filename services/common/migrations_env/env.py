"""Runs the revisions of one service on the connection that migrate.py holds."""

from alembic import context

options = context.config.attributes
context.configure(
    connection=options["connection"],
    version_table_schema=options["schema"],
    transaction_per_migration=True,
)
context.run_migrations()
