"""Messages, the senders that pause, requests, and the lanes that messages wait in."""

from alembic import op

from services.common import lanes_sql, requests
from services.common.row_security import tenant_table_sql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """CREATE TABLE notifier.messages (
            tenant_id uuid NOT NULL,
            message_id uuid NOT NULL,
            position bigint GENERATED ALWAYS AS IDENTITY,
            channel_id uuid NOT NULL,
            customer_id uuid NOT NULL,
            recipient_kind text NOT NULL,
            recipient text NOT NULL,
            text text NOT NULL,
            buttons jsonb NOT NULL,
            purpose text NOT NULL,
            state text NOT NULL CHECK (state IN ('queued', 'sending', 'accepted', 'ambiguous',
                'sent', 'delivered', 'read', 'failed', 'expired', 'disabled', 'suppressed',
                'cancelled')),
            provider text NOT NULL,
            provider_message_id text NOT NULL,
            reason text NOT NULL,
            provider_detail text NOT NULL,
            attempts integer NOT NULL,
            create_time timestamptz NOT NULL,
            expire_time timestamptz NOT NULL,
            update_time timestamptz NOT NULL,
            PRIMARY KEY (tenant_id, message_id)
        ) WITH (fillfactor = 70)"""
    )
    op.execute("CREATE UNIQUE INDEX messages_in_order ON notifier.messages (tenant_id, position)")
    op.execute(
        "CREATE INDEX messages_of_customer ON notifier.messages (tenant_id, customer_id, position)"
    )
    # Not unique: what a provider calls its messages is its own affair.
    op.execute(
        "CREATE INDEX messages_by_provider_id"
        " ON notifier.messages (tenant_id, provider_message_id) WHERE provider_message_id <> ''"
    )
    op.execute(
        """CREATE TABLE notifier.senders (
            tenant_id uuid NOT NULL,
            channel_id uuid NOT NULL,
            paused_until timestamptz NOT NULL,
            PRIMARY KEY (tenant_id, channel_id)
        )"""
    )
    statements = [
        *tenant_table_sql("notifier.messages"),
        *tenant_table_sql("notifier.senders"),
        *requests.requests_sql("notifier"),
        *lanes_sql.create("notifier", per_tenant=True),
    ]
    for statement in statements:
        op.execute(statement)


def downgrade() -> None:
    tables = "DROP TABLE notifier.messages, notifier.senders"
    for statement in [*lanes_sql.drop("notifier"), *requests.drop_sql("notifier"), tables]:
        op.execute(statement)
