"""One process of a tenant's number as the gates see it: messages that want to leave, and how their
calls ended."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from services.common.breaker import BreakerRules
from services.common.database import Database
from services.common.logs import Secret
from services.notifier.domain.content import Content
from services.notifier.domain.message import Message, Purpose, Recipient, RecipientKind
from services.notifier.domain.outcomes import Outcome
from services.notifier.providers.provider import Platform, Sender
from services.notifier.usecases.gates import Gates, Wait

NOW = datetime(2026, 12, 24, 15, 30, tzinfo=UTC)
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)


def message(
    purpose: Purpose = Purpose.REPLY, *, to: str = "+393331234567", attempts: int = 0
) -> Message:
    return Message(
        message_id=uuid4(),
        channel_id=UUID(int=1),
        customer_id=uuid4(),
        recipient=Recipient(RecipientKind.PHONE, to),
        content=Content("Ciao"),
        purpose=purpose,
        create_time=NOW,
        expire_time=NOW + timedelta(hours=1),
        update_time=NOW,
        attempts=attempts,
    )


@dataclass
class Replica:
    """One process of a tenant's number, at a time of the test's choice."""

    database: Database
    rate: float = 80
    account: str = "100"
    tenant_id: UUID = field(default_factory=uuid4)
    now: datetime = NOW
    gates: Gates = field(init=False)

    def __post_init__(self) -> None:
        self.gates = Gates(rate=self.rate, rules=BreakerRules())

    @property
    def sender(self) -> Sender:
        return Sender(Platform.WHATSAPP, self.account, Secret("token"))

    def another(self, **changed: Any) -> "Replica":
        same = {"rate": self.rate, "account": self.account, "tenant_id": self.tenant_id}
        return Replica(self.database, now=self.now, **{**same, **changed})

    async def wait(self, asked: Message | None = None) -> Wait | None:
        async with self.database.tenant_transaction(self.tenant_id) as connection:
            return await self.gates.wait(
                connection, self.tenant_id, asked or message(), self.sender, "meta", self.now
            )

    async def note(self, outcome: Outcome, told: Message | None = None) -> None:
        async with self.database.tenant_transaction(self.tenant_id) as connection:
            about = told or message()
            await self.gates.note(
                connection, self.tenant_id, about, self.sender, "meta", outcome, self.now
            )

    async def calls(self, outcome: Outcome, *, count: int = 1) -> None:
        """So many calls that end so."""
        for _ in range(count):
            await self.note(outcome)

    async def goes(self, outcome: Outcome) -> None:
        """A message that may leave, and the end of its call."""
        asked = message()
        assert await self.wait(asked) is None
        await self.note(outcome, asked)

    async def place(self, count: int, purpose: Purpose = Purpose.CONFIRMATION) -> list[float]:
        """When so many messages are due, in seconds from now."""
        async with self.database.tenant_transaction(self.tenant_id) as connection:
            placed = await self.gates.place(
                connection, self.tenant_id, UUID(int=1), purpose, count, self.now
            )
        return [round((each - self.now) / SECOND, 3) for each in placed]

    async def rows(self) -> tuple[int, ...]:
        """How many rows the tenant has of senders, recipients and breakers."""
        async with self.database.tenant_transaction(self.tenant_id) as connection:
            cursor = await connection.execute(
                "SELECT (SELECT count(*) FROM senders), (SELECT count(*) FROM recipients),"
                " (SELECT count(*) FROM breakers)"
            )
            return await cursor.fetchone() or ()


def seconds(wait: Wait | None) -> float:
    return wait.after / SECOND if wait else 0
