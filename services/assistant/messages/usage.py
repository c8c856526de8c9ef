"""Usage on the wire."""

from dataclasses import dataclass
from datetime import date

from lyo.assistant.v1 import usage_service_pb2 as pb

from services.assistant.domain.usage import SPAN, Budget, ModelKind, Rules, Sums, Today
from services.common.errors import InvalidArgument, Violation

_KINDS = {each: pb.ModelKind.Value(f"MODEL_KIND_{each.name}") for each in ModelKind}
_STATES = {each: pb.BudgetState.Value(f"BUDGET_STATE_{each.name}") for each in Budget}


@dataclass(frozen=True)
class Days:
    """From one day to another, both included."""

    first: date
    last: date


def days_of(request: pb.GetUsageRequest, today: date) -> Days:
    """The days that are asked for."""
    last = _date(request, "end_date", today)
    if request.start_date:
        return Days(_date(request, "start_date", last), last)
    return Days(max(last, date.min + SPAN) - SPAN, last)


def to_usage(sums: Sums) -> pb.Usage:
    read, written = sums.prompt_tokens, sums.completion_tokens
    embedded = sums.kind is ModelKind.EMBEDDING
    return pb.Usage(
        date=sums.day.isoformat(),
        kind=_KINDS[sums.kind],
        model=sums.model,
        calls=sums.calls,
        failed_calls=sums.failed_calls,
        prompt_tokens=0 if embedded else read,
        completion_tokens=written,
        embedding_tokens=read if embedded else 0,
        cost_micros=sums.cost_micros,
        currency_code=sums.currency_code,
    )


def to_budget(today: Today, rules: Rules) -> pb.Budget:
    return pb.Budget(
        date=today.day.isoformat(),
        state=_STATES[today.budget],
        tokens=today.used.tokens,
        most_tokens=rules.tokens_a_day,
        cost_micros=today.used.cost_micros,
        most_cost_micros=rules.cost_micros_a_day,
        currency_code=rules.currency_code,
    )


def _date(request: pb.GetUsageRequest, field: str, otherwise: date) -> date:
    text: str = getattr(request, field)
    try:
        return date.fromisoformat(text) if text else otherwise
    except ValueError:
        violation = Violation(field, "FIELD_INVALID", "must be a date that exists")
        raise InvalidArgument(
            "FIELD_INVALID", f"{field} must be a date that exists", violations=[violation]
        ) from None
