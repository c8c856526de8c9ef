"""Is every call of a model counted, to its tenant and its day, and told of when it becomes much?"""

import asyncio
import logging
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from lyo.assistant.v1 import usage_service_pb2 as pb
from lyo.assistant.v1.usage_service_pb2_grpc import UsageServiceStub

from services.assistant.domain.usage import Budget, ModelKind, Price, Rules
from services.assistant.settings import Settings
from services.assistant.storage import usage as usage_storage
from services.assistant.usecases.usage import BUDGETS, UsageUseCases
from services.common.database import Database
from services.common.errors import InvalidArgument
from services.common.upkeep import Upkeep
from tests.assistant.people import NOW
from tests.assistant.running import served_assistant

RULES = Rules(
    tokens_a_day=1000,
    cost_micros_a_day=10**9,
    currency_code="EUR",
    prices={"small": Price(Decimal("0.25"), Decimal(2))},
)
MIDNIGHT = datetime(2026, 12, 22, tzinfo=UTC)


@pytest.fixture(scope="module")
async def database(assistant_database):
    url = assistant_database.url("assistant")
    async with Database.opened(url, schema="assistant") as opened:
        yield opened


@pytest.fixture(scope="module")
async def stub(assistant_database, running_mesh):
    settings = Settings(
        tokens_a_day=1000,
        money_a_day=1000,
        currency="EUR",
        prices='{"small": {"prompt": 0.25, "completion": 2}}',
    )
    served = served_assistant(
        assistant_database, running_mesh.callees, settings=settings, now=running_mesh.clock
    )
    async with served as channel:
        yield UsageServiceStub(channel)


@pytest.fixture
def usage(database):
    return UsageUseCases(database, RULES)


@pytest.fixture
def tenant_id():
    return uuid4()


async def called(usage, tenant_id, *, now=NOW, read=0, written=0, **fields) -> Budget:
    fields.setdefault("kind", ModelKind.CHAT)
    fields.setdefault("model", "small")
    fields.setdefault("message_id", uuid4())
    fields.setdefault("duration", timedelta(seconds=1.5))
    return await usage.record(
        tenant_id, prompt_tokens=read, completion_tokens=written, now=now, **fields
    )


async def got(stub, tenant_id: UUID, **fields) -> pb.GetUsageResponse:
    return await stub.GetUsage(pb.GetUsageRequest(tenant_id=str(tenant_id), **fields))


async def test_a_call_is_kept_with_all_that_is_known_of_it(usage, tenant_id, assistant_database):
    message_id = uuid4()
    await called(usage, tenant_id, read=100, written=20, message_id=message_id)
    await called(usage, tenant_id, message_id=None, outcome="MODEL_TIMEOUT")

    rows = assistant_database.rows(
        "SELECT call_time, kind, model, prompt_tokens, completion_tokens, message_id, duration_ms,"
        " outcome, cost_micros, currency_code FROM assistant.model_calls WHERE tenant_id = %s"
        " ORDER BY outcome",
        tenant_id,
    )
    assert rows == [
        (NOW, "chat", "small", 0, 0, None, 1500, "MODEL_TIMEOUT", 0, "EUR"),
        (NOW, "chat", "small", 100, 20, message_id, 1500, "OK", 65, "EUR"),
    ]


async def test_calls_are_summed_by_day_kind_and_model(usage, stub, tenant_id, mesh):
    await called(usage, tenant_id, read=100, written=20)
    await called(usage, tenant_id, read=50, written=10, outcome="PROVIDER_DOWN")
    await called(usage, tenant_id, read=7, kind=ModelKind.EMBEDDING, model="embed")
    await called(usage, tenant_id, read=1, written=1, now=NOW - timedelta(days=1))

    found = (await got(stub, tenant_id)).usage

    assert [(each.date, each.kind, each.model) for each in found] == [
        ("2026-12-20", pb.MODEL_KIND_CHAT, "small"),
        ("2026-12-21", pb.MODEL_KIND_CHAT, "small"),
        ("2026-12-21", pb.MODEL_KIND_EMBEDDING, "embed"),
    ]
    _, chat, embedding = found
    assert (chat.calls, chat.failed_calls) == (2, 1)
    assert (chat.prompt_tokens, chat.completion_tokens, chat.embedding_tokens) == (150, 30, 0)
    assert (chat.cost_micros, chat.currency_code) == (45 + 13 + 20 + 20, "EUR")
    assert (embedding.embedding_tokens, embedding.prompt_tokens) == (7, 0)
    assert (embedding.cost_micros, embedding.currency_code) == (0, "")


async def test_the_days_asked_for_are_both_included(usage, stub, tenant_id, mesh):
    for days in range(5):
        await called(usage, tenant_id, read=1, now=NOW - timedelta(days=days))

    found = await got(stub, tenant_id, start_date="2026-12-18", end_date="2026-12-20")

    assert [each.date for each in found.usage] == ["2026-12-18", "2026-12-19", "2026-12-20"]


async def test_without_dates_the_last_thirty_days_are_shown(usage, stub, tenant_id, mesh):
    for days in (0, 29, 30):
        await called(usage, tenant_id, read=1, now=NOW - timedelta(days=days))

    found = await got(stub, tenant_id)

    assert [each.date for each in found.usage] == ["2026-11-22", "2026-12-21"]


