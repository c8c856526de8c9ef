"""Is every part of what a message costs told once, and beside its demand?"""

import pytest

from bench.chain_budget import figures_of
from lyoctl.installation import SERVICES
from tests.bench.steps import COUNTED, SPENT, a_step

HALF = {name: spent / 2 for name, spent in SPENT.items()}


@pytest.fixture(scope="module")
def told():
    """The budget of a step, and of one that cost half without statuses, by what it is of."""
    return {each.name: each for each in figures_of(a_step(), a_step(cpu=HALF))}


def test_who_measures_is_in_no_price(told):
    services = sum(told[f"{name}, process and SQL"].value for name in SERVICES)
    whole = services + told["PostgreSQL's own processes"].value

    assert a_step().whole_price() == pytest.approx(16)
    assert whole == pytest.approx(16)


def test_a_service_is_its_process_and_its_part_of_the_database(told):
    assert told["assistant: HandleTurn"].value == pytest.approx(3)
    assert told["PostgreSQL's own processes"].value == pytest.approx(1)
    assert told["tenant, process and SQL"].note == "process 2.00, SQL 1.00"


def test_gateway_and_notifier_are_looked_at_without_statuses(told):
    assert told["gateway: accept, claim, done, and its calls"].value == pytest.approx(1.5)
    assert told["notifier: Send and the provider"].value == pytest.approx(1.5)
    assert told["three statuses, everywhere"].value == pytest.approx(8)


def test_what_only_some_messages_do_is_demanded_for_these_alone(told):
    assert told["tenant: ResolveInbound"].demand == pytest.approx(0.25 * 1.3)
    assert told["booking: CreateBooking"].demand == pytest.approx(0.5 * 1.6)


def test_what_statuses_ask_besides_is_not_demanded_twice():
    often = a_step(counts={**COUNTED, "call ResolveInbound": 300})
    told = {each.name: each for each in figures_of(often, a_step(cpu=HALF))}

    assert told["tenant: ResolveInbound"].demand == pytest.approx(1.3)


def test_calls_lines_and_transactions_are_counted_for_each_message(told):
    calls = told["calls between services"]

    assert calls.value == pytest.approx(1.75)
    assert calls.note == "ResolveInbound 0.25, CreateBooking 0.50, HandleTurn 1.00"
    assert told["log lines"].value == pytest.approx(1.5)
    assert told["transactions, the workers' looking included"].falls_short
