"""A message that is called back while it is being sent keeps that: it is not sent again."""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.execute(
        "ALTER TABLE notifier.messages ADD COLUMN cancel_wanted boolean NOT NULL DEFAULT false"
    )


def downgrade() -> None:
    op.execute("ALTER TABLE notifier.messages DROP COLUMN cancel_wanted")
