"""Every call that a provider received, oldest first, bounded in memory."""

from collections import deque
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sandbox.clock import Clock


@dataclass
class Entry:
    id: int
    time: datetime
    provider: str
    method: str
    path: str
    to: str | None
    """The recipient, as sent; None where a call has none (a read receipt)."""
    body: Any
    status: int | None = None
    """None: not answered, or not yet."""
    error: str | None = None

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "time": self.time.isoformat()}


class Journal:
    """Ids grow by one and are never reused, not even after a reset."""

    def __init__(self, size: int, now: Clock) -> None:
        self.size = size
        self.now = now
        self.next_id = 1
        self.entries: deque[Entry] = deque()
        self.by_recipient: dict[str, deque[Entry]] = {}

    def open(self, *, provider: str, method: str, path: str, to: str | None, body: Any) -> Entry:
        """Note a call that came in; its status is filled in when it is answered."""
        entry = Entry(self.next_id, self.now(), provider, method, path, to, body)
        self.next_id += 1
        self.entries.append(entry)
        if to is not None:
            self.by_recipient.setdefault(_plain(to), deque()).append(entry)
        if len(self.entries) > self.size:
            self._forget_oldest()
        return entry

    def find(
        self,
        *,
        provider: str | None = None,
        to: str | None = None,
        since: int = 0,
        last: int | None = None,
    ) -> list[Entry]:
        """Calls after the entry `since`; a leading + of `to` does not matter."""
        found: list[Entry] = []
        for entry in self._newest_first(to):
            if entry.id <= since or len(found) == last:
                break
            if provider is None or entry.provider == provider:
                found.append(entry)
        found.reverse()
        return found

    def clear(self) -> None:
        self.entries.clear()
        self.by_recipient.clear()

    def _newest_first(self, to: str | None) -> Iterable[Entry]:
        if to is None:
            return reversed(self.entries)
        return reversed(self.by_recipient.get(_plain(to), deque()))

    def _forget_oldest(self) -> None:
        oldest = self.entries.popleft()
        if oldest.to is None:
            return
        same = self.by_recipient[_plain(oldest.to)]
        same.popleft()
        if not same:
            del self.by_recipient[_plain(oldest.to)]


def _plain(to: str) -> str:
    # A plus that was not escaped in an address arrives as a space.
    return to.strip().removeprefix("whatsapp:").strip().removeprefix("+")
