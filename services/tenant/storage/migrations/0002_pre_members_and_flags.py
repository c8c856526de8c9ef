"""Tenants have a persona and can be deleted; members; flags."""

from alembic import op

from services.common.row_security import owner_policy_sql, tenant_table_sql

revision = "0002"
down_revision = "0001"

TENANTS = [
    """ALTER TABLE tenant.tenants
        ADD COLUMN persona text NOT NULL DEFAULT '',
        ADD COLUMN delete_time timestamptz,
        ADD COLUMN purge_time timestamptz""",
    # A listing hides who is deleted, and the purge finds who is due, before any tenant is known.
    "ALTER TABLE tenant.names ADD COLUMN purge_time timestamptz",
]

TABLES = {
    "members": """CREATE TABLE tenant.members (
        tenant_id uuid NOT NULL REFERENCES tenant.tenants,
        member_id uuid NOT NULL,
        display_name text NOT NULL,
        role text NOT NULL,
        phone text NOT NULL,
        email text NOT NULL,
        revision bigint NOT NULL,
        create_time timestamptz NOT NULL,
        update_time timestamptz NOT NULL,
        delete_time timestamptz,
        purge_time timestamptz,
        PRIMARY KEY (tenant_id, member_id)
    )""",
    # The installation's are those of no tenant, the nil UUID: so there is no reference.
    "flags": """CREATE TABLE tenant.flags (
        tenant_id uuid NOT NULL,
        name text NOT NULL,
        enabled boolean NOT NULL,
        percentage integer NOT NULL,
        update_time timestamptz NOT NULL,
        PRIMARY KEY (tenant_id, name)
    )""",
}

INDEXES = [
    "CREATE INDEX members_by_age ON tenant.members (tenant_id, create_time, member_id)",
    """CREATE UNIQUE INDEX members_one_per_phone ON tenant.members (tenant_id, phone)
        WHERE delete_time IS NULL AND phone <> ''""",
    # One mailbox, however its letters are written.
    """CREATE UNIQUE INDEX members_one_per_email ON tenant.members (tenant_id, lower(email))
        WHERE delete_time IS NULL AND email <> ''""",
]

PURGE = """CREATE FUNCTION tenant.members_purge (before timestamptz, at_most integer)
RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = tenant, pg_temp AS $$
DECLARE
    gone integer;
BEGIN
    DELETE FROM members WHERE (tenant_id, member_id) IN (
        SELECT tenant_id, member_id FROM members WHERE purge_time <= before
         ORDER BY purge_time LIMIT at_most FOR UPDATE SKIP LOCKED);
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END $$"""


def upgrade() -> None:
    for statement in [*TENANTS, *TABLES.values(), *INDEXES]:
        op.execute(statement)
    for table in TABLES:
        for statement in tenant_table_sql(f"tenant.{table}"):
            op.execute(statement)
    op.execute(owner_policy_sql("tenant.members"))
    op.execute(PURGE)


def downgrade() -> None:
    op.execute("DROP FUNCTION tenant.members_purge")
    op.execute("DROP TABLE tenant.flags, tenant.members")
    op.execute("ALTER TABLE tenant.names DROP COLUMN purge_time")
    op.execute(
        "ALTER TABLE tenant.tenants DROP COLUMN persona, DROP COLUMN delete_time,"
        " DROP COLUMN purge_time"
    )
