"""Ways to spoil what a calm talk left in the database, and what the checker must say of each.

The talk began at `calm.since`, a setting of the transaction: what was there before is left alone.
"""

from dataclasses import dataclass

JOBS, LINES, OUT = "gateway.lane_jobs", "assistant.messages", "notifier.messages"
BOOKINGS, SEGMENTS = "booking.bookings", "booking.booking_segments"
SINCE = "current_setting('calm.since')::timestamptz"


def first(name: str, table: str, kind: str = "true", *, time: str = "create_time") -> str:
    """The first row of its kind that the talk left."""
    return f"{name} = (SELECT min({name}) FROM {table} WHERE {kind} AND {time} >= {SINCE})"


JOB = first("job_id", JOBS, "key LIKE 'message:%'", time="enqueue_time")
HEARD = first("position", LINES, "role = 'inbound'")
SAID = first("position", LINES, "role = 'assistant'")
SENT = first("position", OUT)
BOOKED = f"""booking_id = (SELECT booking_id FROM {BOOKINGS} WHERE create_time >= {SINCE}
    ORDER BY create_time LIMIT 1)"""

ANOTHER = "'00000000-0000-4000-8000-000000000001'"
NO_FOREIGN_KEYS = "SET LOCAL session_replication_role = replica;"


@dataclass(frozen=True)
class Sabotage:
    """`words`: of the breach that it must lead to."""

    invariant: str
    words: str
    sql: str

    def __str__(self) -> str:
        return f"{self.invariant} {self.words}"


def copied(table: str, which: str, change: str) -> str:
    """A second row like the one, with other values where `change` says so."""
    return f"""
        CREATE TEMP TABLE copy ON COMMIT DROP AS SELECT * FROM {table} WHERE {which};
        UPDATE copy SET {change};
        INSERT INTO {table} OVERRIDING SYSTEM VALUE SELECT * FROM copy;
    """


def unguarded(table: str, constraint: str, then: str) -> str:
    return f"ALTER TABLE {table} DROP CONSTRAINT {constraint}; {then}"


SECOND_BOOKING = copied(BOOKINGS, BOOKED, f"booking_id = {ANOTHER}")
SECOND_SEGMENT = f"""
    INSERT INTO {SEGMENTS}
        (tenant_id, booking_id, position, resource_id, start_time, end_time, state)
    SELECT tenant_id, {ANOTHER}, position, resource_id, start_time, end_time, state
      FROM {SEGMENTS} WHERE {BOOKED};
"""
NEW_LINE = "message_id = gen_random_uuid(), position = 10^15"
LAST_TURN = f"turn_id = (SELECT turn_id FROM {LINES} ORDER BY position DESC LIMIT 1)"
OTHER_TENANT = f"(SELECT tenant_id FROM {OUT} ORDER BY position DESC LIMIT 1)"
OLD_STATUS = "VALUES ('status:left', '', now() - interval '1 minute')"

