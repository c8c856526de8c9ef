"""Alembic's environment, one for all services. Used by migrate.py only."""
