"""Tenants, channels, credentials and customers, and the two directories."""

from alembic import op

from services.common.requests import drop_sql, requests_sql
from services.common.row_security import tenant_table_sql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# Asked before the tenant is known, so without a policy: ids and names of operators, no content.
DIRECTORIES = [
    """CREATE TABLE tenant.names (
        name text PRIMARY KEY,
        tenant_id uuid NOT NULL
    )""",
    """CREATE TABLE tenant.addresses (
        platform text NOT NULL,
        address text NOT NULL,
        tenant_id uuid NOT NULL,
        channel_id uuid NOT NULL,
        PRIMARY KEY (platform, address)
    )""",
]

TABLES = {
    "tenants": """CREATE TABLE tenant.tenants (
        tenant_id uuid PRIMARY KEY,
        name text NOT NULL,
        display_name text NOT NULL,
        time_zone text NOT NULL,
        languages text[] NOT NULL,
        revision bigint NOT NULL,
        create_time timestamptz NOT NULL,
        update_time timestamptz NOT NULL
    )""",
    # A key per tenant, wrapped by a key-encryption key that is never in the database.
    "data_keys": """CREATE TABLE tenant.data_keys (
        tenant_id uuid NOT NULL REFERENCES tenant.tenants,
        dek_id uuid NOT NULL,
        kek_id text NOT NULL,
        wrapped bytea NOT NULL,
        create_time timestamptz NOT NULL,
        PRIMARY KEY (tenant_id, dek_id)
    )""",
    "channels": """CREATE TABLE tenant.channels (
        tenant_id uuid NOT NULL REFERENCES tenant.tenants,
        channel_id uuid NOT NULL,
        platform text NOT NULL,
        address text NOT NULL,
        account_id text NOT NULL,
        display_address text NOT NULL,
        revision bigint NOT NULL,
        create_time timestamptz NOT NULL,
        update_time timestamptz NOT NULL,
        PRIMARY KEY (tenant_id, channel_id),
        CONSTRAINT channels_one_per_address UNIQUE (tenant_id, platform, address)
    )""",
    "credentials": """CREATE TABLE tenant.credentials (
        tenant_id uuid NOT NULL,
        channel_id uuid NOT NULL,
        dek_id uuid NOT NULL,
        sealed bytea NOT NULL,
        update_time timestamptz NOT NULL,
        PRIMARY KEY (tenant_id, channel_id),
        FOREIGN KEY (tenant_id, channel_id) REFERENCES tenant.channels,
        FOREIGN KEY (tenant_id, dek_id) REFERENCES tenant.data_keys
    )""",
    "customers": """CREATE TABLE tenant.customers (
        tenant_id uuid NOT NULL REFERENCES tenant.tenants,
        customer_id uuid NOT NULL,
        display_name text NOT NULL,
        language text NOT NULL DEFAULT '',
        time_zone text NOT NULL DEFAULT '',
        revision bigint NOT NULL DEFAULT 1,
        create_time timestamptz NOT NULL,
        PRIMARY KEY (tenant_id, customer_id)
    )""",
    # Who is first to write an identity decides whose it is; the customer may follow it, so the
    # reference is checked at the commit.
    "identities": """CREATE TABLE tenant.identities (
        tenant_id uuid NOT NULL,
        kind text NOT NULL,
        value text NOT NULL,
        customer_id uuid NOT NULL,
        position bigint GENERATED ALWAYS AS IDENTITY,
        create_time timestamptz NOT NULL,
        PRIMARY KEY (tenant_id, kind, value),
        FOREIGN KEY (tenant_id, customer_id) REFERENCES tenant.customers
            DEFERRABLE INITIALLY DEFERRED
    )""",
}

INDEXES = [
    """CREATE INDEX customers_by_age
        ON tenant.customers (tenant_id, create_time DESC, customer_id DESC)""",
    "CREATE INDEX identities_of_customer ON tenant.identities (tenant_id, customer_id)",
]


def upgrade() -> None:
    for statement in [*DIRECTORIES, *TABLES.values(), *INDEXES]:
        op.execute(statement)
    for table in TABLES:
        for statement in tenant_table_sql(f"tenant.{table}"):
            op.execute(statement)
    for statement in requests_sql("tenant"):
        op.execute(statement)


def downgrade() -> None:
    for statement in drop_sql("tenant"):
        op.execute(statement)
    op.execute("DROP TABLE tenant.identities, tenant.customers")
    op.execute("DROP TABLE tenant.credentials, tenant.channels, tenant.data_keys, tenant.tenants")
    op.execute("DROP TABLE tenant.addresses, tenant.names")
