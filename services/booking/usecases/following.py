"""Does what follows changes of bookings, lane by lane: tells customers, reminds them, and lets
time act on bookings.

Nobody waits for it, and a callee that is away costs nothing but time: the lane comes again.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from services.booking.domain.booking import Booking, Origin, State
from services.booking.domain.events import (
    EventKind,
    Notice,
    Reminder,
    can_wait,
    looked_at,
    notice,
    told_elsewhere,
)
from services.booking.domain.link import LinkKind, Links
from services.booking.providers.notifier import Messages, News
from services.booking.storage.bookings import Bookings
from services.booking.storage.catalogs import Catalogs
from services.booking.storage.outbox import Outbox
from services.booking.usecases.metrics import EVENTS
from services.booking.usecases.outbox import Change, Job, Look, jobs_for, unpacked
from services.common.clock import Clock
from services.common.database import Connection, Database
from services.common.errors import (
    FailedPrecondition,
    InvalidArgument,
    Later,
    NotFound,
    PermissionDenied,
)
from services.common.fields import derived
from services.common.lanes import Again, Claim, Dead, Lanes
from services.common.logs import event

log = logging.getLogger(__name__)

_HOPELESS = (InvalidArgument, NotFound, FailedPrecondition, PermissionDenied)
"""What is answered the same whenever it is asked again."""

_ENDS_A_START = {EventKind.RESCHEDULED, EventKind.CANCELLED}
"""What happens to a booking of which reminders may be on their way. Requests have none."""

_ACTIONS = {
    Notice.REQUESTED: (LinkKind.CANCEL,),
    Notice.CONFIRMED: (LinkKind.MOVE, LinkKind.CANCEL),
    Notice.CHANGED: (LinkKind.MOVE, LinkKind.CANCEL),
    Notice.REMINDER: (LinkKind.CONFIRM, LinkKind.MOVE, LinkKind.CANCEL),
}
"""What customers may do with what they are told of, always as many: templates have so many
buttons."""

REACHED = timedelta(minutes=1)
"""Clocks of processes differ: a reminder that would be due so soon may have been sent."""


class Outcome(StrEnum):
    """How a job ended."""

    TOLD = "told"
    SILENT = "silent"
    """There is nobody to tell, or nothing any more."""
    SUPERSEDED = "superseded"
    """A later change tells it."""
    UNREACHABLE = "unreachable"
    """The customer has no address that a channel of the tenant writes to."""
    VOID = "void"
    """It was planned for a booking that has changed since."""
    MISSED = "missed"
    """Nobody got to it in time."""
    CHANGED = "changed"
    """Time changed the booking."""
    DEAD = "dead"


@dataclass(frozen=True)
class Ours:
    """A claim with what it says."""

    claim: Claim
    tenant_id: UUID
    booking_id: UUID
    job: Job

    @property
    def kind(self) -> str:
        if isinstance(self.job, Change):
            return self.job.kind
        return "look" if isinstance(self.job, Look) else "reminder"


class Following:
    """The handler of the lane worker: the first job of each claim."""

    def __init__(
        self,
        database: Database,
        lanes: Lanes,
        messages: Messages,
        links: Links,
        *,
        now: Clock,
    ) -> None:
        self.database = database
        self.lanes = lanes
        self.messages = messages
        self.links = links
        self.now = now

    async def handle(self, claim: Claim) -> None:
        """Do what the first job says and finish it; others stay in the lane."""
        if claim.tenant_id is None:
            raise TypeError("every lane of the booking service has a tenant")
        job = unpacked(claim.jobs[0].payload)
        ours = Ours(claim, claim.tenant_id, UUID(claim.key), job)
        try:
            outcome = await self._follow(ours)
        except _HOPELESS as refusal:
            _note(ours, Outcome.DEAD)
            raise Dead(refusal.reason) from refusal
        _note(ours, outcome)

    async def _follow(self, ours: Ours) -> Outcome:
        if isinstance(ours.job, Look):
            return await self._look(ours, ours.job)
        try:
            outcome = await self._tell_of(ours, ours.job)
        except Later:
            await self._let_time_act(ours)  # the look waits behind this job, however long it takes
            raise
        async with self.database.autocommit() as connection:
            await self._finish(connection, ours, outcome)
        return outcome

    async def _look(self, ours: Ours, job: Look) -> Outcome:
        """Let time act, in the transaction that finishes the job."""
        now = self.now()
        if now < job.due:
            raise Again(job.due - now)
        async with self.database.tenant_transaction(ours.tenant_id) as connection:
            outcome = await self._aged(connection, ours, now)
            await self._finish(connection, ours, outcome)
        return outcome

    async def _let_time_act(self, ours: Ours) -> None:
        async with self.database.tenant_transaction(ours.tenant_id) as connection:
            await self._aged(connection, ours, self.now())

    async def _aged(self, connection: Connection, ours: Ours, now: datetime) -> Outcome:
        """Store what time has made of the booking."""
        bookings = Bookings(connection, ours.tenant_id)
        before = await bookings.lock(ours.booking_id)
        after = looked_at(before, now)
        if after is before:
            return Outcome.VOID
        await bookings.change(after)
        kind = EventKind.EXPIRED if before.state is State.PENDING else None
        jobs = jobs_for(ours.tenant_id, after, kind, origin=Origin.API, leads=(), now=now)
        await self.lanes.enqueue(connection, jobs)
        return Outcome.CHANGED

    async def _tell_of(self, ours: Ours, job: Change | Reminder) -> Outcome:
        if isinstance(job, Reminder):
            return await self._remind(ours, job)
        return await self._tell_change(ours, job)

    async def _remind(self, ours: Ours, job: Reminder) -> Outcome:
        if (now := self.now()) < job.due:
            raise Again(job.due - now)
        booking, offering, _ = await self._read(ours)
        if not job.holds(booking):
            return Outcome.VOID
        if job.missed(self.now()):
            return Outcome.MISSED
        message_id = reminder_id(booking.booking_id, job.start, job.lead)
        links = self._links(ours, Notice.REMINDER, booking)
        news = News(message_id, Notice.REMINDER, booking, offering, links, job.until)
        return await self._tell(ours, news)

    async def _tell_change(self, ours: Ours, job: Change) -> Outcome:
        """Tell the booking as it is now, unless a change that waits behind this one does."""
        if job.kind in _ENDS_A_START:
            await self._withdraw(ours, job)
        if told_elsewhere(job.kind, job.origin):
            return Outcome.SILENT
        now = self.now()
        booking, offering, waiting = await self._read(ours)
        told = notice(job.kind, job.origin, booking, now)
        if told is None:
            return Outcome.SILENT
        later = [each for each in waiting if each.revision > job.revision]
        if any(notice(each.kind, each.origin, booking, now) for each in later):
            return Outcome.SUPERSEDED
        message_id = derived(booking.booking_id, str(job.revision), job.kind)
        links = self._links(ours, told, booking)
        waits = can_wait(told, booking, now)
        news = News(message_id, told, booking, offering, links, can_wait=waits)
        return await self._tell(ours, news)

    async def _tell(self, ours: Ours, news: News) -> Outcome:
        reached = await self.messages.tell(ours.tenant_id, news)
        return Outcome.TOLD if reached else Outcome.UNREACHABLE

    def _links(self, ours: Ours, told: Notice, booking: Booking) -> dict[LinkKind, str]:
        return self.links.of(ours.tenant_id, booking, _ACTIONS.get(told, ()))

    async def _withdraw(self, ours: Ours, job: Change) -> None:
        """Call back the reminders of a start that does not hold any more."""
        now = self.now()
        if now >= job.start:
            return
        booking, planned = await self._planned(ours, job.start)
        if booking.state is State.CONFIRMED and booking.time.start == job.start:
            return
        reached = sorted(each.lead for each in planned if each.due <= now + REACHED)
        if not reached:
            return
        ids = [reminder_id(ours.booking_id, job.start, lead) for lead in reached]
        request_id = derived(ours.booking_id, str(job.revision), "withdraw", *map(str, ids))
        await self.messages.withdraw(ours.tenant_id, request_id, ids)

    async def _planned(self, ours: Ours, start: datetime) -> tuple[Booking, list[Reminder]]:
        """The booking as it is now, and the reminders of this start that there were: the rules may
        have been others when it was booked."""
        async with self.database.tenant_transaction(ours.tenant_id) as connection:
            booking = await Bookings(connection, ours.tenant_id).get(ours.booking_id)
            found = await Outbox(connection, ours.tenant_id).reminders(ours.claim.key, start)
        jobs = map(unpacked, found)
        return booking, [each for each in jobs if isinstance(each, Reminder)]

    async def _read(self, ours: Ours) -> tuple[Booking, str, list[Change]]:
        """The booking as it is now, the catalog's name of what is booked, and the changes that
        wait to be told."""
        async with self.database.tenant_transaction(ours.tenant_id) as connection:
            booking = await Bookings(connection, ours.tenant_id).get(ours.booking_id)
            catalogs = Catalogs(connection, ours.tenant_id)
            offering = await catalogs.offering_name(booking.offering_id)
            waiting = await Outbox(connection, ours.tenant_id).waiting(ours.claim.key)
        jobs = map(unpacked, waiting)
        return booking, offering, [each for each in jobs if isinstance(each, Change)]

    async def _finish(self, connection: Connection, ours: Ours, outcome: Outcome) -> None:
        others = [job.job_id for job in ours.claim.jobs[1:]]
        await self.lanes.finish(connection, ours.claim, outcome, keep=others)


def reminder_id(booking_id: UUID, start: datetime, lead: timedelta) -> UUID:
    """The id of the message that calls this start to mind."""
    return derived(booking_id, "reminder", start.isoformat(), str(lead))


def _note(ours: Ours, outcome: Outcome) -> None:
    EVENTS.labels(ours.kind, outcome).inc()
    bad = outcome in {Outcome.UNREACHABLE, Outcome.MISSED, Outcome.DEAD}
    level = logging.WARNING if bad else logging.INFO
    event(
        log,
        "followed",
        level=level,
        booking_id=str(ours.booking_id),
        kind=ours.kind,
        outcome=outcome.value,
    )
