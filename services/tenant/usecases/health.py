"""The health of channels: what providers say of them, and what is wrong with them now."""

from dataclasses import replace
from uuid import UUID

from services.common.clock import Clock
from services.common.database import Database
from services.common.texts import cleaned
from services.tenant.domain.health import Health, Report
from services.tenant.storage.channels import ChannelRepository
from services.tenant.storage.health import HealthRepository


class HealthUseCases:
    def __init__(self, database: Database, now: Clock) -> None:
        self.database = database
        self.now = now

    async def get_channel_health(self, tenant_id: UUID, channel_id: UUID) -> Health:
        async with self.database.tenant_transaction(tenant_id) as connection:
            await ChannelRepository(connection, tenant_id).find(channel_id, deleted_too=True)
            health = await HealthRepository(connection, tenant_id).find(channel_id)
        return health.at(self.now())

    async def report_channel_health(
        self, tenant_id: UUID, channel_id: UUID, report: Report
    ) -> None:
        """Note what a provider said. Mostly it says nothing new: then nothing is locked or
        written.

        A time that has not come yet counts as now: else a clock that is wrong would make all later
        reports the older ones.
        """
        seen = min(report.seen_time, self.now())
        report = replace(report, seen_time=seen, detail=cleaned(report.detail))
        async with self.database.tenant_transaction(tenant_id) as connection:
            channels = ChannelRepository(connection, tenant_id)
            known = HealthRepository(connection, tenant_id)
            await channels.find(channel_id)
            health = await known.find(channel_id)
            if health.after(report) == health:
                return
            await channels.lock(channel_id)
            health = await known.find(channel_id)
            await known.save(channel_id, health.after(report), health)
