"""Keeps the lanes of a worker while it works on them, and stops the work of those it lost.

All leases are renewed by one statement. A lane that somebody else has by now is lost: its task is
cancelled. So is a task whose lease ran out because the database did not answer, but that lane is
still let go of properly as soon as it does, if nobody was faster.
"""

import asyncio
import logging
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from services.common.database import Database
from services.common.errors import Unavailable
from services.common.lanes import Claim, Lanes
from services.common.logs import event

log = logging.getLogger(__name__)


@dataclass
class Hold:
    """A lane in work."""

    claim: Claim
    task: asyncio.Task[None]
    lost: bool = False
    leaving: bool = False


class LaneKeeper:
    """The lanes that one worker has in hand."""

    def __init__(
        self, database: Database, lanes: Lanes, me: UUID, *, lease: timedelta, heartbeat: timedelta
    ) -> None:
        self._database = database
        self._lanes = lanes
        self._me = me
        self._lease = lease
        self._heartbeat = heartbeat
        self._holds: dict[int, Hold] = {}

    def __len__(self) -> int:
        return len(self._holds)

    def add(self, claim: Claim, task: asyncio.Task[None], *, asked: float) -> None:
        """`asked`: the loop's time before we asked for it. The lease is counted from there."""
        claim.progress.held_until = asked + self._lease.total_seconds()
        self._holds[claim.fence] = Hold(claim, task)

    def remove(self, claim: Claim) -> None:
        del self._holds[claim.fence]

    def has_lost(self, claim: Claim) -> bool:
        return self._holds[claim.fence].lost

    def leave(self, claim: Claim) -> None:
        """The work has ended and the lane is being let go of: from now on no lease stops that."""
        self._holds[claim.fence].leaving = True

    def overdue(self) -> bool:
        """Whether a lease ran out and its lane was not let go of yet: the database was away."""
        now = asyncio.get_running_loop().time()
        return any(hold.claim.progress.held_until < now for hold in self._holds.values())

    def tasks(self) -> list[asyncio.Task[None]]:
        return [hold.task for hold in self._holds.values()]

    async def keep(self) -> None:
        """Renew the leases, for ever."""
        while True:
            await asyncio.sleep(self._heartbeat.total_seconds())
            if self._holds:
                await self._beat()
                self._stop_expired()

    async def _beat(self) -> None:
        asked = asyncio.get_running_loop().time()
        claims = [hold.claim for hold in self._holds.values()]
        try:
            async with (
                asyncio.timeout(self._heartbeat.total_seconds()),
                self._database.autocommit() as connection,
            ):
                ours = await self._lanes.beat(connection, self._me, claims, self._lease)
        except (Unavailable, TimeoutError) as error:
            reason = type(error).__name__
            event(log, "heartbeat_failed", level=logging.WARNING, lanes=len(claims), reason=reason)
            return
        for claim in claims:
            if hold := self._holds.get(claim.fence):
                self._judge(hold, ours=claim.fence in ours, asked=asked)

    def _judge(self, hold: Hold, *, ours: bool, asked: float) -> None:
        if ours:
            hold.claim.progress.held_until = asked + self._lease.total_seconds()
        elif not hold.claim.progress.finished and not hold.leaving:
            hold.lost = True
            hold.task.cancel()

    def _stop_expired(self) -> None:
        now = asyncio.get_running_loop().time()
        for hold in list(self._holds.values()):
            if hold.claim.progress.held_until < now and not hold.leaving:
                hold.leaving = True
                hold.task.cancel()
