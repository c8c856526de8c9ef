"""Does anything that can be done to a lane queue, in any order, and compares it with the model."""

from dataclasses import astuple, replace
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from services.common.lanes import Claim, LaneLost, NewJob
from tests.faults.lane_model import Wish
from tests.faults.lane_state import KEYS, WORKERS, Held, LaneState

HOUR = timedelta(hours=1)

picks = st.integers(0, 9)
workers = st.integers(0, WORKERS - 1)
wishes = st.lists(
    st.builds(
        Wish,
        key=st.sampled_from(KEYS),
        body=st.just(""),
        dedup_key=st.none() | st.sampled_from("abcdef"),
        due=st.sampled_from([None, None, None, -1, 1, 5]),
    ),
    min_size=1,
    max_size=5,
)


ends = st.sampled_from(
    ["bury", "finish", "release", "release-give-back", "release-pause-give-back"]
)


class LaneMachine(LaneState):
    """Three workers on three lanes."""

    # Who enqueues

    @initialize(asked=wishes)
    def begin(self, asked: list[Wish]) -> None:
        self.enqueue(asked)
        self.claim(0, WORKERS, 4, 1)

    @rule(asked=wishes)
    def enqueue(self, asked: list[Wish]) -> None:
        self.ticks("enqueue")
        asked = [replace(wish, body=f"{self.model.tick}.{at}") for at, wish in enumerate(asked)]
        new = self.model.known(asked)
        now = datetime.now(UTC)
        jobs = [
            NewJob(
                wish.key,
                wish.body.encode(),
                wish.dedup_key,
                None if wish.due is None else now + wish.due * HOUR,
            )
            for wish in asked
        ]
        assert self.bench.run(self.bench.queue.put_jobs(jobs)) == new
        self.model.enqueue(asked)
        stored = self.rows.jobs_after(self.last_job)
        wanted = [wish for wish, is_new in zip(asked, new, strict=True) if is_new]
        assert [body for _, body in stored] == [wish.body for wish in wanted]
        for (job_id, _), wish in zip(stored, wanted, strict=True):
            self.ever[wish.body] = self.model.store(job_id, wish)
            self.last_job = job_id

    # Who works

    @precondition(lambda self: self.model.available())
    @rule(worker=workers, lanes=st.integers(1, 4), jobs_each=st.integers(1, 4), lease=picks)
    def claim(self, worker: int, lanes: int, jobs_each: int, lease: int) -> None:
        self.ticks("claim")
        lease += 1
        queue = self.as_worker(worker)
        claims = self.bench.run(queue.claim(lanes=lanes, jobs_each=jobs_each, lease=lease * HOUR))
        with_work = {claim.key: claim for claim in claims}
        for key in self.taken(set(with_work), lanes, jobs_each):
            if key in with_work:
                self.compare(with_work[key], worker, jobs_each, lease)
            else:
                self.model.look_in(key, self.rows.fence(key))
        assert [each.fence for each in claims] == sorted(each.fence for each in claims)

    def taken(self, with_work: set[str], lanes: int, jobs_each: int) -> list[str]:
        """The lanes that the claim took: those that waited longest, each with all its work."""
        able = self.model.available()
        idle = {key for key in able if not self.model.next_set(key, jobs_each)}
        taken = [key for key in able if key in with_work or key in idle - self.rows.available()]
        assert with_work <= set(taken)
        assert not with_work & idle
        assert len(taken) == min(lanes, len(able))
        left = [self.model.lanes[key].available for key in able if key not in taken]
        if left and taken:
            assert max(self.model.lanes[key].available for key in taken) <= min(left)
        return taken

    def compare(self, claim: Claim, worker: int, jobs_each: int, lease: int) -> None:
        assert claim.fence > self.last_fence, "a fence was drawn before"
        me = self.numbers[self.me[worker]]
        expected = self.model.take(claim.key, me, claim.fence, jobs_each, lease)
        ids = tuple(job.job_id for job in claim.jobs)
        found = (claim.key, claim.fence, claim.attempts, claim.waits, claim.set_id, ids)
        assert found == astuple(expected)
        assert self.sets.setdefault(claim.set_id, ids) == ids, "a set has changed"
        self.held.append(Held(claim, worker))

    @precondition(lambda self: self.held)
    @rule(worker=workers, lease=picks, part=st.integers(0, 1))
    def beat(self, worker: int, lease: int, part: int) -> None:
        """For all that the worker holds, or for a part of it: the others are left as they are."""
        self.ticks("beat")
        mine = [each.claim for each in self.held if each.worker == worker][part:]
        ours = self.bench.run(self.as_worker(worker).beat(*mine, lease=lease * HOUR))
        good = [claim for claim in mine if self.good(claim)]
        assert ours == {claim.fence for claim in good}
        for claim in good:
            self.model.beat(claim.key, lease)

    # One rule for all ends, and for all of those who come too late: hypothesis leaves out rules
    # at random, and without an end there is little to see.

    @precondition(lambda self: self.of(ours=True))
    @rule(number=picks, end=ends, kept=st.sets(st.integers(0, 3), max_size=2))
    def end(self, number: int, end: str, kept: set[int]) -> None:
        claim = self.pick(number, ours=True).claim
        self.ticks(end)
        if end == "finish":
            self.finish(claim, kept)
        elif end == "bury":
            self.bury(claim)
        else:
            self.release(claim, 2 if "pause" in end else 0, give_back="give-back" in end)

    def finish(self, claim: Claim, kept: set[int]) -> None:
        ids = [job.job_id for job in claim.jobs]
        keep = [job_id for at, job_id in enumerate(ids) if at in kept]
        self.bench.run(self.bench.queue.finish(claim, keep=keep))
        done = [job_id for job_id in ids if job_id not in keep]
        assert claim.progress.more == self.model.finish(claim.key, done, keep)

    def bury(self, claim: Claim) -> None:
        self.bench.run(self.bench.queue.bury(claim))
        ids = [job.job_id for job in claim.jobs]
        assert claim.progress.more == self.model.bury(claim.key, ids)

    def release(self, claim: Claim, pause: int, *, give_back: bool) -> None:
        queue = self.bench.queue
        assert self.bench.run(queue.release(claim, pause * HOUR, give_back=give_back))
        self.model.release(claim.key, pause, give_back=give_back)

    # Who comes back too late

    @precondition(lambda self: self.of(ours=False))
    @rule(number=picks, how=st.sampled_from(["finish", "finish", "bury", "release"]))
    def come_late(self, number: int, how: str) -> None:
        self.ticks(f"late-{how}")
        claim = self.pick(number, ours=False).claim
        assert self.refused(claim, how)

    def refused(self, claim: Claim, how: str) -> bool:
        """Whether the queue says that the lane is somebody else's."""
        queue = self.bench.queue
        if how == "release":
            return not self.bench.run(queue.release(claim))
        try:
            self.bench.run(queue.finish(claim) if how == "finish" else queue.bury(claim))
        except LaneLost:
            return True
        return False

    @precondition(lambda self: self.of(ours=True))
    @rule(number=picks, worker=workers, lease=picks)
    def steal(self, number: int, worker: int, lease: int) -> None:
        """The lease runs out and somebody else comes; the holder does not know."""
        self.ticks("steal")
        claim = self.pick(number, ours=True).claim
        self.pass_time(self.model.lanes[claim.key].available[0] - self.model.hour)
        self.claim(worker, len(self.model.lanes), 4, lease)
        assert not self.good(claim)

    @precondition(lambda self: self.held)
    @rule(worker=workers)
    def restart(self, worker: int) -> None:
        """The process is killed: it knows nothing of what it held."""
        self.ticks("restart")
        self.held = [each for each in self.held if each.worker != worker]
        self.me[worker] = self.draw_name()

    # Time, and who operates

    @rule(hours=st.sampled_from([1, 2, 3, 6, 12]))
    def pass_time(self, hours: int) -> None:
        self.ticks("time")
        self.rows.move_back(max(hours, 0) * HOUR)
        self.model.hour += max(hours, 0)

    @precondition(lambda self: self.dead() or self.model.effects)
    @rule(number=picks, hours=st.sampled_from([0, 3]))
    def operate(self, number: int, hours: int) -> None:
        """Bring back what is dead, else forget what is done."""
        if self.dead():
            self.redrive(number)
        else:
            self.purge(hours)

    def redrive(self, number: int) -> None:
        self.ticks("redrive")
        some = sorted({*self.dead()[number % len(self.dead()) :], *list(self.model.jobs)[:1]})
        assert self.bench.run(self.bench.queue.redrive(*some)) == self.model.redrive(some)

    def dead(self) -> list[int]:
        return [job.job_id for job in self.model.jobs.values() if job.dead]

    def purge(self, hours: int) -> None:
        self.ticks("purge")
        before = datetime.now(UTC) - hours * HOUR
        assert self.bench.run(self.bench.queue.purge(before)) == self.model.purge(hours)

    # The end

    def teardown(self) -> None:
        """Nothing is lost: one worker that is left does all there is, a year later."""
        if self.sound:
            self.pass_time(24 * 365)
            for _ in range(100):
                if not self.model.lanes:
                    break
                self.claim(0, WORKERS, 4, 1)
                while self.of(ours=True):
                    self.end(0, "finish", set())
            assert self.rows.lanes(self.numbers) == {}
            assert all(job.done or job.dead for job in self.ever.values())
            assert self.rows.effects() == self.model.effects
            self.bench.tally["examples"] += 1
