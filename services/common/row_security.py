"""SQL for tables that hold the rows of many tenants: one tenant at a time, the owner included.

Every such table has a column `tenant_id uuid NOT NULL`, its indexes begin with it, and its
comparisons are = < >= (others keep PostgreSQL from using an index under a policy).
"""

from typing import LiteralString

TENANT_SETTING: LiteralString = "lyo.tenant"

CURRENT_TENANT: LiteralString = f"NULLIF(current_setting('{TENANT_SETTING}', true), '')::uuid"
"""The tenant of the transaction, or NULL. After a transaction the setting is '', not NULL."""


def tenant_table_sql(table: str) -> list[str]:
    """Let each transaction see and write only the rows of its tenant; none without a tenant."""
    return [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY tenant ON {table} USING (tenant_id = (SELECT {CURRENT_TENANT}))",
    ]


def owner_policy_sql(table: str) -> str:
    """Let the functions of the owner (SECURITY DEFINER) see all tenants' rows of the table.

    Said in the migration, whose current user is the owner.
    """
    return f"CREATE POLICY owner ON {table} TO CURRENT_USER USING (true)"
