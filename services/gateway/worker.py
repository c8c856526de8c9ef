"""Plays what lies in the inbox, lane by lane: the messages of a claim are one turn."""

from uuid import UUID

from services.common import context, failpoints
from services.common.clock import Clock
from services.common.database import Database
from services.common.fields import derived
from services.common.lanes import Claim, Lanes
from services.gateway import account_events, inbound, metrics
from services.gateway.inbound import Mesh, Outcome
from services.gateway.jobs import MESSAGES, STATUSES, Jobs, lane_kind

JOBS_A_CLAIM = 100
"""As many messages as a turn takes."""

NONE = "none"
"""The channel of a claim that holds nothing that is told on."""


class InboxWork:
    """The handler of the lane worker. Where it raises nothing is lost: the lane comes again."""

    def __init__(
        self, database: Database, lanes: Lanes, jobs: Jobs, mesh: Mesh, now: Clock
    ) -> None:
        self._database = database
        self._lanes = lanes
        self._jobs = jobs
        self._mesh = mesh
        self._now = now

    async def handle(self, claim: Claim) -> None:
        """Have what the claim holds answered, recorded or told, then finish it."""
        set_id = set_id_of(claim)
        with context.work(request=str(set_id)):
            outcome, channel = await self._play(claim, set_id)
            async with self._database.autocommit() as connection:  # one statement: one round trip
                await self._lanes.finish(connection, claim, outcome)
        metrics.ENDED.labels(channel, outcome).inc()
        if outcome is Outcome.ANSWERED:
            waited = self._now() - claim.jobs[0].enqueue_time
            metrics.REPLIED.labels(channel).observe(waited.total_seconds())

    async def _play(self, claim: Claim, set_id: UUID) -> tuple[Outcome, str]:
        """What became of it, and the platform that it came from."""
        kind = lane_kind(claim.key)
        if kind == MESSAGES:
            failpoints.reach("gateway.lane_claimed")
            messages = [self._jobs.message(job) for job in claim.jobs]
            return await inbound.answer(messages, set_id, self._mesh), messages[0].platform
        if kind == STATUSES:
            statuses = [self._jobs.status(job) for job in claim.jobs]
            return await inbound.record(statuses, set_id, self._mesh), statuses[0].platform
        heard = [(self._jobs.event(job), job.enqueue_time) for job in claim.jobs]
        events = [(each, at) for each, at in heard if each]
        channel = events[0][0].platform if events else NONE
        return await account_events.tell(events, set_id, self._mesh), channel


def set_id_of(claim: Claim) -> UUID:
    """The id of what is done for this set: the same after a crash, since the set is the same."""
    origin = "turn" if lane_kind(claim.key) == MESSAGES else "statuses"
    return derived(origin, *(job.dedup_key or "" for job in claim.jobs))
