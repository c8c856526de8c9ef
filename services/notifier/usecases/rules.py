"""What tenants lay down about sending: asked for, and replaced as a whole. A transaction each."""

from dataclasses import replace
from uuid import UUID

from services.common import requests
from services.common.clock import Clock
from services.common.database import Database
from services.common.fields import RequestKey
from services.notifier.domain.sending_rules import SendingRules
from services.notifier.storage import sending_rules


class RulesUseCases:
    """The rules of tenants."""

    def __init__(self, database: Database, now: Clock) -> None:
        self.database = database
        self.now = now

    async def get_sending_rules(self, tenant_id: UUID) -> SendingRules:
        async with self.database.tenant_transaction(tenant_id) as connection:
            return await sending_rules.find(connection, tenant_id)

    async def apply_sending_rules(
        self, tenant_id: UUID, key: RequestKey, wanted: SendingRules, *, etag: str = ""
    ) -> SendingRules:
        """Lay down what is wanted; the rules as stored. A repeated request is answered with what
        stands now, and what says the same as before keeps its etag."""
        wanted.check()
        async with self.database.tenant_transaction(tenant_id) as connection:
            if await requests.earlier(connection, tenant_id, key) is not None:
                return await sending_rules.find(connection, tenant_id)
            before = await sending_rules.lock(connection, tenant_id, self.now())
            before.require(etag)
            if wanted.says_the_same(before):
                return before
            after = replace(wanted, revision=before.revision + 1)
            await sending_rules.save(connection, tenant_id, after, self.now())
            return after
