"""Does an operator see what models used, and how far the budget of today is?"""

import io
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from lyoctl.resources.showing import show_list
from lyoctl.resources.tenants import find_tenant
from lyoctl.resources.usage import Usage
from services.assistant.domain.usage import ModelKind, Price, Rules
from services.assistant.settings import Settings
from services.assistant.usecases.usage import UsageUseCases
from services.common.clock import utc_now
from services.common.database import Database

RULES = Rules(prices={"small": Price(Decimal(2), Decimal(4))})


@pytest.fixture
async def usage(mesh_of_two, salon):
    """What a salon's calls used, of its file."""
    await mesh_of_two.apply(salon())
    tenant = await find_tenant(mesh_of_two.stubs.tenants, salon.name)
    return Usage(mesh_of_two.stubs, tenant.tenant_id)


async def called(mesh, usage, model="small", read=0, written=0, **ago: float) -> None:
    url = mesh.assistant.url("assistant")
    async with Database.opened(url, schema="assistant") as database:
        await UsageUseCases(database, RULES).record(
            UUID(usage.tenant_id),
            kind=ModelKind.CHAT,
            model=model,
            prompt_tokens=read,
            completion_tokens=written,
            message_id=None,
            duration=timedelta(),
            now=utc_now() - timedelta(**ago),
        )


async def shown(usage, start_date="", end_date="") -> str:
    out = io.StringIO()
    show_list(usage, [each async for each in usage.all(start_date, end_date)], "table", out)
    return out.getvalue()


async def test_each_day_and_model_is_a_row_with_what_it_cost(mesh_of_two, usage):
    await called(mesh_of_two, usage, read=1_500_000, written=250_000, days=2)
    await called(mesh_of_two, usage, model="large", read=10, days=2)
    day = (utc_now() - timedelta(days=2)).date().isoformat()

    head, *rows = (await shown(usage, day, day)).splitlines()

    assert head.split() == ["DAY", "KIND", "MODEL", "CALLS", "FAILED", "READ", "WRITTEN", "COST"]
    assert [row.split() for row in rows] == [
        [day, "chat", "large", "1", "0", "10", "0", "no", "price"],
        [day, "chat", "small", "1", "0", "1,500,000", "250,000", "4.0000", "USD"],
    ]


async def test_a_line_tells_how_far_the_budget_of_today_is(mesh_of_two, usage):
    most = Settings().tokens_a_day
    await shown(usage)
    assert usage.budget() == (
        f"today 0 tokens of {most:,}, 0.0000 USD of 5.0000 USD: models are called"
    )

    await called(mesh_of_two, usage, read=most)
    await shown(usage)

    assert "the budget is used up: rules answer until midnight, UTC" in usage.budget()
