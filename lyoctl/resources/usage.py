"""What a tenant's calls of language models used, for the operator's command."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from lyo.assistant.v1 import usage_service_pb2 as pb

from lyoctl.operator import Stubs
from lyoctl.resources.kind import Row

_STATES = {
    pb.BUDGET_STATE_OPEN: "models are called",
    pb.BUDGET_STATE_WARNED: "models are called, most of the budget is used",
    pb.BUDGET_STATE_SPENT: "the budget is used up: rules answer until midnight, UTC",
}


@dataclass
class Usage:
    """Sums by day, kind and model."""

    stubs: Stubs
    tenant_id: str
    columns: Row = ("day", "kind", "model", "calls", "failed", "read", "written", "cost")
    today: pb.Budget = field(default_factory=pb.Budget)

    async def all(self, start_date: str, end_date: str) -> AsyncIterator[pb.Usage]:
        """The sums of these days; learns how far today's budget is used."""
        request = pb.GetUsageRequest(
            tenant_id=self.tenant_id, start_date=start_date, end_date=end_date, page_size=200
        )
        while True:
            page = await self.stubs.usage.GetUsage(request)
            self.today = page.today
            for each in page.usage:
                yield each
            if not page.next_page_token:
                return
            request.page_token = page.next_page_token

    def row(self, one: pb.Usage) -> Row:
        return (
            one.date,
            pb.ModelKind.Name(one.kind).removeprefix("MODEL_KIND_").lower(),
            one.model,
            str(one.calls),
            str(one.failed_calls),
            f"{one.prompt_tokens + one.embedding_tokens:,}",
            f"{one.completion_tokens:,}",
            _money(one.cost_micros, one.currency_code) if one.currency_code else "no price",
        )

    def budget(self) -> str:
        """How far today's budget is used, in a line."""
        today = self.today
        tokens = f"{today.tokens:,} tokens{_of(f'{today.most_tokens:,}', today.most_tokens)}"
        most = _money(today.most_cost_micros, today.currency_code)
        cost = _money(today.cost_micros, today.currency_code) + _of(most, today.most_cost_micros)
        return f"today {tokens}, {cost}: {_STATES[today.state]}"


def _of(most: str, limit: int) -> str:
    return f" of {most}" if limit else ""


def _money(micros: int, currency_code: str) -> str:
    return f"{micros / 1_000_000:.4f} {currency_code}"
