"""SQL that a service's migration makes its lane queue of: two tables, and functions of the owner.

`lanes` has a row for each key with work, and who works on it. `lane_jobs` has the work itself.
What is done with them: lanes_functions.py.
"""

from services.common import lanes_functions
from services.common.lanes_functions import OPEN
from services.common.row_security import CURRENT_TENANT, owner_policy_sql, tenant_table_sql

_FUNCTIONS = (
    lanes_functions.claim,
    lanes_functions.beat,
    lanes_functions.finish,
    lanes_functions.bury,
    lanes_functions.release,
    lanes_functions.purge,
    lanes_functions.stats,
)


def create(schema: str, *, per_tenant: bool) -> list[str]:
    """The statements of a migration that make the queue, in the service's schema."""
    tables = _tables(schema, per_tenant=per_tenant)
    if per_tenant:
        jobs = f"{schema}.lane_jobs"
        tables += [*tenant_table_sql(jobs), owner_policy_sql(jobs)]
    return [*tables, *(make(schema) for make in _FUNCTIONS)]


def renew(schema: str) -> list[str]:
    """The statements that bring a queue, made by earlier code, to what `create` makes today."""
    size = f"ALTER TABLE {schema}.lane_jobs ADD COLUMN IF NOT EXISTS set_size integer"
    return [size, *(make(schema) for make in _FUNCTIONS)]


def drop(schema: str) -> list[str]:
    """The statements that take the queue away again."""
    return [
        *(f"DROP FUNCTION {schema}.lane_{make.__name__}" for make in _FUNCTIONS),
        f"DROP TABLE {schema}.lane_jobs, {schema}.lanes",
        f"DROP SEQUENCE {schema}.lane_fences",
    ]


def _tables(schema: str, *, per_tenant: bool) -> list[str]:
    tenant = f"uuid NOT NULL DEFAULT {CURRENT_TENANT}" if per_tenant else "uuid"
    once = "tenant_id, dedup_key" if per_tenant else "dedup_key"
    churn = "autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000"
    return [
        # Never repeats: a lane that is emptied and made again must not know an old holder.
        f"CREATE SEQUENCE {schema}.lane_fences",
        f"""CREATE TABLE {schema}.lanes (
            key text PRIMARY KEY,
            tenant_id {tenant},
            owner uuid,
            fence bigint NOT NULL DEFAULT 0,
            claimed_in bigint,
            attempts integer NOT NULL DEFAULT 0,
            waits integer NOT NULL DEFAULT 0,
            available_time timestamptz NOT NULL,
            not_before timestamptz
        ) WITH (fillfactor = 70, {churn})""",
        f"CREATE INDEX lanes_available ON {schema}.lanes (available_time)",
        f"""CREATE TABLE {schema}.lane_jobs (
            job_id bigserial PRIMARY KEY,
            tenant_id {tenant},
            key text NOT NULL,
            dedup_key text,
            payload bytea NOT NULL,
            due_time timestamptz NOT NULL DEFAULT clock_timestamp(),
            claimed_in bigint,
            set_size integer,
            enqueue_time timestamptz NOT NULL DEFAULT clock_timestamp(),
            done_time timestamptz,
            outcome text,
            dead_time timestamptz,
            dead_reason text,
            CONSTRAINT lane_jobs_once UNIQUE ({once})
        ) WITH (fillfactor = 80, {churn})""",
        f"""CREATE INDEX lane_jobs_open ON {schema}.lane_jobs (key, due_time, job_id)
            WHERE {OPEN}""",
        f"""CREATE INDEX lane_jobs_done ON {schema}.lane_jobs (done_time)
            WHERE done_time IS NOT NULL""",
        f"""CREATE INDEX lane_jobs_dead ON {schema}.lane_jobs (dead_time)
            WHERE dead_time IS NOT NULL""",
    ]
