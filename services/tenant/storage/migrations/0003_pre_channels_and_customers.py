"""Channels and customers can be deleted; health of channels; merges and own ids of customers."""

from alembic import op

from services.common.row_security import owner_policy_sql, tenant_table_sql

revision = "0003"
down_revision = "0002"

COLUMNS = [
    """ALTER TABLE tenant.channels
        ADD COLUMN delete_time timestamptz,
        ADD COLUMN purge_time timestamptz,
        ADD COLUMN success_time timestamptz""",
    """ALTER TABLE tenant.customers
        ADD COLUMN external_ref text NOT NULL DEFAULT '',
        ADD COLUMN merged_into_id uuid,
        ADD COLUMN handed_ref text NOT NULL DEFAULT '',
        ADD COLUMN delete_time timestamptz,
        ADD COLUMN purge_time timestamptz""",
    # Who had it and was merged into another, one after the other: each merge can be undone.
    "ALTER TABLE tenant.identities ADD COLUMN handed_by uuid[] NOT NULL DEFAULT '{}'",
]

# It goes with its channel, whoever removes that.
PROBLEMS = """CREATE TABLE tenant.channel_problems (
    tenant_id uuid NOT NULL,
    channel_id uuid NOT NULL,
    kind text NOT NULL,
    detail text NOT NULL,
    begin_time timestamptz NOT NULL,
    seen_time timestamptz NOT NULL,
    solved boolean NOT NULL,
    PRIMARY KEY (tenant_id, channel_id, kind),
    FOREIGN KEY (tenant_id, channel_id) REFERENCES tenant.channels ON DELETE CASCADE
)"""

INDEXES = [
    """CREATE UNIQUE INDEX customers_one_per_external_ref
        ON tenant.customers (tenant_id, external_ref) WHERE external_ref <> ''""",
    """CREATE INDEX customers_merged_into
        ON tenant.customers (tenant_id, merged_into_id) WHERE merged_into_id IS NOT NULL""",
    """CREATE INDEX customers_to_purge
        ON tenant.customers (tenant_id, purge_time) WHERE purge_time IS NOT NULL""",
    """CREATE INDEX channels_to_purge
        ON tenant.channels (tenant_id, purge_time) WHERE purge_time IS NOT NULL""",
]


def due_sql(table: str, thing: str) -> str:
    """A function that says what is due of all tenants: ids only, each removed as its tenant."""
    return f"""CREATE FUNCTION tenant.{table}_due (before timestamptz, at_most integer)
RETURNS TABLE (tenant_id uuid, {thing} uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = tenant, pg_temp AS $$
BEGIN
    RETURN QUERY SELECT due.tenant_id, due.{thing} FROM {table} AS due
        WHERE due.purge_time <= before ORDER BY due.purge_time LIMIT at_most;
END $$"""  # noqa: S608 (constants)


def upgrade() -> None:
    for statement in [*COLUMNS, PROBLEMS, *INDEXES]:
        op.execute(statement)
    for statement in tenant_table_sql("tenant.channel_problems"):
        op.execute(statement)
    for table, thing in (("channels", "channel_id"), ("customers", "customer_id")):
        op.execute(owner_policy_sql(f"tenant.{table}"))
        op.execute(due_sql(table, thing))


def downgrade() -> None:
    for table in ("channels", "customers"):
        op.execute(f"DROP FUNCTION tenant.{table}_due")
        op.execute(f"DROP POLICY owner ON tenant.{table}")
    op.execute("DROP TABLE tenant.channel_problems")
    op.execute("ALTER TABLE tenant.identities DROP COLUMN handed_by")
    op.execute(
        "ALTER TABLE tenant.customers DROP COLUMN external_ref, DROP COLUMN merged_into_id,"
        " DROP COLUMN handed_ref, DROP COLUMN delete_time, DROP COLUMN purge_time"
    )
    op.execute(
        "ALTER TABLE tenant.channels DROP COLUMN delete_time, DROP COLUMN purge_time,"
        " DROP COLUMN success_time"
    )
