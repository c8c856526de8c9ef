"""What calls of models use."""

from alembic import op

from services.common.row_security import owner_policy_sql, tenant_table_sql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

MODEL_CALLS = """
CREATE TABLE assistant.model_calls (
    tenant_id uuid NOT NULL,
    call_id uuid NOT NULL,
    call_time timestamptz NOT NULL,
    kind text NOT NULL,
    model text NOT NULL,
    prompt_tokens bigint NOT NULL,
    completion_tokens bigint NOT NULL,
    message_id uuid,
    duration_ms bigint NOT NULL,
    outcome text NOT NULL,
    cost_micros bigint NOT NULL,
    currency_code text NOT NULL,
    PRIMARY KEY (tenant_id, call_time, call_id),
    CONSTRAINT model_calls_kind CHECK (kind IN ('chat', 'embedding'))
)
"""

USAGE_DAYS = """
CREATE TABLE assistant.usage_days (
    tenant_id uuid NOT NULL,
    day date NOT NULL,
    kind text NOT NULL,
    model text NOT NULL,
    currency_code text NOT NULL,
    calls bigint NOT NULL,
    failed_calls bigint NOT NULL,
    prompt_tokens bigint NOT NULL,
    completion_tokens bigint NOT NULL,
    cost_micros bigint NOT NULL,
    PRIMARY KEY (tenant_id, day, kind, model, currency_code)
)
"""

PURGE = """
CREATE FUNCTION assistant.model_calls_purge (before timestamptz, at_most integer)
RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = assistant, pg_temp AS $$
DECLARE
    gone integer;
BEGIN
    DELETE FROM model_calls WHERE (tenant_id, call_time, call_id) IN (
        SELECT tenant_id, call_time, call_id FROM model_calls WHERE call_time < before
         ORDER BY call_time LIMIT at_most FOR UPDATE SKIP LOCKED);
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END $$
"""


def upgrade() -> None:
    for statement in [
        MODEL_CALLS,
        USAGE_DAYS,
        "CREATE INDEX model_calls_age ON assistant.model_calls (call_time)",
        *tenant_table_sql("assistant.model_calls"),
        *tenant_table_sql("assistant.usage_days"),
        owner_policy_sql("assistant.model_calls"),
        PURGE,
    ]:
        op.execute(statement)


def downgrade() -> None:
    for statement in [
        "DROP FUNCTION assistant.model_calls_purge",
        "DROP TABLE assistant.usage_days",
        "DROP TABLE assistant.model_calls",
    ]:
        op.execute(statement)
