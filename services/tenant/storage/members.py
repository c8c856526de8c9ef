"""Every query for members, each bound to one tenant."""

import contextlib
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.errors import UniqueViolation

from services.common.database import Connection
from services.tenant.domain.errors import EmailTaken, MemberNotFound, PhoneTaken
from services.tenant.domain.member import Member, MemberRole, Person

COLUMNS = (
    "member_id, display_name, role, phone, email,"
    " create_time, update_time, revision, delete_time, purge_time"
)

_TAKEN = {"members_one_per_phone": PhoneTaken, "members_one_per_email": EmailTaken}


class MemberRepository:
    """The members of one tenant, inside one transaction."""

    def __init__(self, connection: Connection, tenant_id: UUID) -> None:
        self.connection = connection
        self.tenant_id = tenant_id

    async def find(self, member_id: UUID, *, deleted_too: bool = False) -> Member:
        """The member; one that is deleted only where that is said."""
        query = f"SELECT {COLUMNS} FROM members WHERE tenant_id = %s AND member_id = %s"  # noqa: S608
        return await self._one(query, member_id, deleted_too=deleted_too)

    async def lock(self, member_id: UUID, *, deleted_too: bool = False) -> Member:
        """The member, held against other changes until the transaction ends."""
        query = (
            f"SELECT {COLUMNS} FROM members WHERE tenant_id = %s AND member_id = %s"  # noqa: S608
            " FOR NO KEY UPDATE"
        )
        return await self._one(query, member_id, deleted_too=deleted_too)

    async def page(
        self, *, after: tuple[datetime, UUID], limit: int, deleted_too: bool
    ) -> list[Member]:
        """The members that came after that one, in the order in which they came."""
        cursor = await self.connection.execute(
            f"SELECT {COLUMNS} FROM members WHERE tenant_id = %s"  # noqa: S608
            " AND (create_time, member_id) > (%s, %s) AND (delete_time IS NULL OR %s)"
            " ORDER BY create_time, member_id LIMIT %s",
            (self.tenant_id, *after, deleted_too, limit),
        )
        return [_member(row) for row in await cursor.fetchall()]

    async def add(self, member: Member) -> None:
        """Store a new member, or PhoneTaken, EmailTaken."""
        person = member.person
        with _taken():
            await self.connection.execute(
                "INSERT INTO members (tenant_id, member_id, display_name, role, phone, email,"
                " create_time, update_time, revision)"
                " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
                (
                    self.tenant_id,
                    member.member_id,
                    person.display_name,
                    person.role,
                    person.phone,
                    person.email,
                    member.create_time,
                    member.update_time,
                    member.revision,
                ),
            )

    async def save(self, member: Member) -> None:
        """Store what changed of a member, or PhoneTaken, EmailTaken."""
        person = member.person
        with _taken():
            await self.connection.execute(
                "UPDATE members SET display_name = %s, role = %s, phone = %s, email = %s,"
                " update_time = %s, revision = %s, delete_time = %s, purge_time = %s"
                " WHERE tenant_id = %s AND member_id = %s",
                (
                    person.display_name,
                    person.role,
                    person.phone,
                    person.email,
                    member.update_time,
                    member.revision,
                    member.delete_time,
                    member.purge_time,
                    self.tenant_id,
                    member.member_id,
                ),
            )

    async def remove(self, member_id: UUID) -> None:
        await self.connection.execute(
            "DELETE FROM members WHERE tenant_id = %s AND member_id = %s",
            (self.tenant_id, member_id),
        )

    async def _one(self, query: str, member_id: UUID, *, deleted_too: bool) -> Member:
        cursor = await self.connection.execute(query.encode(), (self.tenant_id, member_id))
        row = await cursor.fetchone()
        member = _member(row) if row else None
        if member is None or (member.delete_time and not deleted_too):
            raise MemberNotFound(member_id)
        return member


async def purge(connection: Connection, before: datetime, limit: int) -> int:
    """Remove members of all tenants whose time to be taken back was over by then; how many."""
    # every tenant: a function of the owner, which counts and shows nothing
    cursor = await connection.execute("SELECT members_purge(%s, %s)", (before, limit))
    row = await cursor.fetchone()
    return int(row[0]) if row else 0


@contextlib.contextmanager
def _taken() -> Iterator[None]:
    """Say what another member has, where PostgreSQL names the rule that was broken."""
    try:
        yield
    except UniqueViolation as error:
        taken = _TAKEN.get(error.diag.constraint_name or "")
        if taken is None:
            raise
        raise taken from None


def _member(row: tuple[Any, ...]) -> Member:
    member_id, display_name, role, phone, email, *ages = row
    return Member(member_id, Person(display_name, MemberRole(role), phone, email), *ages)
