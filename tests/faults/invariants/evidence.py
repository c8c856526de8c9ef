"""All that the checker looks at, and the ways in which several invariants look at it."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar
from uuid import UUID

from services.common.envelope import SealBroken
from services.common.lanes import Job
from services.gateway.jobs import Jobs
from tests.faults.invariants.calls import Call
from tests.faults.invariants.stored import Channel, InboxJob, Line, Outbound, Stored
from tests.faults.platform import Written
from tests.faults.world import World

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


@dataclass(frozen=True)
class Evidence:
    """`first_entry`: the oldest that the journal still has. `said`: lines of our processes."""

    stored: Stored
    calls: tuple[Call, ...]
    ledger: tuple[Written, ...]
    first_entry: int = 1
    said: tuple[str, ...] = ()
    status_wait: float = 30.0
    """Seconds for which nothing is sent again while nobody knows what became of a call."""
    patience: float = 5.0
    """Seconds for which what goes on by itself (statuses) may take."""
    most_attempts: int = 10
    """Calls for one message. An outage of a few seconds takes three or four."""

    @cached_property
    def channels(self) -> dict[UUID, Channel]:
        return {each.channel_id: each for each in self.stored.channels}

    @cached_property
    def messages(self) -> dict[str, Outbound]:
        """What the notifier has, by our id as the journal writes it."""
        return {str(each.message_id): each for each in self.stored.outbound}

    @cached_property
    def inbound(self) -> list[Line]:
        return [each for each in self.stored.lines if each.role == "inbound"]

    @cached_property
    def replies(self) -> list[Line]:
        return [each for each in self.stored.lines if each.role == "assistant"]

    @cached_property
    def lines_by_wamid(self) -> dict[tuple[str, str], list[Line]]:
        """What the assistant kept, by the address written to and the platform's id."""
        return grouped(
            self.inbound, lambda line: (self.address(line), str(line.provider_message_id))
        )

    @cached_property
    def jobs_by_wamid(self) -> dict[tuple[str, str], list[InboxJob]]:
        return grouped(self.stored.inbox, lambda job: (job.address, job.message_id))

    @cached_property
    def calls_by_message(self) -> dict[str, list[Call]]:
        return grouped(self.calls, lambda call: call.message_id)

    def address(self, line: Line) -> str:
        channel = self.channels.get(line.channel_id)
        return channel.address if channel else ""


def grouped(values: Iterable[Value], key: Callable[[Value], Key]) -> dict[Key, list[Value]]:
    """The values by their key, each group in the order in which they come."""
    groups: dict[Key, list[Value]] = defaultdict(list)
    for value in values:
        groups[key(value)].append(value)
    return dict(groups)


def keys_of(world: World) -> Callable[[InboxJob], InboxJob]:
    """Opens what lies in the inbox of this installation."""
    keys = world.mesh.keys
    jobs = Jobs(
        sealing_key=keys.derived("installation/gateway/inbox"),
        lane_key=keys.derived("installation/gateway/lanes"),
    )

    def opened(job: InboxJob) -> InboxJob:
        sealed = Job(job.job_id, job.payload, job.dedup_key, job.enqueue_time)
        try:
            message = jobs.message(sealed)
        except SealBroken:
            return job
        return replace(job, address=message.address, message_id=message.message_id)

    return opened
