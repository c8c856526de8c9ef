"""What has to follow a change of a booking: jobs in the booking's own lane, in the change's
transaction.

Three kinds. A change tells others what happened. A look asks the clock whether the booking expires
or is completed. A reminder calls it to mind. Looks and reminders are planned from the row and read
it again when they are due, so what was planned for a row that has changed since does nothing.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from services.booking.domain.booking import Booking, Origin
from services.booking.domain.events import EventKind, Reminder, looks, reminders
from services.common.lanes import NewJob


@dataclass(frozen=True)
class Change:
    """Something happened. `start`: when the booking was to begin until then."""

    kind: EventKind
    revision: int
    origin: Origin
    start: datetime


@dataclass(frozen=True)
class Look:
    """Time may have changed the booking."""

    due: datetime


Job = Change | Look | Reminder


def jobs_for(
    tenant_id: UUID,
    booking: Booking,
    kind: EventKind | None,
    *,
    origin: Origin,
    leads: Sequence[timedelta],
    now: datetime,
    moved_from: datetime | None = None,
) -> list[NewJob]:
    """All that follows the change that made the booking what it is now.

    `kind` None: nobody is told, as of a hold or of what was brought in. `origin`: where the change
    was made, which need not be where the booking was. `moved_from`: its start before it was moved.
    """
    change = None
    if kind is not None:
        start = moved_from or booking.time.start
        change = Change(kind, booking.revision, origin, start)
    jobs = _jobs(booking, change, reminders(booking, leads, now))
    key = str(booking.booking_id)
    return [NewJob(key, packed(job), f"{key} {name}", due, tenant_id) for job, name, due in jobs]


def _jobs(
    booking: Booking, change: Change | None, planned: Sequence[Reminder]
) -> Iterator[tuple[Job, str, datetime | None]]:
    """Each with the name under which it is known in its lane, and when it is due."""
    if change is not None:
        yield change, f"{change.revision} {change.kind}", None
    for due in looks(booking):
        yield Look(due), f"{booking.revision} look", due
    for each in planned:
        yield each, f"{each.start.isoformat()} {each.lead}", each.due


def packed(job: Job) -> bytes:
    """What `unpacked` reads."""
    return json.dumps(_document(job)).encode()


def _document(job: Job) -> dict[str, object]:
    if isinstance(job, Look):
        return {"look": job.due.isoformat()}
    if isinstance(job, Reminder):
        start, until = job.start.isoformat(), job.until.isoformat()
        return {"reminder": job.lead.total_seconds(), "start": start, "until": until}
    declined = job.kind is EventKind.DECLINED
    return {
        # A process of the version before tells it as a cancellation.
        "change": EventKind.CANCELLED if declined else job.kind,
        **({"declined": True} if declined else {}),
        "revision": job.revision,
        "origin": job.origin,
        "start": job.start.isoformat(),
    }


def unpacked(payload: bytes) -> Job:
    """The job that was stored."""
    said = json.loads(payload)
    if "look" in said:
        return Look(datetime.fromisoformat(said["look"]))
    start = datetime.fromisoformat(said["start"])
    if "reminder" in said:
        until = datetime.fromisoformat(said["until"])
        return Reminder(timedelta(seconds=said["reminder"]), start, until)
    kind = EventKind.DECLINED if said.get("declined") else EventKind(said["change"])
    return Change(kind, said["revision"], Origin(said["origin"]), start)
