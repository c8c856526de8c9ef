"""Conversations and their messages."""

from alembic import op

from services.common import requests
from services.common.row_security import tenant_table_sql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

CONVERSATIONS = """
CREATE TABLE assistant.conversations (
    tenant_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    customer_id uuid NOT NULL,
    state text NOT NULL DEFAULT 'bot',
    language text NOT NULL DEFAULT '',
    dialogue jsonb NOT NULL DEFAULT '{}',
    version bigint NOT NULL DEFAULT 0,
    busy_turn_id uuid,
    busy_until timestamptz,
    create_time timestamptz NOT NULL,
    update_time timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, conversation_id),
    CONSTRAINT conversations_one_per_customer UNIQUE (tenant_id, customer_id),
    CONSTRAINT conversations_state CHECK (state IN ('bot', 'waiting', 'human')),
    CONSTRAINT conversations_busy CHECK ((busy_turn_id IS NULL) = (busy_until IS NULL))
)
"""

MESSAGES = """
CREATE TABLE assistant.messages (
    tenant_id uuid NOT NULL,
    message_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    position bigint GENERATED ALWAYS AS IDENTITY,
    role text NOT NULL,
    kind text NOT NULL,
    text text NOT NULL,
    channel_id uuid NOT NULL,
    turn_id uuid NOT NULL,
    send_time timestamptz NOT NULL,
    provider_message_id text,
    choice_id text NOT NULL,
    about_provider_message_id text NOT NULL,
    create_time timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, message_id),
    CONSTRAINT messages_of_a_conversation FOREIGN KEY (tenant_id, conversation_id)
        REFERENCES assistant.conversations (tenant_id, conversation_id),
    CONSTRAINT messages_once_per_channel UNIQUE (tenant_id, channel_id, provider_message_id),
    CONSTRAINT messages_role CHECK (role IN ('inbound', 'assistant', 'member')),
    CONSTRAINT messages_inbound CHECK ((role = 'inbound') = (provider_message_id IS NOT NULL))
)
"""


MESSAGES_IN_ORDER = """
CREATE UNIQUE INDEX messages_in_order
    ON assistant.messages (tenant_id, conversation_id, position)
"""


def upgrade() -> None:
    for statement in [
        CONVERSATIONS,
        MESSAGES,
        MESSAGES_IN_ORDER,
        *tenant_table_sql("assistant.conversations"),
        *tenant_table_sql("assistant.messages"),
        *requests.requests_sql("assistant"),
    ]:
        op.execute(statement)


def downgrade() -> None:
    for statement in [
        *requests.drop_sql("assistant"),
        "DROP TABLE assistant.messages",
        "DROP TABLE assistant.conversations",
    ]:
        op.execute(statement)
