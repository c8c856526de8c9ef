"""Steps of load as the bench would have measured them."""

from typing import Any

from bench.chain_steps import Step
from lyoctl.installation import SERVICES

SPENT = {
    **dict.fromkeys(SERVICES, 0.2),
    **{f"SQL {name}": 0.1 for name in SERVICES},
    "PostgreSQL": 0.6,
    "SQL bench": 0.5,
    "sandbox": 0.9,
    "generator": 0.8,
    "bench": 0.7,
}
"""CPU seconds: each service 0.2 and 0.1 in PostgreSQL, which has spent 0.1 for nobody."""

COUNTED = {
    "call ResolveInbound": 25,
    "call CreateBooking": 50,
    "call HandleTurn": 100,
    "log gateway": 150,
    "transactions": 1120,
}


def a_step(**other: Any) -> Step:
    """A hundred messages, which were kept up."""
    usual: dict[str, Any] = {
        "rate": 20.0,
        "count": 100,
        "waited": tuple(float(n) for n in range(1, 101)),
        "failed": 0,
        "late": 0.0,
        "drained": 0.1,
        "caught_up": 0.2,
        "cpu": SPENT,
        "counts": COUNTED,
    }
    return Step(**{**usual, **other})
