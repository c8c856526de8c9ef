"""The statements by which `lanes.py` uses a queue."""

# ruff: noqa: S608 (nothing is written into them but the schema, as an identifier)

from typing import LiteralString

from psycopg import sql

from services.common.row_security import CURRENT_TENANT

# Binary arrays (%b), because text must be escaped element by element, bytes above all.
# Lanes first, each once and in order: who holds a lane's row draws the next ids and times in it.
# A lane that is held keeps its lease, and one that pauses its pause. What is due now may stand
# earlier in line than it came; what is for later never does, or it would be claimed too soon.
_ENQUEUE = (
    """
WITH item AS MATERIALIZED (
    SELECT key, payload, dedup_key,
           coalesce(due_time, date_bin(gather, clock_timestamp(), 'epoch') + gather) AS due_time,
           coalesce(tenant_id, """
    + CURRENT_TENANT
    + """) AS tenant_id, ahead, n
      FROM unnest(%(keys)b::text[], %(payloads)b::bytea[], %(dedup_keys)b::text[],
                  %(due_times)b::timestamptz[], %(tenant_ids)b::uuid[], %(gathers)b::interval[],
                  %(aheads)b::interval[])
      WITH ORDINALITY AS t (key, payload, dedup_key, due_time, tenant_id, gather, ahead, n)
), lane AS (
    INSERT INTO {schema}.lanes AS l (key, tenant_id, available_time)
    SELECT key, min(tenant_id::text)::uuid,
           min(CASE WHEN due_time > clock_timestamp() THEN due_time
                    ELSE coalesce(due_time, clock_timestamp()) - ahead END)
      FROM item GROUP BY key ORDER BY key
    ON CONFLICT (key) DO UPDATE SET available_time = CASE
        WHEN l.owner IS NOT NULL THEN l.available_time
        ELSE least(l.available_time, greatest(EXCLUDED.available_time, l.not_before)) END
     WHERE l.tenant_id IS NOT DISTINCT FROM EXCLUDED.tenant_id
    RETURNING key, tenant_id
), stored AS (
    INSERT INTO {schema}.lane_jobs (tenant_id, key, dedup_key, payload, due_time)
    SELECT item.tenant_id, key, dedup_key, payload, greatest(due_time, clock_timestamp())
      FROM item JOIN lane USING (key) ORDER BY n
    ON CONFLICT DO NOTHING RETURNING dedup_key
)
SELECT (SELECT count(*) FROM lane), (SELECT array_agg(dedup_key) FROM stored)
"""
)

_REDRIVE = """
WITH dead AS MATERIALIZED (
    SELECT DISTINCT key, tenant_id FROM {schema}.lane_jobs
     WHERE job_id = ANY (%(ids)s) AND dead_time IS NOT NULL
), lane AS (
    INSERT INTO {schema}.lanes AS l (key, tenant_id, available_time)
    SELECT key, tenant_id, clock_timestamp() FROM dead ORDER BY key
    ON CONFLICT (key) DO UPDATE SET available_time = CASE
        WHEN l.owner IS NOT NULL THEN l.available_time
        ELSE least(l.available_time, greatest(EXCLUDED.available_time, l.not_before)) END
    RETURNING key
), raised AS (
    UPDATE {schema}.lane_jobs AS job SET dead_time = NULL, dead_reason = NULL, claimed_in = NULL
      FROM lane WHERE job.key = lane.key AND job_id = ANY (%(ids)s) AND dead_time IS NOT NULL
    RETURNING 1
)
SELECT count(*) FROM raised
"""


class Statements:
    """The statements of one queue, with its schema filled in once."""

    def __init__(self, schema: str) -> None:
        name = sql.Identifier(schema)

        def made(text: LiteralString) -> bytes:  # not put together anew each time
            return sql.SQL(text).format(schema=name).as_bytes()

        self.enqueue = made(_ENQUEUE)
        self.claim = made("SELECT * FROM {schema}.lane_claim(%s, %s, %s, %s)")
        self.beat = made("SELECT * FROM {schema}.lane_beat(%s, %s, %s, %s)")
        self.finish = made("SELECT {schema}.lane_finish(%s, %s, %s::bigint[], %s::bigint[], %s)")
        self.bury = made("SELECT {schema}.lane_bury(%s, %s, %s::bigint[], %s)")
        self.release = made("SELECT {schema}.lane_release(%s, %s, %s, %s)")
        self.redrive = made(_REDRIVE)
        self.stats = made("SELECT * FROM {schema}.lane_stats()")
        self.purge = made("SELECT {schema}.lane_purge(%s, %s)")
