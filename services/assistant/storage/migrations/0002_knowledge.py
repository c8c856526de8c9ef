"""Frequent questions and their answers, and questions that nobody answered."""

from alembic import op

from services.common.row_security import owner_policy_sql, tenant_table_sql

revision = "0002"
down_revision = "0001"

_TABLES = {
    # One row of each tenant: which version its entries are at, and which of them is embedded.
    "faqs": """(
        tenant_id uuid PRIMARY KEY,
        version bigint NOT NULL,
        embedded_version bigint NOT NULL DEFAULT 0,
        embedded_model text NOT NULL DEFAULT '',
        busy_until timestamptz,
        update_time timestamptz NOT NULL
    )""",
    # An embedding is an array of PostgreSQL's own, cast where it is compared: the schema needs no
    # pgvector, and a model of any size fits.
    "faq_entries": """(
        tenant_id uuid NOT NULL,
        entry_id text NOT NULL,
        phrasings text[] NOT NULL,
        answer text NOT NULL,
        language text NOT NULL,
        tags text[] NOT NULL,
        source text NOT NULL,
        version bigint NOT NULL,
        embedding real[],
        embedding_size integer NOT NULL DEFAULT 0,
        embedding_model text NOT NULL DEFAULT '',
        PRIMARY KEY (tenant_id, entry_id)
    )""",
    "unanswered": """(
        tenant_id uuid NOT NULL,
        question_id uuid NOT NULL,
        position bigint GENERATED ALWAYS AS IDENTITY,
        digest bytea NOT NULL,
        text text NOT NULL,
        language text NOT NULL,
        count integer NOT NULL,
        first_ask_time timestamptz NOT NULL,
        last_ask_time timestamptz NOT NULL,
        conversation_id uuid NOT NULL,
        message_id text NOT NULL,
        PRIMARY KEY (tenant_id, question_id),
        CONSTRAINT unanswered_once UNIQUE (tenant_id, digest)
    )""",
}

_UNEMBEDDED = """CREATE FUNCTION assistant.faqs_unembedded
    (model text, moment timestamptz, at_most integer)
RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = assistant, pg_temp AS $$
BEGIN
    RETURN QUERY SELECT tenant_id FROM faqs
     WHERE (embedded_version < version OR embedded_model <> model)
       AND (busy_until IS NULL OR busy_until <= moment)
     ORDER BY update_time LIMIT at_most;
END $$"""


def upgrade() -> None:
    for table, body in _TABLES.items():
        op.execute(f"CREATE TABLE assistant.{table} {body}")
        for statement in tenant_table_sql(f"assistant.{table}"):
            op.execute(statement)
    for statement in (
        # Numbers without a pattern: to compress them takes time and saves nothing.
        "ALTER TABLE assistant.faq_entries ALTER COLUMN embedding SET STORAGE EXTERNAL",
        "CREATE UNIQUE INDEX unanswered_in_order ON assistant.unanswered (tenant_id, position)",
        owner_policy_sql("assistant.faqs"),
        _UNEMBEDDED,
    ):
        op.execute(statement)


def downgrade() -> None:
    op.execute("DROP FUNCTION assistant.faqs_unembedded")
    for table in _TABLES:
        op.execute(f"DROP TABLE assistant.{table}")
