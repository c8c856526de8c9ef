"""Members: the persons of a tenant."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

from services.common import requests
from services.common.clock import Clock
from services.common.database import Database
from services.common.fields import RequestKey
from services.tenant.domain.deletion import is_over
from services.tenant.domain.errors import MemberNotFound, NotDeleted
from services.tenant.domain.member import PERSON_FIELDS, Member, Person, check_person
from services.tenant.domain.revision import chosen, require_etag
from services.tenant.storage.members import MemberRepository
from services.tenant.storage.tenants import TenantRepository


class MemberUseCases:
    def __init__(self, database: Database, now: Clock) -> None:
        self.database = database
        self.now = now

    async def get_member(self, tenant_id: UUID, member_id: UUID) -> Member:
        """The member, deleted or not."""
        async with self.database.tenant_transaction(tenant_id) as connection:
            return await MemberRepository(connection, tenant_id).find(member_id, deleted_too=True)

    async def list_members(
        self, tenant_id: UUID, *, after: tuple[datetime, UUID], limit: int, deleted_too: bool
    ) -> list[Member]:
        """In the order in which they came."""
        async with self.database.tenant_transaction(tenant_id) as connection:
            members = MemberRepository(connection, tenant_id)
            return await members.page(after=after, limit=limit, deleted_too=deleted_too)

    async def create_member(self, tenant_id: UUID, key: RequestKey, person: Person) -> Member:
        check_person(person)
        async with self.database.tenant_transaction(tenant_id) as connection:
            members, now = MemberRepository(connection, tenant_id), self.now()
            earlier = await requests.earlier(connection, tenant_id, key)
            if earlier is not None:
                return await members.find(UUID(earlier), deleted_too=True)
            await TenantRepository(connection, tenant_id).find()
            member = Member(uuid4(), person, create_time=now, update_time=now)
            await members.add(member)
            await requests.keep(connection, tenant_id, key, str(member.member_id))
            return member

    async def update_member(
        self,
        tenant_id: UUID,
        key: RequestKey,
        member_id: UUID,
        person: Person,
        *,
        paths: Sequence[str],
        etag: str,
    ) -> Member:
        """Change what `paths` name of the person."""
        values = chosen(paths, {field: getattr(person, field) for field in PERSON_FIELDS})
        check_person(person, values, inside="member.")
        async with self.database.tenant_transaction(tenant_id) as connection:
            members = MemberRepository(connection, tenant_id)
            if await requests.earlier(connection, tenant_id, key) is not None:
                return await members.find(member_id, deleted_too=True)
            member = await members.lock(member_id)
            require_etag(etag, member.etag)
            changed = member.changed(replace(member.person, **values), self.now())
            await members.save(changed)
            await requests.keep(connection, tenant_id, key, str(member_id))
            return changed

    async def delete_member(
        self, tenant_id: UUID, key: RequestKey, member_id: UUID, *, etag: str
    ) -> Member:
        """Hide a member, whose phone and e-mail are free meanwhile. One that is deleted stays."""
        async with self.database.tenant_transaction(tenant_id) as connection:
            members = MemberRepository(connection, tenant_id)
            if await requests.earlier(connection, tenant_id, key) is not None:
                return await members.find(member_id, deleted_too=True)
            member = await members.lock(member_id, deleted_too=True)
            require_etag(etag, member.etag)
            if not member.delete_time:
                member = member.deleted(self.now())
                await members.save(member)
            await requests.keep(connection, tenant_id, key, str(member_id))
            return member

    async def undelete_member(self, tenant_id: UUID, key: RequestKey, member_id: UUID) -> Member:
        """Take a deletion back, until its time is over or another has the phone or the e-mail."""
        async with self.database.tenant_transaction(tenant_id) as connection:
            members, now = MemberRepository(connection, tenant_id), self.now()
            if await requests.earlier(connection, tenant_id, key) is not None:
                return await members.find(member_id, deleted_too=True)
            member = await members.lock(member_id, deleted_too=True)
            if is_over(member.purge_time, now):
                raise MemberNotFound(member_id)
            if member.delete_time:
                member = member.undeleted(now)
                await members.save(member)
            await requests.keep(connection, tenant_id, key, str(member_id))
            return member

    async def purge_member(self, tenant_id: UUID, key: RequestKey, member_id: UUID) -> None:
        """Remove a deleted member for good."""
        async with self.database.tenant_transaction(tenant_id) as connection:
            members = MemberRepository(connection, tenant_id)
            if await requests.earlier(connection, tenant_id, key) is not None:
                return
            member = await members.lock(member_id, deleted_too=True)
            if not member.delete_time:
                raise NotDeleted
            await members.remove(member_id)
            await requests.keep(connection, tenant_id, key, str(member_id))
