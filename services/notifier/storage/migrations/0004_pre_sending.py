"""Everything that is sent: templates, preferences, schedules, breakers, attempts, statuses that
came too early, what platforms told."""

from alembic import op

from services.common.row_security import owner_policy_sql, tenant_table_sql

revision = "0004"
down_revision = "0003"

_MESSAGES = {
    "more": "jsonb NOT NULL DEFAULT '{}'",  # menu, media, template, event
    "send_time": "timestamptz",
    "booking_id": "uuid",
    "zone": "text NOT NULL DEFAULT ''",
    "template_name": "text NOT NULL DEFAULT ''",
    "as_template": "boolean NOT NULL DEFAULT false",
    "follows_id": "uuid",
    "tried": "uuid[] NOT NULL DEFAULT '{}'",
    "parts_sent": "integer NOT NULL DEFAULT 0",
    "pricing": "jsonb",
    "history": "jsonb NOT NULL DEFAULT '[]'",
}

_SENDERS = {
    "pause_reason": "text NOT NULL DEFAULT ''",
    "stopped": "boolean NOT NULL DEFAULT false",  # after the pause one call looks, then the others
    "campaigns_paused_until": "timestamptz",
    "campaigns_pause_reason": "text NOT NULL DEFAULT ''",
    "unasked_paused_until": "timestamptz",
    "pace_time": "timestamptz",  # up to when the room of the number is taken
    "notice_time": "timestamptz",  # when the next notification gets its place in line
    "campaign_time": "timestamptz",
}

_TABLES = {
    "recipients": """(
        tenant_id uuid NOT NULL,
        channel_id uuid NOT NULL,
        kind text NOT NULL,
        value text NOT NULL,
        wrote_time timestamptz,
        paused_until timestamptz,
        pace_time timestamptz,
        PRIMARY KEY (tenant_id, channel_id, kind, value)
    ) WITH (fillfactor = 80)""",
    "breakers": """(
        tenant_id uuid NOT NULL,
        provider text NOT NULL,
        account text NOT NULL,
        recent jsonb NOT NULL DEFAULT '[]',  -- of each second: when, calls, failures
        open_until timestamptz,
        probe_until timestamptz,
        failure_time timestamptz,
        PRIMARY KEY (tenant_id, provider, account)
    ) WITH (fillfactor = 70)""",
    "attempts": """(
        tenant_id uuid NOT NULL,
        message_id uuid NOT NULL,
        number integer NOT NULL,
        provider text NOT NULL,
        account text NOT NULL,
        channel_id uuid NOT NULL,
        begin_time timestamptz NOT NULL,
        duration_ms integer,
        outcome text NOT NULL DEFAULT '',
        reason text NOT NULL DEFAULT '',
        provider_detail text NOT NULL DEFAULT '',
        PRIMARY KEY (tenant_id, message_id, number)
    ) WITH (fillfactor = 80)""",
    "parked_statuses": """(
        tenant_id uuid NOT NULL,
        provider_message_id text NOT NULL,
        state text NOT NULL,
        error_code text NOT NULL,
        error_detail text NOT NULL,
        pricing jsonb,
        arrive_time timestamptz NOT NULL,
        PRIMARY KEY (tenant_id, provider_message_id, state)
    )""",
    "preferences": """(
        tenant_id uuid NOT NULL,
        customer_id uuid NOT NULL,
        category text NOT NULL CHECK (category IN ('service', 'marketing')),
        opted_out boolean NOT NULL,
        source text NOT NULL,
        change_time timestamptz NOT NULL,
        PRIMARY KEY (tenant_id, customer_id, category)
    )""",
    "preference_changes": """(
        tenant_id uuid NOT NULL,
        customer_id uuid NOT NULL,
        position bigint GENERATED ALWAYS AS IDENTITY,
        category text NOT NULL,
        opted_out boolean NOT NULL,
        source text NOT NULL,
        change_time timestamptz NOT NULL,
        detail text NOT NULL,
        PRIMARY KEY (tenant_id, customer_id, position)
    )""",
    "templates": """(
        tenant_id uuid NOT NULL,
        channel_id uuid NOT NULL,
        name text NOT NULL,
        language text NOT NULL,
        state text NOT NULL CHECK (state IN ('approved', 'paused', 'disabled', 'pending')),
        category text NOT NULL,
        text text NOT NULL,
        parameter_names text[] NOT NULL,
        named boolean NOT NULL,
        buttons jsonb NOT NULL,
        provider_template_id text NOT NULL,
        detail text NOT NULL,
        update_time timestamptz NOT NULL,
        PRIMARY KEY (tenant_id, channel_id, name, language)
    )""",
    "sending_rules": """(
        tenant_id uuid PRIMARY KEY,
        document jsonb NOT NULL,
        revision integer NOT NULL,
        update_time timestamptz NOT NULL
    )""",
    "account_events": """(
        tenant_id uuid NOT NULL,
        position bigint GENERATED ALWAYS AS IDENTITY,
        channel_id uuid NOT NULL,
        kind text NOT NULL,
        template_name text NOT NULL,
        template_language text NOT NULL,
        detail text NOT NULL,
        event_time timestamptz NOT NULL,
        PRIMARY KEY (tenant_id, position)
    )""",
}

