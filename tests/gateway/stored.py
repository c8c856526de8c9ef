"""What lies in the gateway's tables, for tests to look at."""

from typing import Any


def jobs(database: Any) -> int:
    ((count,),) = database.rows("SELECT count(*) FROM gateway.lane_jobs")
    return int(count)


def lanes(database: Any) -> int:
    ((count,),) = database.rows("SELECT count(*) FROM gateway.lanes")
    return int(count)


def set_aside(database: Any) -> list[dict[str, int]]:
    rows = database.rows("SELECT reasons FROM gateway.set_aside ORDER BY received_time")
    return [reasons for (reasons,) in rows]


def all_bytes(database: Any) -> bytes:
    """Everything that the inbox holds, as a thief of the database would see it."""
    seen = database.rows(
        "SELECT key, dedup_key, payload FROM gateway.lane_jobs"
        " UNION ALL SELECT reasons::text, platform, body FROM gateway.set_aside"
    )
    return b"\n".join(
        bytes(part, "utf-8") if isinstance(part, str) else part for row in seen for part in row
    )
