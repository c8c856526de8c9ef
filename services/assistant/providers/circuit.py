"""Whether a model is called while calls of it fail through its own fault: the breaker of a process.

In no database, unlike the notifier's: a replica that does not know yet asks in vain five times, and
its customers are answered by the rules meanwhile.
"""

import logging
from dataclasses import replace
from datetime import timedelta

from services.assistant.domain.model import Failure, ModelFailed
from services.common import metrics
from services.common.breaker import Breaker, BreakerRules, BreakerState, Successes
from services.common.clock import Clock
from services.common.logs import event

log = logging.getLogger(__name__)

TRANSITIONS = metrics.counter(
    "assistant_model_breaker_total",
    "How often the breaker of a model came to be `open`, or `closed` again, in this process.",
    ["model", "to"],
)

RULES = BreakerRules(open=timedelta(seconds=30), probe=timedelta(seconds=25))
"""A call made to see that has not ended after 25 s was cancelled: an attempt takes 20 at most."""


class Circuit:
    """The breaker of one model."""

    def __init__(self, model: str, now: Clock, rules: BreakerRules = RULES) -> None:
        self._model = model
        self._now = now
        self._rules = rules
        self._breaker = Breaker()
        self._successes = Successes()

    def begin(self) -> bool:
        """Before a call: whether it is one made to see. ModelFailed: none is to be made."""
        now = self._now()
        allowed = self._breaker.retry_time(now)
        if allowed is None:
            return False
        if allowed > now:
            raise ModelFailed(Failure.BREAKER_OPEN)
        self._breaker = replace(self._breaker, probe_until=now + self._rules.probe)
        return True

    def end(self, *, probe: bool, fault: bool) -> None:
        """After a call: whether it failed through the model's own fault."""
        now, before = self._now(), self._breaker
        if probe:
            self._breaker = before.opened(now, self._rules) if fault else before.closed()
        elif fault:
            self._breaker = before.failed(now, self._rules, self._successes.told())
        else:
            self._successes.count(now, self._rules)
        if (before.open_until is None) is not (self._breaker.open_until is None):
            self._tell(self._breaker.state(now))

    def _tell(self, state: BreakerState) -> None:
        TRANSITIONS.labels(self._model, state).inc()
        level = logging.WARNING if state is BreakerState.OPEN else logging.INFO
        event(log, "model_breaker", level=level, model=self._model, state=state.value)
