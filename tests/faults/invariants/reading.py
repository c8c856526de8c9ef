"""Reads all schemas, as the one whom no policy binds and without any index.

An index that a fault left wrong would hide the second row that it forbids.
"""

from collections.abc import Callable
from typing import Any

from psycopg import Connection
from psycopg.rows import class_row

from tests.faults.invariants import stored
from tests.faults.invariants.stored import InboxJob, Stored

QUEUES = ("gateway", "notifier")

_WITHOUT_INDEX = """
    SET LOCAL enable_indexscan = off; SET LOCAL enable_indexonlyscan = off;
    SET LOCAL enable_bitmapscan = off; SET LOCAL jit = off
"""

# Statuses follow each message by themselves, so some are on their way at any moment.
_UNFINISHED = """
    SELECT '{queue}' AS queue, job_id, split_part(key, ':', 1) AS kind, dead_reason,
           extract(epoch FROM clock_timestamp() - enqueue_time)::float AS age
      FROM {queue}.lane_jobs WHERE done_time IS NULL
"""
_LANES = """
    SELECT '{queue}' AS queue, key, split_part(key, ':', 1) AS kind, attempts FROM {queue}.lanes
"""

_QUERIES: dict[str, tuple[type[Any], str]] = {
    "inbox": (
        InboxJob,
        """SELECT job_id, key, dedup_key, payload, claimed_in, enqueue_time, done_time, outcome
             FROM gateway.lane_jobs WHERE key LIKE 'message:%' ORDER BY job_id""",
    ),
    "unfinished": (
        stored.Unfinished,
        " UNION ALL ".join(_UNFINISHED.format(queue=each) for each in QUEUES),
    ),
    "lanes": (stored.Lane, " UNION ALL ".join(_LANES.format(queue=each) for each in QUEUES)),
    "lines": (
        stored.Line,
        """SELECT m.tenant_id, m.message_id, m.conversation_id, c.customer_id, m.position, m.role,
                  m.text, m.channel_id, m.turn_id, m.provider_message_id
             FROM assistant.messages m
             JOIN assistant.conversations c USING (tenant_id, conversation_id)
            ORDER BY m.position""",
    ),
    "outbound": (
        stored.Outbound,
        """SELECT tenant_id, message_id, position, channel_id, customer_id, recipient_kind,
                  recipient, text, buttons, purpose, state, reason, attempts, template_name,
                  ARRAY (SELECT link ->> 1 FROM jsonb_array_elements(
                         coalesce(more #> '{event,actions}', '[]')
                         || coalesce(more #> '{event,moves}', '[]')) AS link) AS links
             FROM notifier.messages ORDER BY position""",
    ),
    "bookings": (
        stored.Booking,
        """SELECT tenant_id, booking_id, customer_id, offering_name, start_time, end_time,
                  time_zone, state, origin, create_time, occurrence_id
             FROM booking.bookings ORDER BY create_time""",
    ),
    "segments": (
        stored.Segment,
        """SELECT tenant_id, booking_id, resource_id, start_time, end_time, state
             FROM booking.booking_segments ORDER BY start_time""",
    ),
    "channels": (stored.Channel, "SELECT tenant_id, channel_id, address FROM tenant.channels"),
    "identities": (
        stored.Identity,
        "SELECT tenant_id, kind, value, customer_id FROM tenant.identities",
    ),
    "names": (
        stored.Name,
        """SELECT tenant_id, display_name AS name FROM tenant.tenants
           UNION SELECT tenant_id, display_name FROM booking.offerings""",
    ),
    "strangers": (
        stored.Stranger,
        """WITH told (place, tenant_id, customer_id) AS (
             SELECT 'assistant.conversations', tenant_id, customer_id FROM assistant.conversations
             UNION SELECT 'notifier.messages', tenant_id, customer_id FROM notifier.messages
             UNION SELECT 'booking.bookings', tenant_id, customer_id FROM booking.bookings
           ), left_by (place, tenant_id, channel_id) AS (
             SELECT 'assistant.messages', tenant_id, channel_id FROM assistant.messages
             UNION SELECT 'notifier.messages', tenant_id, channel_id FROM notifier.messages
           )
           SELECT place, told.tenant_id, 'customer' AS what, told.customer_id AS id
             FROM told LEFT JOIN tenant.customers known USING (tenant_id, customer_id)
            WHERE known.customer_id IS NULL
           UNION ALL
           SELECT place, left_by.tenant_id, 'channel', left_by.channel_id
             FROM left_by LEFT JOIN tenant.channels known USING (tenant_id, channel_id)
            WHERE known.channel_id IS NULL""",
    ),
    "busy": (
        stored.Busy,
        """SELECT conversation_id, busy_turn_id AS turn_id FROM assistant.conversations
            WHERE busy_turn_id IS NOT NULL""",
    ),
    "idle": (
        stored.Idle,
        """SELECT pid, coalesce(usename, '') AS role, query,
                  extract(epoch FROM clock_timestamp() - state_change)::float AS age
             FROM pg_stat_activity
            WHERE state LIKE 'idle in transaction%' AND pid <> pg_backend_pid()""",
    ),
}


def read(connection: Connection, opened: Callable[[InboxJob], InboxJob]) -> Stored:
    """What is stored, in the transaction of the connection. `opened` unseals a job."""
    with connection.transaction():
        connection.execute(_WITHOUT_INDEX)
        found = {name: _all(connection, *asked) for name, asked in _QUERIES.items()}
    found["inbox"] = [opened(each) for each in found["inbox"]]
    return Stored(**found)


def _all(connection: Connection, kind: type[Any], query: str) -> list[Any]:
    with connection.cursor(row_factory=class_row(kind)) as cursor:
        return cursor.execute(query.encode()).fetchall()
