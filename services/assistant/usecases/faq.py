"""Entries of the FAQ, laid down as a whole and listed, and questions that were not answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from pydantic import TypeAdapter

from services.assistant.domain.errors import EntryOfAnotherSource, FaqStale
from services.assistant.domain.knowledge.asked import Unanswered
from services.assistant.domain.knowledge.entry import Entry, check, check_room, kept_form
from services.assistant.storage.faq import Faq
from services.assistant.storage.unanswered import UnansweredQuestions
from services.common import requests
from services.common.clock import Clock
from services.common.database import Connection, Database
from services.common.fields import RequestKey


@dataclass(frozen=True)
class Wanted:
    """Entries to be laid down. `source` empty: all that the tenant has; `etag` empty: whatever
    there is."""

    entries: tuple[Entry, ...]
    source: str = ""
    etag: str = ""
    dry_run: bool = False


@dataclass(frozen=True)
class Applied:
    """What became of the entries, by id. Kept as JSON, to tell a repeated request the same."""

    version: int
    created: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()
    unchanged: int = 0

    @property
    def changed(self) -> bool:
        return bool(self.created or self.updated or self.deleted)


_JSON = TypeAdapter(Applied)


class FaqUseCases:
    """What can be done with entries and with questions."""

    def __init__(self, database: Database, *, now: Clock) -> None:
        self.database = database
        self.now = now

    async def apply_faq(self, tenant_id: UUID, wanted: Wanted, *, key: RequestKey) -> Applied:
        """Make the entries what is wanted, or only say what would change."""
        entries = [kept_form(replace(each, source=wanted.source)) for each in wanted.entries]
        check(entries)
        async with self.database.tenant_transaction(tenant_id) as connection:
            if wanted.dry_run:
                faq = Faq(connection, tenant_id)
                return _compared(await faq.entries(), entries, wanted, await faq.version())
            earlier = await requests.earlier(connection, tenant_id, key)
            if earlier is not None:
                return _JSON.validate_json(earlier)
            applied = await self._apply(connection, tenant_id, entries, wanted)
            await requests.keep(connection, tenant_id, key, _JSON.dump_json(applied).decode())
            return applied

    async def list_faq(
        self, tenant_id: UUID, limit: int, *, after: str, source: str
    ) -> tuple[list[Entry], int]:
        """At most so many entries by id, beginning behind that one; and the version of all."""
        async with self.database.tenant_transaction(tenant_id) as connection:
            faq = Faq(connection, tenant_id)
            version = await faq.version()
            return await faq.page(after=after, limit=limit, source=source), version

    async def list_unanswered(
        self, tenant_id: UUID, *, before: int | None, limit: int
    ) -> list[Unanswered]:
        """Those that are new first, or those before the one at a position."""
        async with self.database.tenant_transaction(tenant_id) as connection:
            return await UnansweredQuestions(connection, tenant_id).page(before=before, limit=limit)

    async def close_unanswered(
        self, tenant_id: UUID, question_ids: Sequence[UUID], *, key: RequestKey
    ) -> int:
        """Take them off the list; how many stood there."""
        async with self.database.tenant_transaction(tenant_id) as connection:
            earlier = await requests.earlier(connection, tenant_id, key)
            if earlier is not None:
                return int(earlier)
            closed = await UnansweredQuestions(connection, tenant_id).remove(question_ids)
            await requests.keep(connection, tenant_id, key, str(closed))
            return closed

    async def _apply(
        self, connection: Connection, tenant_id: UUID, entries: Sequence[Entry], wanted: Wanted
    ) -> Applied:
        faq, now = Faq(connection, tenant_id), self.now()
        version = await faq.lock(now)
        applied = _compared(await faq.entries(), entries, wanted, version)
        if not applied.changed:
            return applied
        written = {*applied.created, *applied.updated}
        await faq.remove(applied.deleted)
        await faq.put([each for each in entries if each.entry_id in written], version + 1)
        await faq.set_version(version + 1, now)
        return replace(applied, version=version + 1)


def _compared(
    stored: Sequence[Entry], entries: Sequence[Entry], wanted: Wanted, version: int
) -> Applied:
    """What is to be done, or why it cannot be."""
    if wanted.etag not in ("", str(version)):
        raise FaqStale
    before = {each.entry_id: each for each in stored}
    after = {each.entry_id: each for each in entries}
    for entry_id in sorted(after.keys() & before.keys()):
        if wanted.source and before[entry_id].source != wanted.source:
            raise EntryOfAnotherSource(entry_id, before[entry_id].source)
    replaced = {
        each.entry_id: each for each in stored if not wanted.source or each.source == wanted.source
    }
    check_room([*(each for each in stored if each.entry_id not in replaced), *entries])
    return _differing(replaced, after, version)


def _differing(before: Mapping[str, Entry], after: Mapping[str, Entry], version: int) -> Applied:
    updated = sorted(each for each in after.keys() & before if after[each] != before[each])
    return Applied(
        version=version,
        created=tuple(sorted(after.keys() - before)),
        updated=tuple(updated),
        deleted=tuple(sorted(before.keys() - after)),
        unchanged=len(after.keys() & before) - len(updated),
    )
