"""Guards by which nothing that came in is lost, repeated, or finished by who lost it."""

from tests.faults.mutants.mutant import Mutant

_FUNCTIONS = "services/common/lanes_functions.py"
_LANES = "tests/common/test_lanes.py"
_FENCING = "tests/common/test_lanes_fencing.py"

MUTANTS = (
    Mutant(
        name="unique provider id",
        loses="a message that is delivered again is known again",
        file="services/common/lanes_sql.py",
        old="CONSTRAINT lane_jobs_once UNIQUE ({once})",
        new="CONSTRAINT lane_jobs_once CHECK (true)",
        tests=(
            f"{_LANES}::test_a_known_dedup_key_is_told_and_not_stored",
            "tests/gateway/test_webhook.py::test_everything_that_meta_sends_is_kept_once",
        ),
    ),
    Mutant(
        name="answer after the commit",
        loses="a webhook is answered 200 once it is stored, not before",
        file="services/gateway/inbox.py",
        old="        try:\n            new = await self._commit([each.arrival for each in group])",
        new="        for each in group:\n            each.tell(len(each.arrival.jobs))\n"
        "        try:\n            new = await self._commit([each.arrival for each in group])",
        tests=(
            "tests/gateway/test_inbox.py"
            "::test_without_the_database_nothing_is_acknowledged_and_back_it_works_again",
        ),
    ),
    Mutant(
        name="safe database",
        loses="a server that may lose what it acknowledged is not used",
        file="services/common/database.py",
        old='if row == ("off",):',
        new='if row == ("maybe",):',
        tests=(
            "tests/common/test_database.py"
            "::test_a_server_that_may_lose_what_it_acknowledged_is_refused",
        ),
    ),
    Mutant(
        name="silent rollback",
        loses="a COMMIT that PostgreSQL turns into a rollback is not taken for one",
        file="services/common/database.py",
        old="if connection.info.transaction_status is TransactionStatus.INERROR:",
        new="if connection.closed:",
        tests=(
            "tests/common/test_database.py"
            "::test_a_refused_statement_that_is_ignored_is_not_taken_for_a_commit",
        ),
    ),
    Mutant(
        name="fence",
        loses="who lost a lane cannot finish its jobs",
        file=_FUNCTIONS,
        old="     WHERE key = k AND fence = f AND owner IS NOT NULL FOR UPDATE;",
        new="     WHERE key = k AND owner IS NOT NULL FOR UPDATE;",
        tests=(
            f"{_FENCING}::test_a_task_that_froze_past_its_lease_stores_nothing",
            f"{_FENCING}::test_who_lost_a_lane_buries_and_releases_nothing",
        ),
    ),
    Mutant(
        name="fence of a release",
        loses="who lost a lane cannot let go of it either",
        file=_FUNCTIONS,
        old="     WHERE key = k AND fence = f AND owner IS NOT NULL;",
        new="     WHERE key = k AND owner IS NOT NULL;",
        tests=(f"{_FENCING}::test_who_lost_a_lane_buries_and_releases_nothing",),
    ),
    Mutant(
        name="fence drawn fresh",
        loses="a lane that was emptied and made again does not know its old holder",
        file=_FUNCTIONS,
        old="FROM (SELECT nextval('lane_fences') AS next_fence OFFSET 0) AS drawn)",
        new="FROM (SELECT lanes.fence + 1 AS next_fence OFFSET 0) AS drawn)",
        tests=(f"{_FENCING}::test_a_task_of_an_earlier_life_of_the_lane_stores_nothing",),
    ),
    Mutant(
        name="set kept",
        loses="a crash repeats the same set of messages, so the same turn",
        file=_FUNCTIONS,
        old="SELECT next_fence, coalesce(lanes.claimed_in, next_fence)",
        new="SELECT next_fence, next_fence",
        tests=(f"{_LANES}::test_the_set_stays_the_same_after_a_crash_and_what_came_later_waits",),
    ),
    Mutant(
        name="attempt counted at the claim",
        loses="jobs that end the process each time are dead in the end",
        file=_FUNCTIONS,
        old="UPDATE lanes SET owner = me, attempts = attempts + 1,",
        new="UPDATE lanes SET owner = me, attempts = greatest(attempts, 1),",
        tests=(
            f"{_LANES}::test_an_attempt_counts_unless_it_is_given_back",
            "tests/common/test_lane_worker_outcomes.py"
            "::test_jobs_that_ended_the_process_each_time_are_dead_without_another_try",
        ),
    ),
    Mutant(
        name="lease",
        loses="a lane that somebody works on is not claimed by another",
        file=_FUNCTIONS,
        old="not_before = NULL, available_time = moment + lease,",
        new="not_before = NULL, available_time = moment,",
        tests=(f"{_LANES}::test_one_lane_is_claimed_by_one_worker_at_a_time",),
    ),
    Mutant(
        name="heartbeat",
        loses="work that takes longer than a lease keeps its lane",
        file=_FUNCTIONS,
        old="UPDATE lanes SET available_time = clock_timestamp() + lease\n"
        "         WHERE key = ANY (ARRAY (SELECT key FROM free))",
        new="UPDATE lanes SET available_time = available_time\n"
        "         WHERE key = ANY (ARRAY (SELECT key FROM free))",
        tests=(
            "tests/common/test_lane_worker_leases.py"
            "::test_a_lane_is_kept_for_longer_than_its_lease_by_the_heartbeat",
        ),
    ),
    Mutant(
        name="claims skip what is locked",
        loses="one long transaction does not hold up all the other lanes",
        file=_FUNCTIONS,
        old="ORDER BY available_time LIMIT lanes_wanted FOR UPDATE SKIP LOCKED",
        new="ORDER BY available_time LIMIT lanes_wanted FOR UPDATE",
        tests=(f"{_FENCING}::test_a_claim_does_not_wait_for_a_group_that_is_being_enqueued",),
    ),
    Mutant(
        name="lanes in order",
        loses="groups with the same lanes wait for each other and never deadlock",
        file="services/common/lanes_statements.py",
        old="FROM item GROUP BY key ORDER BY key\n",
        new="FROM item GROUP BY key ORDER BY min(n)\n",
        tests=(
            "tests/common/test_lanes_at_scale.py"
            "::test_a_group_takes_its_lanes_in_the_order_of_their_keys_however_it_came",
        ),
    ),
    Mutant(
        name="done jobs kept",
        loses="a redelivery days later is still known",
        file=_FUNCTIONS,
        old="SELECT job_id FROM lane_jobs WHERE done_time < before\n",
        new="SELECT job_id FROM lane_jobs WHERE done_time IS NOT NULL\n",
        tests=(
            "tests/common/test_lanes_at_scale.py"
            "::test_done_jobs_are_forgotten_after_their_time_and_no_others",
        ),
    ),
)
