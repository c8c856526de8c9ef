"""SQL of the functions that move lanes. Each is one transaction, or a part of its caller's.

They run as the owner, so whoever may call them may look across tenants, but gets and changes only
lanes that it claimed: a claim draws a fence, and all else must show the fence.
"""

# ruff: noqa: S608 (nothing is written into them but the schema, which a migration names)

from services.common.row_security import CURRENT_TENANT

LANE_LOST = "LY001"
"""SQLSTATE of a call by someone who does not hold the lane any more."""

OPEN = "done_time IS NULL AND dead_time IS NULL"

_NEXT_DUE = f"(SELECT min(due_time) FROM lane_jobs WHERE lane_jobs.key = lanes.key AND {OPEN})"

# The lane is ours and locked, and the caller's transaction is not of another tenant.
_HELD = f"""
    SELECT tenant_id INTO belongs FROM lanes
     WHERE key = k AND fence = f AND owner IS NOT NULL FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the lane is no longer ours' USING ERRCODE = '{LANE_LOST}';
    ELSIF belongs <> {CURRENT_TENANT} THEN
        RAISE EXCEPTION 'the lane is of another tenant' USING ERRCODE = '42501';
    END IF;"""

# No job left: no lane. Else the lane goes to the end of the queue, so that a hot key rotates.
# A statement of its own: its snapshot is newer than the lock, so it sees every job of the key.
_SETTLE = f"""
    SELECT due_time INTO next_due FROM lane_jobs
     WHERE key = k AND {OPEN} ORDER BY due_time, job_id LIMIT 1;
    IF NOT FOUND THEN
        DELETE FROM lanes WHERE key = k;
        RETURN false;
    END IF;
    UPDATE lanes SET owner = NULL, claimed_in = NULL, attempts = 0, waits = 0,
           available_time = greatest(next_due, clock_timestamp()) WHERE key = k;
    RETURN next_due <= clock_timestamp();"""


def claim(schema: str) -> str:
    """Take lanes that are due, each with the set of jobs that was taken before, or a new set.

    Each statement starts from keys or ids that are known, so that whatever the planner believes
    of the tables it can only look these up.
    """
    body = f"""
DECLARE
    mine text[];
    renewed text[];
    ids bigint[];
    sizes jsonb;
    idle text[];
    moment timestamptz := clock_timestamp();
BEGIN
    WITH due AS MATERIALIZED (
        SELECT key FROM lanes WHERE available_time <= moment
         ORDER BY available_time LIMIT lanes_wanted FOR UPDATE SKIP LOCKED
    ), taken AS (
        UPDATE lanes SET owner = me, attempts = attempts + 1,
               not_before = NULL, available_time = moment + lease,
               (fence, claimed_in) = (
                   SELECT next_fence, coalesce(lanes.claimed_in, next_fence)
                     FROM (SELECT nextval('lane_fences') AS next_fence OFFSET 0) AS drawn)
         WHERE key = ANY (ARRAY (SELECT key FROM due)) RETURNING key, fence, claimed_in
    )
    SELECT array_agg(key), array_agg(key) FILTER (WHERE claimed_in < fence)
      INTO mine, renewed FROM taken;
    IF mine IS NULL THEN
        RETURN;
    END IF;

    -- Statements of their own: their snapshots are newer than the locks.
    moment := clock_timestamp();
    SELECT array_agg(job_id), jsonb_object_agg(key, size) INTO ids, sizes
      FROM unnest(mine) AS lane (key) CROSS JOIN LATERAL (
        SELECT job_id, count(*) OVER () AS size FROM (
            SELECT job_id FROM lane_jobs
             WHERE lane_jobs.key = lane.key AND due_time <= moment AND {OPEN}
             ORDER BY due_time, job_id LIMIT jobs_each) AS first) AS job
     WHERE lane.key <> ALL (coalesce(renewed, '{{}}'));
    UPDATE lane_jobs
       SET claimed_in = (SELECT claimed_in FROM lanes WHERE lanes.key = lane_jobs.key),
           set_size = (sizes -> key)::integer
     WHERE job_id = ANY (ids);
    -- A set lies near the front of its lane: who knows its size need not look at all that follows.
    IF renewed IS NOT NULL THEN
        SELECT ids || array_agg(job_id) INTO ids FROM lanes CROSS JOIN LATERAL (
            SELECT set_size FROM lane_jobs WHERE lane_jobs.key = lanes.key
               AND lane_jobs.claimed_in = lanes.claimed_in AND {OPEN}
             ORDER BY due_time, job_id LIMIT 1) AS first CROSS JOIN LATERAL (
            SELECT job_id FROM lane_jobs WHERE lane_jobs.key = lanes.key
               AND lane_jobs.claimed_in = lanes.claimed_in AND {OPEN}
             ORDER BY due_time, job_id LIMIT first.set_size) AS job
         WHERE lanes.key = ANY (renewed);
    END IF;

    RETURN QUERY
    SELECT key, lane.tenant_id, fence, attempts, waits, lane.claimed_in,
           job_id, payload, dedup_key, enqueue_time
      FROM lane_jobs CROSS JOIN LATERAL (
        SELECT tenant_id, fence, attempts, waits, claimed_in
          FROM lanes WHERE lanes.key = lane_jobs.key OFFSET 0) AS lane
     WHERE job_id = ANY (ids) ORDER BY fence, due_time, job_id;

    -- What turned out to have nothing to do: a redelivery made it, or its jobs are for later.
    SELECT array_agg(lane.key) INTO idle FROM unnest(mine) AS lane (key)
     WHERE lane.key NOT IN (SELECT key FROM lane_jobs WHERE job_id = ANY (ids));
    IF idle IS NOT NULL THEN
        UPDATE lanes SET owner = NULL, claimed_in = NULL, attempts = 0, waits = 0,
               available_time = coalesce({_NEXT_DUE}, '-infinity')
         WHERE key = ANY (idle);
        DELETE FROM lanes WHERE key = ANY (idle) AND available_time = '-infinity';
    END IF;
END"""
    returns = """TABLE (key text, tenant_id uuid, fence bigint, attempts integer, waits integer,
    set_id bigint, job_id bigint, payload bytea, dedup_key text, enqueue_time timestamptz)"""
    arguments = "me uuid, lanes_wanted integer, jobs_each integer, lease interval"
    return _function(schema, "lane_claim", arguments, returns, body)


