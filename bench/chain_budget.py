"""The budget of a message (notes of the project: 10 ms, aim 7), measured beside demanded.

A service is its process and the PostgreSQL backends of its role, so that a step of the budget is
what one service spends. Statuses are told apart by a step whose statuses the sandbox swallows.
"""

import httpx

from bench.chain_opponents import Opponent
from bench.chain_steps import Step, step
from bench.report import Figure
from lyoctl.installation import SERVICES

NO_STATUSES = {"provider": "meta", "match": '"statuses"', "action": "drop", "times": None}


async def budget(ours: Opponent, whole: Step, seconds: float) -> list[Figure]:
    """`whole`: a step with statuses, at the rate at which the one without is measured."""
    async with httpx.AsyncClient(base_url=ours.sandbox_url, trust_env=False) as http:
        (await http.post("/faults", json=NO_STATUSES)).raise_for_status()
        silent = await step(ours, whole.rate, seconds)
        (await http.delete("/faults")).raise_for_status()
    return figures_of(whole, silent)


def figures_of(whole: Step, silent: Step) -> list[Figure]:
    """By step, by what is counted, and by service; `silent` had no statuses."""
    return [*_steps(whole, silent), *_numbers(whole), *_services(whole)]


def _steps(whole: Step, silent: Step) -> list[Figure]:
    asked = min(1.0, whole.per_message("call ResolveInbound"))
    books = whole.per_message("call CreateBooking")
    statuses = whole.whole_price() - silent.whole_price()
    return [
        _cost("gateway: accept, claim, done, and its calls", _of(silent, "gateway"), 1.2),
        _cost(
            "tenant: ResolveInbound",
            _of(whole, "tenant"),
            1.3 * asked,
            f"asked for {asked:.0%} of the messages: those of one turn ask once",
        ),
        _cost("assistant: HandleTurn", _of(whole, "assistant"), 4.0),
        _cost(
            "booking: CreateBooking",
            _of(whole, "booking"),
            1.6 * books,
            f"{books:.0%} of the messages book",
        ),
        _cost("notifier: Send and the provider", _of(silent, "notifier"), 0.8 + 1.2),
        _cost("three statuses, everywhere", statuses, 3 * 0.6, "with them less without them"),
        _cost("PostgreSQL's own processes", _own_of_postgres(whole), None, "WAL, checkpoints"),
    ]


def _cost(name: str, value: float, demand: float | None, note: str = "") -> Figure:
    return Figure("chain budget", name, value, "ms a message", demand=demand, note=note)


def _of(done: Step, service: str) -> float:
    return done.price(service, f"SQL {service}")


def _own_of_postgres(done: Step) -> float:
    return done.price("PostgreSQL") - done.price(*(f"SQL {name}" for name in SERVICES))


def _numbers(whole: Step) -> list[Figure]:
    calls = {n.removeprefix("call "): whole.per_message(n) for n in whole.counts if "call " in n}
    lines = {n.removeprefix("log "): whole.per_message(n) for n in whole.counts if "log " in n}
    transactions = whole.per_message("transactions")
    return [
        _number("calls between services", sum(calls.values()), 4, _listed(calls)),
        _number("transactions, the workers' looking included", transactions, 7, ""),
        _number("log lines", sum(lines.values()), 6, _listed(lines)),
    ]


def _number(name: str, value: float, demand: float, note: str) -> Figure:
    return Figure("chain budget", name, value, "a message", demand=demand, note=note)


def _listed(values: dict[str, float]) -> str:
    return ", ".join(f"{name} {value:.2f}" for name, value in values.items() if value >= 0.005)


def _services(whole: Step) -> list[Figure]:
    return [
        Figure(
            "chain budget",
            f"{name}, process and SQL",
            _of(whole, name),
            "ms a message",
            note=f"process {whole.price(name):.2f}, SQL {whole.price(f'SQL {name}'):.2f}",
        )
        for name in SERVICES
    ]
