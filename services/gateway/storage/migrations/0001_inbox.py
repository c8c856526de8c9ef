"""The lanes of what came in, and the bodies that were set aside."""

from alembic import op

from services.common import lanes_sql

revision = "0001"
down_revision = None


def upgrade() -> None:
    """No row security: the tenant is not known yet, and bodies are sealed."""
    for statement in lanes_sql.create("gateway", per_tenant=False):
        op.execute(statement)
    op.execute("""
        CREATE TABLE gateway.set_aside (
            sha256 bytea PRIMARY KEY,
            platform text NOT NULL,
            reasons jsonb NOT NULL,
            body bytea NOT NULL,
            received_time timestamptz NOT NULL DEFAULT clock_timestamp()
        )""")
    op.execute("CREATE INDEX set_aside_received ON gateway.set_aside (received_time)")


def downgrade() -> None:
    """Take both away."""
    op.execute("DROP TABLE gateway.set_aside")
    for statement in lanes_sql.drop("gateway"):
        op.execute(statement)
