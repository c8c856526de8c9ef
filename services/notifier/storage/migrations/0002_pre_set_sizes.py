"""A set of the lane queue knows its size: to claim it again does not read its whole lane."""

from alembic import op

from services.common import lanes_sql

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    for statement in lanes_sql.renew("notifier"):
        op.execute(statement)


def downgrade() -> None:
    """Nothing to take back: the first revision makes the queue as it is today."""
