"""Every query for jobs of messages whose sending was given up, bound to one tenant."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.common.database import Connection

Position = tuple[datetime, int]
"""When it was given up, and the id of the job: by these they are listed, the newest first."""


@dataclass(frozen=True)
class DeadJob:
    """The message is named by the first characters of the job's own key (usecases/errand.py)."""

    job_id: int
    message_id: UUID
    dead_time: datetime
    dead_reason: str


async def dead_jobs(
    connection: Connection, tenant_id: UUID, *, before: Position | None, limit: int
) -> list[DeadJob]:
    """Those given up before the position, the newest first."""
    cursor = await connection.execute(
        "SELECT job_id, left(dedup_key, 36), dead_time, coalesce(dead_reason, '')"  # noqa: S608
        " FROM lane_jobs"
        " WHERE tenant_id = %(tenant_id)s AND dead_time IS NOT NULL"
        + (" AND (dead_time, job_id) < (%(time)s, %(job_id)s)" if before else "")
        + " ORDER BY dead_time DESC, job_id DESC LIMIT %(limit)s",
        {
            "tenant_id": tenant_id,
            "limit": limit,
            **(dict(zip(("time", "job_id"), before, strict=True)) if before else {}),
        },
    )
    return [
        DeadJob(job_id, UUID(message_id), dead_time, dead_reason)
        for job_id, message_id, dead_time, dead_reason in await cursor.fetchall()
    ]


async def dead_of(
    connection: Connection, tenant_id: UUID, message_ids: Sequence[UUID]
) -> list[tuple[int, UUID]]:
    """The dead jobs of these messages, with whose they are."""
    cursor = await connection.execute(
        "SELECT job_id, left(dedup_key, 36) FROM lane_jobs WHERE tenant_id = %s"
        " AND dead_time IS NOT NULL AND left(dedup_key, 36) = ANY (%s) ORDER BY job_id",
        (tenant_id, [str(each) for each in message_ids]),
    )
    return [(job_id, UUID(message_id)) for job_id, message_id in await cursor.fetchall()]
