"""Every query for the health of channels, each bound to one tenant."""

from uuid import UUID

from services.common.database import Connection
from services.tenant.domain.health import Health, Problem, ProblemKind

_SAVE_PROBLEM = """
INSERT INTO channel_problems
       (tenant_id, channel_id, kind, detail, begin_time, seen_time, solved)
VALUES (%s, %s, %s, %s, %s, %s, %s)
    ON CONFLICT (tenant_id, channel_id, kind) DO UPDATE
   SET detail = excluded.detail, begin_time = excluded.begin_time,
       seen_time = excluded.seen_time, solved = excluded.solved
"""


class HealthRepository:
    """What is known of the channels of one tenant, inside one transaction."""

    def __init__(self, connection: Connection, tenant_id: UUID) -> None:
        self.connection = connection
        self.tenant_id = tenant_id

    async def find(self, channel_id: UUID) -> Health:
        """What is known of a channel that is there."""
        cursor = await self.connection.execute(
            "SELECT c.success_time, p.kind, p.detail, p.begin_time, p.seen_time, p.solved"
            " FROM channels c LEFT JOIN channel_problems p USING (tenant_id, channel_id)"
            " WHERE c.tenant_id = %s AND c.channel_id = %s",
            (self.tenant_id, channel_id),
        )
        rows = await cursor.fetchall()
        problems = [Problem(ProblemKind(kind), *told) for _, kind, *told in rows if kind]
        return Health(rows[0][0] if rows else None, tuple(problems))

    async def save(self, channel_id: UUID, health: Health, before: Health) -> None:
        """Store what is not as it was before."""
        for each in set(health.problems) - set(before.problems):
            told = (each.kind, each.detail, each.begin_time, each.seen_time, each.solved)
            await self.connection.execute(_SAVE_PROBLEM, (self.tenant_id, channel_id, *told))
        if health.success_time != before.success_time:
            await self.connection.execute(
                "UPDATE channels SET success_time = %s WHERE tenant_id = %s AND channel_id = %s",
                (health.success_time, self.tenant_id, channel_id),
            )
