"""Which channels are of an account: a platform tells of an account without a tenant."""

from alembic import op

revision = "0005"
down_revision = "0004"

UPGRADE = [
    "ALTER TABLE tenant.addresses ADD COLUMN account_id text NOT NULL DEFAULT ''",
    # No row is hidden: by the policy of 0003 the owner sees the channels of all tenants. Migrations
    # refuse to read under any policy, unless they say so, as for this one statement.
    "SET LOCAL row_security = on",
    """UPDATE tenant.addresses SET account_id = channels.account_id
         FROM tenant.channels
        WHERE channels.tenant_id = addresses.tenant_id
          AND channels.channel_id = addresses.channel_id AND channels.account_id <> ''""",
    "SET LOCAL row_security = off",
    """CREATE INDEX addresses_of_account
        ON tenant.addresses (platform, account_id, address) WHERE account_id <> ''""",
]


def upgrade() -> None:
    for statement in UPGRADE:
        op.execute(statement)


def downgrade() -> None:
    op.execute("ALTER TABLE tenant.addresses DROP COLUMN account_id")