async def test_sums_are_listed_page_by_page(usage, stub, tenant_id, mesh):
    for model in ("a", "b", "c"):
        await called(usage, tenant_id, model=model)
        await called(usage, tenant_id, model=model, now=NOW - timedelta(days=1))

    pages, token = [], ""
    while True:
        page = await got(stub, tenant_id, page_size=4, page_token=token)
        pages.append([(each.date[-2:], each.model) for each in page.usage])
        token = page.next_page_token
        if not token:
            break

    assert pages == [
        [("20", "a"), ("20", "b"), ("20", "c"), ("21", "a")],
        [("21", "b"), ("21", "c")],
    ]


@pytest.mark.parametrize("field", ["start_date", "end_date"])
async def test_a_date_that_does_not_exist_is_refused_by_name(stub, tenant_id, field):
    with pytest.raises(InvalidArgument) as refused:
        await got(stub, tenant_id, **{field: "2026-02-30"})

    assert (refused.value.reason, refused.value.violations[0].field) == ("FIELD_INVALID", field)


async def test_today_shows_how_far_the_budget_is_used(usage, stub, tenant_id, mesh):
    await called(usage, tenant_id, read=700, written=200)

    today = (await got(stub, tenant_id)).today

    assert (today.date, today.state) == ("2026-12-21", pb.BUDGET_STATE_WARNED)
    assert (today.tokens, today.most_tokens) == (900, 1000)
    assert (today.cost_micros, today.most_cost_micros) == (175 + 400, 1_000_000_000)
    assert today.currency_code == "EUR"


async def test_nobody_sees_what_another_tenant_used(usage, stub, tenant_id, mesh):
    await called(usage, tenant_id, read=1000)
    other = uuid4()

    assert not (await got(stub, other)).usage
    assert await usage.budget(other, NOW) is Budget.OPEN


async def test_a_budget_is_used_up_by_calls_of_all_models_together(usage, tenant_id):
    levels = [
        await called(usage, tenant_id, read=500),
        await called(usage, tenant_id, read=299, kind=ModelKind.EMBEDDING, model="embed"),
        await called(usage, tenant_id, read=1, model="large"),
        await called(usage, tenant_id, written=199),
        await called(usage, tenant_id, written=1),
    ]

    assert levels == [Budget.OPEN, Budget.OPEN, Budget.WARNED, Budget.WARNED, Budget.SPENT]
    assert await usage.budget(tenant_id, NOW) is Budget.SPENT


async def test_at_midnight_of_utc_it_is_there_again(usage, tenant_id):
    await called(usage, tenant_id, read=1000, now=MIDNIGHT - timedelta(microseconds=1))

    assert await usage.budget(tenant_id, MIDNIGHT - timedelta(hours=1)) is Budget.SPENT
    assert await usage.budget(tenant_id, MIDNIGHT) is Budget.OPEN


async def test_money_in_another_currency_does_not_count(database, tenant_id):
    rules = Rules(cost_micros_a_day=1, currency_code="USD", prices=RULES.prices)
    await called(UsageUseCases(database, RULES), tenant_id, read=100)

    assert await UsageUseCases(database, rules).budget(tenant_id, NOW) is Budget.OPEN


async def test_what_becomes_much_is_told_once_a_day(usage, tenant_id, caplog):
    caplog.set_level(logging.INFO, "services.assistant.usecases.usage")
    before = counted()
    for now in (NOW, NOW + timedelta(days=1)):
        for read in (500, 300, 100, 50, 50, 1000):
            await called(usage, tenant_id, read=read, now=now)

    told = [each.fields for each in caplog.records]
    assert [(each["budget"], each["day"], each["tokens"]) for each in told] == [
        ("warned", "2026-12-21", 800),
        ("spent", "2026-12-21", 1000),
        ("warned", "2026-12-22", 800),
        ("spent", "2026-12-22", 1000),
    ]
    assert counted() == {"warned": before["warned"] + 2, "spent": before["spent"] + 2}


async def test_of_calls_at_once_none_is_lost_and_one_tells(usage, tenant_id, caplog):
    caplog.set_level(logging.INFO, "services.assistant.usecases.usage")

    await asyncio.gather(*(called(usage, tenant_id, read=100) for _ in range(20)))

    assert (await used(usage, tenant_id)).tokens == 2000
    assert sum(each.fields["budget"] == "spent" for each in caplog.records) == 1


async def test_old_calls_are_forgotten_and_their_sums_are_not(
    usage, database, tenant_id, assistant_database
):
    kept = Settings().usage_kept
    await called(usage, tenant_id, read=3, now=NOW - kept - timedelta(seconds=1))
    await called(usage, tenant_id, read=4, now=NOW - kept + timedelta(seconds=1))

    upkeep = Upkeep(database, [usage_storage.purge], now=lambda: NOW, kept=kept)
    await upkeep.purged(usage_storage.purge)

    rows = "SELECT prompt_tokens FROM assistant.{} WHERE tenant_id = %s ORDER BY 1"
    assert assistant_database.rows(rows.format("model_calls"), tenant_id) == [(4,)]
    assert sum(n for (n,) in assistant_database.rows(rows.format("usage_days"), tenant_id)) == 7


def counted() -> dict[str, float]:
    return {each: BUDGETS.labels(each)._value.get() for each in ("warned", "spent")}


async def used(usage, tenant_id):
    day = date(2026, 12, 21)
    found = await usage.get_usage(tenant_id, first=day, last=day, today=day, after=None, limit=1)
    return found.today.used
