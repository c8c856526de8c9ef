"""API keys; and which key-encryption keys the data keys of all tenants are wrapped with."""

from alembic import op

from services.common.row_security import owner_policy_sql, tenant_table_sql

revision = "0004"
down_revision = "0003"

# Asked before it is known whose key was presented: ids alone, which may be seen.
DIRECTORY = """CREATE TABLE tenant.api_key_ids (
    api_key_id text PRIMARY KEY,
    tenant_id uuid NOT NULL
)"""

# The installation's are those of no tenant, the nil UUID: so there is no reference.
TABLE = """CREATE TABLE tenant.api_keys (
    tenant_id uuid NOT NULL,
    api_key_id text NOT NULL,
    digest bytea NOT NULL,
    client text NOT NULL,
    scopes text[] NOT NULL,
    tenant_ids uuid[] NOT NULL,
    all_tenants boolean NOT NULL,
    calls_per_minute integer NOT NULL,
    created_by text NOT NULL,
    create_time timestamptz NOT NULL,
    expire_time timestamptz,
    revoke_time timestamptz,
    last_use_time timestamptz,
    PRIMARY KEY (tenant_id, api_key_id)
)"""

INDEXES = [
    """CREATE INDEX api_keys_by_age
        ON tenant.api_keys (tenant_id, create_time DESC, api_key_id DESC)""",
    "CREATE INDEX api_keys_of_client ON tenant.api_keys (tenant_id, client)",
    "CREATE INDEX api_key_ids_of_tenant ON tenant.api_key_ids (tenant_id)",
]


def _function(signature: str, query: str) -> str:
    """What is asked across tenants, so as the owner: ids and counts, no key."""
    return f"""CREATE FUNCTION tenant.{signature}
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = tenant, pg_temp AS $$
BEGIN
    RETURN QUERY {query};
END $$"""


FUNCTIONS = [
    _function(
        "data_keys_in_use () RETURNS TABLE (kek_id text, data_keys bigint, a_tenant uuid)",
        """SELECT d.kek_id, count(*), min(d.tenant_id::text)::uuid
             FROM data_keys d GROUP BY d.kek_id""",
    ),
    _function(
        "data_keys_to_rewrap (current_kek text, after uuid, at_most integer) RETURNS SETOF uuid",
        """SELECT DISTINCT d.tenant_id FROM data_keys d
            WHERE d.tenant_id > after AND d.kek_id <> current_kek
            ORDER BY d.tenant_id LIMIT at_most""",
    ),
    _function(
        "data_keys_to_renew (before timestamptz, after uuid, at_most integer) RETURNS SETOF uuid",
        """SELECT DISTINCT d.tenant_id FROM data_keys d
            WHERE d.tenant_id > after AND d.create_time < before
            ORDER BY d.tenant_id LIMIT at_most""",
    ),
]


def upgrade() -> None:
    for statement in [DIRECTORY, TABLE, *INDEXES]:
        op.execute(statement)
    for statement in tenant_table_sql("tenant.api_keys"):
        op.execute(statement)
    op.execute(owner_policy_sql("tenant.data_keys"))
    for statement in FUNCTIONS:
        op.execute(statement)


def downgrade() -> None:
    op.execute("DROP FUNCTION tenant.data_keys_in_use, tenant.data_keys_to_rewrap")
    op.execute("DROP FUNCTION tenant.data_keys_to_renew")
    op.execute("DROP POLICY owner ON tenant.data_keys")
    op.execute("DROP TABLE tenant.api_keys, tenant.api_key_ids")
