"""When is a tenant's day of models used up, and what did it cost?"""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from services.assistant.domain.usage import (
    Budget,
    Cost,
    ModelCall,
    ModelKind,
    Price,
    Rules,
    Used,
    day_of,
)
from services.assistant.settings import Settings
from services.common.settings import BadSettings

DAY = date(2026, 12, 21)
PRICES = {"small": Price(Decimal("0.25"), Decimal(2)), "embedding": Price(Decimal("0.02"))}


def call(model="small", read=0, written=0):
    kind, now = ModelKind.CHAT, datetime(2026, 12, 21, tzinfo=UTC)
    return ModelCall(now, kind, model, read, written, None, timedelta(), "OK")


@pytest.mark.parametrize(
    ("tokens", "budget"),
    [
        (0, Budget.OPEN),
        (799, Budget.OPEN),
        (800, Budget.WARNED),
        (999, Budget.WARNED),
        (1000, Budget.SPENT),
        (5000, Budget.SPENT),
    ],
)
def test_a_budget_is_warned_of_at_four_fifths_and_spent_at_all(tokens, budget):
    by_tokens = Rules(tokens_a_day=1000).today(DAY, Used(tokens, 0))
    by_money = Rules(cost_micros_a_day=1000).today(DAY, Used(0, tokens))

    assert (by_tokens.budget, by_money.budget) == (budget, budget)


@pytest.mark.parametrize(
    ("used", "budget"),
    [
        (Used(10, 999), Budget.WARNED),
        (Used(10, 1000), Budget.SPENT),
        (Used(1000, 10), Budget.SPENT),
        (Used(800, 10), Budget.WARNED),
        (Used(10, 10), Budget.OPEN),
    ],
)
def test_tokens_or_money_whichever_comes_first(used, budget):
    assert Rules(1000, 1000).today(DAY, used).budget is budget


def test_without_limits_it_is_never_spent():
    assert Rules().today(DAY, Used(10**12, 10**12)).budget is Budget.OPEN


@pytest.mark.parametrize(
    ("made", "micros"),
    [
        (call(read=1_000_000), 250_000),
        (call(written=1_000_000), 2_000_000),
        (call(read=1000, written=100), 450),
        (call("embedding", read=1_000_000), 20_000),
        (call(read=1), 1),
    ],
)
def test_a_price_is_of_a_million_tokens_and_rounded_up(made, micros):
    assert Rules(currency_code="EUR", prices=PRICES).cost(made) == Cost(micros, "EUR")


def test_a_model_without_a_price_costs_nothing_in_no_currency():
    assert Rules(prices=PRICES).cost(call("unknown", read=10**6)) == Cost(0, "")


def test_a_day_is_one_of_utc():
    east = datetime.fromisoformat("2026-12-22T05:30:00+09:00")

    assert day_of(east) == date(2026, 12, 21)


def test_the_settings_make_the_rules(monkeypatch):
    monkeypatch.setenv("LYO_ASSISTANT_TOKENS_A_DAY", "2000")
    monkeypatch.setenv("LYO_ASSISTANT_MONEY_A_DAY", "2.5")
    monkeypatch.setenv("LYO_ASSISTANT_CURRENCY", "EUR")
    prices = '{"small": {"prompt": 0.25, "completion": 2}, "embedding": {"prompt": 0.02}}'
    monkeypatch.setenv("LYO_ASSISTANT_PRICES", prices)

    assert Settings().usage_rules == Rules(2000, 2_500_000, "EUR", PRICES)


@pytest.mark.parametrize(
    "text",
    [
        "cheap",
        "[]",
        '{"small": 2}',
        '{"small": {}}',
        '{"small": {"prompt": "much"}}',
        '{"small": {"prompt": -1}}',
        '{"small": {"prompt": NaN}}',
        '{"small": {"prompt": 1, "tax": 2}}',
    ],
)
def test_prices_that_cannot_be_read_stop_the_start_by_name(monkeypatch, text):
    monkeypatch.setenv("LYO_ASSISTANT_PRICES", text)

    with pytest.raises(BadSettings, match="LYO_ASSISTANT_PRICES"):
        Settings()