NOTHING_IS_LOST = {
    "is not in the inbox": f"DELETE FROM {JOBS} WHERE {JOB}",
    "is not handled": f"UPDATE {JOBS} SET done_time = NULL WHERE {JOB}",
    "is dead: BUG": f"""UPDATE {JOBS} SET done_time = NULL, dead_time = now(), dead_reason = 'BUG'
        WHERE {JOB}""",
    "was stored 2 times": unguarded(JOBS, "lane_jobs_once", copied(JOBS, JOB, "job_id = 10^15")),
    "before it was stored": f"""UPDATE {JOBS} SET enqueue_time = now() + interval '1 hour'
        WHERE {JOB}""",
    "heard by nobody": f"DELETE FROM {LINES} WHERE {HEARD}",
    "does not open": f"UPDATE {JOBS} SET payload = 'moved' WHERE {JOB}",
    "notifier job": "UPDATE notifier.lane_jobs SET done_time = NULL",
}
ONE_EFFECT = {
    "had 2 turns": unguarded(
        LINES,
        "messages_once_per_channel",
        copied(LINES, HEARD, f"{NEW_LINE}, turn_id = gen_random_uuid()"),
    ),
    "of its set": f"UPDATE {LINES} SET turn_id = gen_random_uuid() WHERE {HEARD}",
    "are no one set": copied(LINES, SAID, NEW_LINE),
    "answers nothing": f"DELETE FROM {LINES} WHERE {HEARD}",
    "was never sent": f"DELETE FROM {OUT} WHERE {SENT}",
    "no turn said it": copied(OUT, SENT, NEW_LINE),
    "was sent otherwise": f"UPDATE {OUT} SET text = 'Ciao' WHERE {SENT}",
}
EACH_ONCE = {
    "was called for": f"UPDATE {OUT} SET attempts = 0 WHERE {SENT}",
    "says otherwise": f"UPDATE {OUT} SET text = 'Ciao' WHERE {SENT}",
    "accepted by nobody": copied(OUT, SENT, NEW_LINE),
    "was accepted all the same": f"UPDATE {OUT} SET state = 'expired' WHERE {SENT}",
    "what nobody stored": f"DELETE FROM {OUT} WHERE {SENT}",
}
NEVER_SHARED = {
    "is booked twice": unguarded(SEGMENTS, "segments_no_overlap", SECOND_BOOKING + SECOND_SEGMENT),
    "has a segment that is": f"UPDATE {SEGMENTS} SET state = 'expired' WHERE {BOOKED}",
    "has no segment": f"DELETE FROM {SEGMENTS} WHERE {BOOKED}",
    "of another time": f"""UPDATE {SEGMENTS} SET start_time = end_time - interval '1 minute'
        WHERE {BOOKED}""",
    "is of no booking": f"{NO_FOREIGN_KEYS} DELETE FROM {BOOKINGS} WHERE {BOOKED}",
}
TOLD_AS_IT_IS = {
    "there is no such booking": f"""UPDATE {BOOKINGS} SET start_time = start_time -
        interval '15 minutes' WHERE {BOOKED}""",
    "is pending": f"UPDATE {BOOKINGS} SET state = 'pending' WHERE {BOOKED}",
    "never told": f"UPDATE {LINES} SET text = 'Ciao' WHERE text LIKE '%: confermato%'",
    "more bookings than answers": SECOND_BOOKING,
}
IN_ORDER = {
    "was stored before": f"UPDATE {JOBS} SET job_id = 10^15 WHERE {JOB}",
    "was heard before": f"UPDATE {LINES} SET position = DEFAULT WHERE {HEARD}",
    "interrupted by another": f"UPDATE {LINES} SET position = DEFAULT WHERE {SAID}",
    "answers before it has heard": f"""UPDATE {LINES} SET position = DEFAULT
        WHERE {LAST_TURN} AND role = 'inbound'""",
    "was sent": f"UPDATE {OUT} SET position = DEFAULT WHERE {SENT}",
    "overtook": f"UPDATE {OUT} SET position = DEFAULT WHERE {SENT}",
}
APART = {
    "names customer": f"UPDATE {OUT} SET customer_id = gen_random_uuid() WHERE {SENT}",
    "names channel": f"UPDATE {OUT} SET channel_id = gen_random_uuid() WHERE {SENT}",
    "by a channel that is not": f"UPDATE {OUT} SET tenant_id = {OTHER_TENANT} WHERE {SENT}",
    "an address that is not": f"UPDATE {OUT} SET recipient = '+390000' WHERE {SENT}",
}
NOTHING_IS_LEFT = {
    "is still held": """UPDATE assistant.conversations SET busy_until = now(),
        busy_turn_id = gen_random_uuid()""",
    "is left sending": f"UPDATE {OUT} SET state = 'sending' WHERE {SENT}",
    "was tried 99 times": f"UPDATE {OUT} SET attempts = 99 WHERE {SENT}",
    "is not empty": """INSERT INTO gateway.lanes (key, available_time)
        VALUES ('message:left', now())""",
    "was tried 6 times": """INSERT INTO gateway.lanes (key, available_time, attempts)
        VALUES ('status:left', now(), 6)""",
    "is not finished": f"INSERT INTO {JOBS} (key, payload, enqueue_time) {OLD_STATUS}",
}

_BY_INVARIANT = {
    "I1": NOTHING_IS_LOST,
    "I2": ONE_EFFECT,
    "I3": EACH_ONCE,
    "I4": NEVER_SHARED,
    "I5": TOLD_AS_IT_IS,
    "I6": IN_ORDER,
    "I7": APART,
    "I8": NOTHING_IS_LEFT,
}
SABOTAGES = [
    Sabotage(invariant, words, sql)
    for invariant, sabotages in _BY_INVARIANT.items()
    for words, sql in sabotages.items()
]
