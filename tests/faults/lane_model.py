"""What a lane queue has to do, said in plain Python: no database, no clock, no concurrency.

Time goes by the hour, and stands still between: an `Instant` is an hour and the number of the
action in which it was set, which is the order of real instants too.
"""

from dataclasses import dataclass, field, replace

Instant = tuple[int, int]


@dataclass
class ModelJob:
    """One job that was stored. `bent`: somebody moved it out of its order on purpose."""

    job_id: int
    key: str
    body: str
    dedup_key: str | None
    due: Instant
    claimed_in: int | None = None
    done: Instant | None = None
    dead: bool = False
    bent: bool = False

    @property
    def open(self) -> bool:
        return self.done is None and not self.dead


@dataclass
class ModelLane:
    """One key with work in it, or, where a redelivery made it, perhaps with none."""

    available: Instant
    owner: int | None = None
    fence: int = 0
    claimed_in: int | None = None
    attempts: int = 0
    waits: int = 0
    not_before: Instant | None = None


@dataclass(frozen=True)
class Wish:
    """A job to enqueue. `due`: in so many hours."""

    key: str
    body: str
    dedup_key: str | None = None
    due: int | None = None


@dataclass(frozen=True)
class Taken:
    """A claim as the model expects it."""

    key: str
    fence: int
    attempts: int
    waits: int
    set_id: int
    jobs: tuple[int, ...]


@dataclass
class Model:
    """The whole queue. Numbers that the database draws (ids, fences) are told to it."""

    hour: int = 0
    tick: int = 0
    lanes: dict[str, ModelLane] = field(default_factory=dict)
    jobs: dict[int, ModelJob] = field(default_factory=dict)
    effects: list[str] = field(default_factory=list)

    @property
    def now(self) -> Instant:
        return (self.hour, self.tick)

    def in_hours(self, hours: int) -> Instant:
        return (self.hour + hours, self.tick)

    def open_jobs(self, key: str) -> list[ModelJob]:
        found = [job for job in self.jobs.values() if job.key == key and job.open]
        return sorted(found, key=lambda job: (job.due, job.job_id))

    # Enqueueing

    def known(self, wishes: list[Wish]) -> list[bool]:
        """For each wish whether it is new."""
        seen = {job.dedup_key for job in self.jobs.values()} - {None}
        new = []
        for wish in wishes:
            new.append(wish.dedup_key not in seen)
            seen |= {wish.dedup_key} - {None}
        return new

    def enqueue(self, wishes: list[Wish]) -> None:
        for key in {wish.key for wish in wishes}:
            dues = [wish.due or 0 for wish in wishes if wish.key == key]
            self._open_lane(key, self.in_hours(min(dues)))

    def store(self, job_id: int, wish: Wish) -> ModelJob:
        due = self.in_hours(max(wish.due or 0, 0))
        job = ModelJob(job_id, wish.key, wish.body, wish.dedup_key, due, bent=wish.due is not None)
        self.jobs[job_id] = job
        return job

    def _open_lane(self, key: str, available: Instant) -> None:
        lane = self.lanes.setdefault(key, ModelLane(available))
        if lane.owner is None:
            lane.available = min(lane.available, max(available, lane.not_before or available))

    # Claiming

    def available(self) -> list[str]:
        """The lanes that a claim may take, in its order."""
        due = [key for key, lane in self.lanes.items() if lane.available <= self.now]
        return sorted(due, key=lambda key: self.lanes[key].available)

    def next_set(self, key: str, jobs_each: int) -> list[ModelJob]:
        """What is in a lane for who claims it now."""
        if (marked := self.lanes[key].claimed_in) is not None:
            return [job for job in self.open_jobs(key) if job.claimed_in == marked]
        return [job for job in self.open_jobs(key) if job.due <= self.now][:jobs_each]

    def take(self, key: str, me: int, fence: int, jobs_each: int, lease: int) -> Taken:
        lane, jobs = self.lanes[key], self.next_set(key, jobs_each)
        set_id = fence if lane.claimed_in is None else lane.claimed_in
        for job in jobs:
            job.claimed_in = set_id
        self.lanes[key] = ModelLane(
            self.in_hours(lease), me, fence, set_id, lane.attempts + 1, lane.waits
        )
        ids = tuple(job.job_id for job in jobs)
        return Taken(key, fence, lane.attempts + 1, lane.waits, set_id, ids)

    def look_in(self, key: str, fence: int) -> None:
        """A claim found nothing to do in the lane."""
        if jobs := self.open_jobs(key):
            self.lanes[key] = ModelLane(jobs[0].due, fence=fence)
        else:
            del self.lanes[key]

    def holds(self, key: str, fence: int) -> bool:
        lane = self.lanes.get(key)
        return lane is not None and lane.fence == fence and lane.owner is not None

    # What a holder may do

    def beat(self, key: str, lease: int) -> None:
        self.lanes[key].available = self.in_hours(lease)

    def finish(self, key: str, done: list[int], keep: list[int]) -> bool:
        """True where more is due."""
        for job_id in done:
            self.jobs[job_id].done = self.now
            self.effects.append(self.jobs[job_id].body)
        for job_id in keep:
            self.jobs[job_id].claimed_in = None
            self.jobs[job_id].bent = True
        return self._settle(key)

    def bury(self, key: str, job_ids: list[int]) -> bool:
        for job_id in job_ids:
            job = self.jobs[job_id]
            job.dead, job.claimed_in, job.bent = True, None, True
        return self._settle(key)

    def release(self, key: str, pause: int, *, give_back: bool) -> None:
        lane = self.lanes[key]
        until = self.in_hours(pause)
        self.lanes[key] = replace(
            lane,
            owner=None,
            available=until,
            not_before=until,
            attempts=lane.attempts - give_back,
            waits=lane.waits + (give_back and pause > 0),
        )

    def _settle(self, key: str) -> bool:
        jobs = self.open_jobs(key)
        if not jobs:
            del self.lanes[key]
            return False
        available = max(jobs[0].due, self.now)
        self.lanes[key] = ModelLane(available, fence=self.lanes[key].fence)
        return jobs[0].due <= self.now

    # Operating

    def redrive(self, job_ids: list[int]) -> int:
        dead = [self.jobs[job_id] for job_id in job_ids if self.jobs[job_id].dead]
        for key in {job.key for job in dead}:
            self._open_lane(key, self.now)
        for job in dead:
            job.dead = False
        return len(dead)

    def purge(self, hours: int) -> int:
        """Forget what was done so many hours ago."""
        before = self.in_hours(-hours)
        gone = [job.job_id for job in self.jobs.values() if job.done and job.done < before]
        for job_id in gone:
            del self.jobs[job_id]
        return len(gone)
