"""What lies in the tables of a queue, and how time passes there."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import psycopg

from tests.database_fixtures import LyoDatabase

# Every instant that the queue stores: to move them all back is to let time pass.
_INSTANTS = {
    "lanes": ("available_time", "not_before"),
    "lane_jobs": ("due_time", "enqueue_time", "done_time", "dead_time"),
}
_MOVED = [
    f"UPDATE {table} SET {', '.join(f'{each} = {each} - %s' for each in columns)}"
    for table, columns in _INSTANTS.items()
]


class Rows:
    """The tables as the superuser sees them. Arranging need not survive a crash of the server."""

    def __init__(self, made: LyoDatabase) -> None:
        self.connection = psycopg.connect(
            made.superuser_url,
            autocommit=True,
            options="-c search_path=sample -c synchronous_commit=off",
        )

    def close(self) -> None:
        self.connection.close()

    def _all(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        return self.connection.execute(query.encode(), values or None).fetchall()

    def clear(self) -> None:
        self.connection.execute(b"DELETE FROM lanes; DELETE FROM lane_jobs; DELETE FROM effects")

    def move_back(self, hours: timedelta) -> None:
        for statement in _MOVED:
            self.connection.execute(statement.encode(), [hours] * statement.count("%s"))

    def last(self, sequence: str) -> int:
        """The number drawn last from a sequence."""
        query = f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {sequence}"
        return int(self._all(query)[0][0])

    def lanes(self, numbers: Mapping[UUID, int]) -> dict[str, tuple[object, ...]]:
        """Each lane, the worker by its number, and the hours until it is available."""
        found = self._all(
            "SELECT key, owner, fence, claimed_in, attempts, waits, round(extract(epoch FROM"
            " available_time - clock_timestamp()) / 3600)::int FROM lanes"
        )
        return {key: (numbers.get(owner), *rest) for key, owner, *rest in found}

    def jobs(self) -> dict[int, tuple[object, ...]]:
        """Each job: its lane, its set, whether it is open, whether it is dead."""
        found = self._all(
            "SELECT job_id, key, claimed_in, done_time IS NULL AND dead_time IS NULL,"
            " dead_time IS NOT NULL FROM lane_jobs"
        )
        return {job_id: tuple(rest) for job_id, *rest in found}

    def jobs_after(self, job_id: int) -> list[tuple[int, str]]:
        """Number and body of the jobs stored since."""
        return self._all(
            "SELECT job_id, convert_from(payload, 'UTF8') FROM lane_jobs"
            " WHERE job_id > %s ORDER BY job_id",
            job_id,
        )

    def effects(self) -> list[str]:
        return [body for (body,) in self._all("SELECT body FROM effects ORDER BY n")]

    def available(self) -> set[str]:
        """The lanes that could be claimed now."""
        found = self._all("SELECT key FROM lanes WHERE available_time <= clock_timestamp()")
        return {key for (key,) in found}

    def fence(self, key: str) -> int:
        """The fence drawn last for a lane; 0 where there is no such lane."""
        found = self._all("SELECT fence FROM lanes WHERE key = %s", key)
        return int(found[0][0]) if found else 0
