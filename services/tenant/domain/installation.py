"""The installation, where it has what tenants have: flags, API keys."""

from uuid import UUID

INSTALLATION = UUID(int=0)
"""In place of a tenant's id: whose rows belong to no tenant."""