_INDEXES = (
    "messages_of_booking ON notifier.messages (tenant_id, booking_id, position)"
    " WHERE booking_id IS NOT NULL",
    "messages_waiting ON notifier.messages (tenant_id, channel_id)"
    " WHERE state IN ('queued', 'sending', 'ambiguous')",
    "messages_sending ON notifier.messages (tenant_id, customer_id) WHERE state = 'sending'",
    "messages_failed ON notifier.messages (tenant_id, channel_id, update_time)"
    " WHERE state = 'failed'",
    "messages_scheduled ON notifier.messages (tenant_id, channel_id, send_time)"
    " WHERE state = 'queued' AND send_time IS NOT NULL",
    "attempts_of_channel ON notifier.attempts (tenant_id, channel_id, begin_time)",
)

_PURGE = """CREATE FUNCTION notifier.{table}_purge (before timestamptz, at_most integer)
RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = notifier, pg_temp AS $$
DECLARE
    gone integer;
BEGIN
    DELETE FROM {table} WHERE ({key}) IN (
        SELECT {key} FROM {table} WHERE {age} < before
         ORDER BY {age} LIMIT at_most FOR UPDATE SKIP LOCKED);
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END $$"""

_PURGED = (
    ("parked_statuses", "tenant_id, provider_message_id, state", "arrive_time"),
    ("attempts", "tenant_id, message_id, number", "begin_time"),
)

_BREAKERS_OPEN = """CREATE FUNCTION notifier.breakers_open (since timestamptz)
RETURNS TABLE (provider text, accounts bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = notifier, pg_temp AS $$
BEGIN
    RETURN QUERY SELECT breakers.provider, count(*) FROM breakers
     WHERE open_until IS NOT NULL AND failure_time >= since GROUP BY breakers.provider;
END $$"""

_BUSY_TENANTS = """CREATE FUNCTION notifier.busy_tenants (since timestamptz, until timestamptz)
RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = notifier, pg_temp AS $$
BEGIN
    RETURN QUERY SELECT DISTINCT tenant_id FROM attempts
     WHERE begin_time >= since AND begin_time < until;
END $$"""


def upgrade() -> None:
    for table, columns in (("messages", _MESSAGES), ("senders", _SENDERS)):
        for name, kind in columns.items():
            op.execute(f"ALTER TABLE notifier.{table} ADD COLUMN {name} {kind}")
    op.execute("ALTER TABLE notifier.senders ALTER COLUMN paused_until SET DEFAULT to_timestamp(0)")
    for table, body in _TABLES.items():
        op.execute(f"CREATE TABLE notifier.{table} {body}")
        for statement in tenant_table_sql(f"notifier.{table}"):
            op.execute(statement)
    for index in _INDEXES:
        op.execute(f"CREATE INDEX {index}")
    for table, key, age in _PURGED:
        op.execute(owner_policy_sql(f"notifier.{table}"))
        op.execute(f"CREATE INDEX {table}_age ON notifier.{table} ({age})")
        op.execute(_PURGE.format(table=table, key=key, age=age))
    for statement in (owner_policy_sql("notifier.breakers"), _BREAKERS_OPEN, _BUSY_TENANTS):
        op.execute(statement)


def downgrade() -> None:
    op.execute("DROP FUNCTION notifier.breakers_open, notifier.busy_tenants")
    for table, _, _ in _PURGED:
        op.execute(f"DROP FUNCTION notifier.{table}_purge")
    for table in _TABLES:
        op.execute(f"DROP TABLE notifier.{table}")
    for index in _INDEXES[:5]:
        op.execute(f"DROP INDEX notifier.{index.split()[0]}")
    op.execute("ALTER TABLE notifier.senders ALTER COLUMN paused_until DROP DEFAULT")
    for table, columns in (("messages", _MESSAGES), ("senders", _SENDERS)):
        for name in columns:
            op.execute(f"ALTER TABLE notifier.{table} DROP COLUMN {name}")