def beat(schema: str) -> str:
    """Hold on to all these lanes in one statement; return the fences that still hold.

    A lane whose row is locked (it is being finished, or work is being added) is told as held and
    not touched: to wait for it here would let all the other leases run out.
    """
    held = "key = ANY (keys) AND fence = ANY (fences) AND owner = me"  # a fence is of one key
    body = f"""
BEGIN
    RETURN QUERY
    WITH free AS MATERIALIZED (
        SELECT key FROM lanes WHERE {held} ORDER BY key FOR UPDATE SKIP LOCKED
    ), beaten AS (
        UPDATE lanes SET available_time = clock_timestamp() + lease
         WHERE key = ANY (ARRAY (SELECT key FROM free))
    )
    SELECT fence FROM lanes WHERE {held};
END"""
    arguments = "me uuid, keys text[], fences bigint[], lease interval"
    return _function(schema, "lane_beat", arguments, "SETOF bigint", body)


def finish(schema: str) -> str:
    """Mark jobs done, take `kept` out of the set, let the lane go; true where more is due."""
    body = f"""
DECLARE
    belongs uuid;
    next_due timestamptz;
BEGIN{_HELD}
    UPDATE lane_jobs SET done_time = clock_timestamp(), outcome = result
     WHERE job_id = ANY (finished) AND key = k AND done_time IS NULL;
    IF cardinality(kept) > 0 THEN
        UPDATE lane_jobs SET claimed_in = NULL WHERE job_id = ANY (kept) AND key = k;
    END IF;{_SETTLE}
END"""
    arguments = "k text, f bigint, finished bigint[], kept bigint[], result text"
    return _function(schema, "lane_finish", arguments, "boolean", body)


def bury(schema: str) -> str:
    """Mark jobs dead and let the lane go on without them; true where more is due."""
    body = f"""
DECLARE
    belongs uuid;
    next_due timestamptz;
BEGIN{_HELD}
    UPDATE lane_jobs SET dead_time = clock_timestamp(), dead_reason = reason, claimed_in = NULL
     WHERE job_id = ANY (buried) AND key = k AND done_time IS NULL;{_SETTLE}
END"""
    arguments = "k text, f bigint, buried bigint[], reason text"
    return _function(schema, "lane_bury", arguments, "boolean", body)


def release(schema: str) -> str:
    """Let the lane go with its set as it is, not to be claimed before `pause` is over.

    With `give_back` the attempt does not count. False where the lane is not ours any more.
    """
    body = """
BEGIN
    UPDATE lanes SET owner = NULL, not_before = clock_timestamp() + pause,
           available_time = clock_timestamp() + pause,
           attempts = attempts - CASE WHEN give_back THEN 1 ELSE 0 END,
           waits = waits + CASE WHEN give_back AND pause > interval '0' THEN 1 ELSE 0 END
     WHERE key = k AND fence = f AND owner IS NOT NULL;
    RETURN FOUND;
END"""
    arguments = "k text, f bigint, pause interval, give_back boolean"
    return _function(schema, "lane_release", arguments, "boolean", body)


def purge(schema: str) -> str:
    """Remove some jobs that were done before an instant; return how many."""
    body = """
DECLARE
    gone integer;
BEGIN
    DELETE FROM lane_jobs WHERE job_id IN (
        SELECT job_id FROM lane_jobs WHERE done_time < before
         ORDER BY done_time LIMIT at_most FOR UPDATE SKIP LOCKED);
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END"""
    return _function(schema, "lane_purge", "before timestamptz, at_most integer", "integer", body)


def stats(schema: str) -> str:
    """How many lanes wait, how long the oldest job in 1,000 of them has, how many jobs are dead."""
    body = f"""
BEGIN
    RETURN QUERY
    WITH waiting AS MATERIALIZED (
        SELECT key FROM lanes WHERE available_time <= clock_timestamp() ORDER BY available_time
    ), first_jobs AS (
        SELECT job.due_time FROM (SELECT key FROM waiting LIMIT 1000) AS lane CROSS JOIN LATERAL (
            SELECT due_time FROM lane_jobs WHERE lane_jobs.key = lane.key AND {OPEN}
             ORDER BY due_time, job_id LIMIT 1) AS job
    )
    SELECT (SELECT count(*) FROM waiting),
           greatest(clock_timestamp() - (SELECT min(due_time) FROM first_jobs), interval '0'),
           (SELECT count(*) FROM lane_jobs WHERE dead_time IS NOT NULL);
END"""
    returns = "TABLE (ready bigint, oldest_age interval, dead bigint)"
    return _function(schema, "lane_stats", "", returns, body)


def _function(schema: str, name: str, arguments: str, returns: str, body: str) -> str:
    # A plan made while the tables were small must not stay a walk through all of them, or through
    # all jobs of a key: the indexes give both the rows and their order.
    return f"""CREATE OR REPLACE FUNCTION {schema}.{name} ({arguments})
RETURNS {returns} LANGUAGE plpgsql SECURITY DEFINER
SET search_path = {schema}, pg_temp
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off AS $$
#variable_conflict use_column{body} $$"""
